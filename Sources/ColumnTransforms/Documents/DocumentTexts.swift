package import Metadata
package import TableData

/// The texts that stand for a column's values while they are documents.
package enum DocumentTexts: Sendable, Codable {
  /// The values are texts.
  case texts(DocumentForm)
  /// Numbers of which some are none, which no order has a place for: `NaN`.
  case specialNumbers(ColumnType)
  /// Intervals of which some have months.
  case intervals

  /// Nil for columns that are modelled as they are.
  package init?(_ type: ColumnType, _ values: ColumnValues) {
    switch values.storage {
    case .text:
      guard let form = DocumentForm(type) else { return nil }
      self = .texts(form)
    case .reals(let numbers):
      guard zip(numbers, values.isNull).contains(where: { $0.isNaN && !$1 }) else { return nil }
      self = .specialNumbers(type)
    case .integers:
      guard type.valueKind == .interval, !values.months.isEmpty else { return nil }
      self = .intervals
    }
  }

  var form: DocumentForm {
    switch self {
    case .texts(let form): form
    case .specialNumbers(let type): .scalar(type)
    case .intervals: .interval
    }
  }

  /// The values as texts by code.
  func read(_ values: ColumnValues) -> (codes: [Int32], dictionary: [String]) {
    var dictionary: [String] = []
    func codes<Key: Hashable>(_ keys: [Key], _ text: (Key) -> String) -> [Int32] {
      var known: [Key: Int32] = [:]
      return keys.map { key in
        if let code = known[key] { return code }
        known[key] = Int32(dictionary.count)
        dictionary.append(text(key))
        return Int32(dictionary.count - 1)
      }
    }
    switch values.storage {
    case .text(let codes, let dictionary): return (codes, dictionary)
    case .reals(let numbers):
      // By bits, because NaN differs from itself.
      let found = codes(numbers.map(\.bitPattern)) { Self.text(Double(bitPattern: $0)) }
      return (found, dictionary)
    case .integers(let numbers):
      let parts = numbers.indices.map { row in
        IntervalParts(numbers[row], months: values.months.isEmpty ? 0 : values.months[row])
      }
      let found = codes(parts) { "\($0.months) \($0.days) \($0.time)" }
      return (found, dictionary)
    }
  }

  private static func text(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number > 0 ? "Infinity" : "-Infinity" }
    return number.description
  }

  /// Values for texts; NULL for nil.
  func values(_ texts: [String?]) -> ColumnValues {
    let isNull = texts.map { $0 == nil }
    switch self {
    case .texts:
      var dictionary: [String] = []
      let codes = texts.map { text -> Int32 in
        guard let text else { return 0 }
        dictionary.append(text)
        return Int32(dictionary.count - 1)
      }
      return ColumnValues(
        storage: .text(codes: codes, dictionary: dictionary.isEmpty ? [""] : dictionary),
        isNull: isNull
      )
    case .specialNumbers:
      return ColumnValues(
        storage: .reals(texts.map { $0.flatMap { Double($0) } ?? 0 }),
        isNull: isNull
      )
    case .intervals:
      let parts = texts.map { text in
        let numbers = (text ?? "").split(separator: " ").compactMap { Int64($0) }
        return numbers.count == 3
          ? IntervalParts(
            months: Int32(clamping: numbers[0]),
            days: numbers[1],
            time: numbers[2]
          )
          : IntervalParts(months: 0, days: 0, time: 0)
      }
      return ColumnValues(
        storage: .integers(parts.map(\.microseconds)),
        isNull: isNull,
        months: parts.map(\.months)
      )
    }
  }
}
