package import Metadata
import ModelEncoding

/// One column of a block of rows: contiguous typed values beside a null mask.
///
/// Values at null positions are unspecified (0 in practice).
package struct ColumnValues: Sendable {
  package enum Storage: Sendable, Codable {
    /// Booleans, integers, dates, times, timestamps, intervals; units as ``ValueKind`` says.
    case integers([Int64])
    /// Floating point and numeric values.
    case reals([Double])
    /// Texts as positions in a dictionary of texts.
    case text(codes: [Int32], dictionary: [String])
  }

  package var storage: Storage
  /// One flag a row.
  package var isNull: [Bool]
  /// The months of each interval, which its microseconds count as 30 days; empty where none has any.
  package var months: [Int32]

  package init(storage: Storage, isNull: [Bool], months: [Int32] = []) {
    self.storage = storage
    self.isNull = isNull
    self.months = months
  }

  /// An empty column that can hold values of the kind.
  package init(emptyFor kind: ValueKind) {
    switch kind {
    case .boolean, .integer, .date, .time, .timestamp, .interval: storage = .integers([])
    case .real, .decimal: storage = .reals([])
    default: storage = .text(codes: [], dictionary: [])
    }
    isNull = []
    months = []
  }

  package var count: Int { isNull.count }

  package var nullCount: Int { isNull.reduce(0) { $0 + ($1 ? 1 : 0) } }

  /// The text at a row, or nil for NULL and for columns that hold numbers.
  package func text(at row: Int) -> String? {
    guard !isNull[row], case .text(let codes, let dictionary) = storage else { return nil }
    return dictionary[Int(codes[row])]
  }

  /// The value at a row as a number, or nil for NULL and for columns that hold texts.
  package func number(at row: Int) -> Double? {
    guard !isNull[row] else { return nil }
    switch storage {
    case .integers(let values): return Double(values[row])
    case .reals(let values): return values[row]
    case .text: return nil
    }
  }

  /// The rows at the given positions, in that order; the dictionary is shared.
  package func selecting(_ rows: [Int]) -> ColumnValues {
    let nulls = rows.map { isNull[$0] }
    switch storage {
    case .integers(let values):
      return ColumnValues(
        storage: .integers(rows.map { values[$0] }),
        isNull: nulls,
        months: months.isEmpty ? [] : rows.map { months[$0] }
      )
    case .reals(let values):
      return ColumnValues(storage: .reals(rows.map { values[$0] }), isNull: nulls)
    case .text(let codes, let dictionary):
      return ColumnValues(
        storage: .text(codes: rows.map { codes[$0] }, dictionary: dictionary),
        isNull: nulls
      )
    }
  }

  /// These values and others after them; nil where one holds texts and the other numbers.
  package func appending(_ other: ColumnValues) -> ColumnValues? {
    let joined: Storage
    switch (storage, other.storage) {
    case (.integers(let own), .integers(let others)): joined = .integers(own + others)
    case (.reals(let own), .reals(let others)): joined = .reals(own + others)
    case (.integers(let own), .reals(let others)): joined = .reals(own.map(Double.init) + others)
    case (.reals(let own), .integers(let others)): joined = .reals(own + others.map(Double.init))
    case (.text(let own, let dictionary), .text(let others, let entries)):
      let shift = Int32(dictionary.count)
      joined = .text(codes: own + others.map { $0 + shift }, dictionary: dictionary + entries)
    default: return nil
    }
    let hasMonths = !months.isEmpty || !other.months.isEmpty
    func padded(_ column: ColumnValues) -> [Int32] {
      column.months.isEmpty ? [Int32](repeating: 0, count: column.count) : column.months
    }
    return ColumnValues(
      storage: joined,
      isNull: isNull + other.isNull,
      months: hasMonths ? padded(self) + padded(other) : []
    )
  }

  /// The same values with a dictionary that holds nothing else.
  package var withoutUnusedTexts: ColumnValues {
    guard case .text(let codes, let dictionary) = storage else { return self }
    var places = [Int32](repeating: -1, count: dictionary.count)
    for (row, code) in codes.enumerated() where !isNull[row] { places[Int(code)] = 0 }
    var used: [String] = []
    for code in dictionary.indices where places[code] == 0 {
      places[code] = Int32(used.count)
      used.append(dictionary[code])
    }
    return ColumnValues(
      storage: .text(
        codes: codes.enumerated().map { isNull[$0] ? 0 : places[Int($1)] },
        dictionary: used
      ),
      isNull: isNull
    )
  }
}

extension ColumnValues: Codable {
  private enum CodingKeys: CodingKey {
    case storage, isNull, months
  }

  /// Refuses columns whose parts do not belong together.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    storage = try container.decode(Storage.self, forKey: .storage)
    isNull = try container.decode([Bool].self, forKey: .isNull)
    months = try container.decode([Int32].self, forKey: .months)
    let count: Int
    switch storage {
    case .integers(let values): count = values.count
    case .reals(let values): count = values.count
    case .text(let codes, let dictionary):
      count = codes.count
      // Codes of nulls may lie anywhere.
      let areKnown = zip(codes, isNull).allSatisfy { code, isNull in
        isNull || dictionary.indices.contains(Int(code))
      }
      try decoder.check(areKnown, "a text is missing")
    }
    try decoder.check(
      count == isNull.count && (months.isEmpty || months.count == count),
      "a column has fewer values than rows"
    )
  }
}
