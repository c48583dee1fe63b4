import Metadata
import TableData

/// Reads the values of a column from texts, as PostgreSQL prints them.
struct GivenValueReader {
  private let kind: ValueKind
  private let labels: [String]

  struct Problem: Error {
    /// From 1.
    let row: Int
    let expectation: String
  }

  /// Nil for types whose values are not read here.
  init?(_ column: Column) {
    kind = column.type.valueKind
    labels = if case .enumeration(let labels) = column.type.form { labels } else { [] }
    switch kind {
    case .interval, .array, .binary, .other, .json: return nil
    default: break
    }
  }

  func values(_ texts: [String?]) throws(Problem) -> ColumnValues {
    let isNull = texts.map { $0 == nil }
    if !kind.isNumeric {
      for (row, text) in texts.enumerated() {
        if let text, !labels.isEmpty, !labels.contains(text) {
          throw Problem(row: row + 1, expectation: "one of \(labels.joined(separator: ", "))")
        }
      }
      return ColumnValues(
        storage: .text(
          codes: texts.indices.map { Int32($0) },
          dictionary: texts.map { $0 ?? "" }
        ),
        isNull: isNull
      )
    }
    let storage: ColumnValues.Storage =
      kind == .real || kind == .decimal
      ? .reals(try texts.read(expecting: "a number", else: 0, Double.init))
      : .integers(try texts.read(expecting: expectation, else: 0, integer))
    return ColumnValues(storage: storage, isNull: isNull)
  }

  private func integer(_ text: String) -> Int64? {
    switch kind {
    case .boolean: ["t": 1, "true": 1, "f": 0, "false": 0][text.lowercased()]
    case .date: CalendarText.date(text)
    case .time: CalendarText.time(text)
    case .timestamp: CalendarText.timestamp(text)
    default: Int64(text)
    }
  }

  private var expectation: String {
    switch kind {
    case .boolean: "true or false"
    case .date: "a date such as 2024-03-01"
    case .time: "a time such as 12:30:00"
    case .timestamp: "a time in UTC such as 2024-03-01 12:30:00"
    default: "a whole number"
    }
  }
}

extension [String?] {
  /// What is read from each text, and `none` where there is none.
  fileprivate func read<Value>(
    expecting expectation: String,
    else none: Value,
    _ value: (String) -> Value?
  ) throws(GivenValueReader.Problem) -> [Value] {
    var values: [Value] = []
    for (row, text) in enumerated() {
      guard let found = text.map(value) ?? none else {
        throw GivenValueReader.Problem(row: row + 1, expectation: expectation)
      }
      values.append(found)
    }
    return values
  }
}
