import CLibPQ

/// The rows that a query returned, as text.
package struct QueryResult {
  private let owner: ResultOwner

  init(owning result: OpaquePointer) {
    owner = ResultOwner(result)
  }

  package var rowCount: Int { Int(PQntuples(owner.result)) }
  package var columnCount: Int { Int(PQnfields(owner.result)) }

  package var columnNames: [String] {
    (0..<Int32(columnCount)).map { String(cString: PQfname(owner.result, $0)) }
  }

  /// Rows that an INSERT, UPDATE, DELETE, COPY or SELECT touched.
  package var affectedRows: Int {
    Int(String(cString: PQcmdTuples(owner.result))) ?? 0
  }

  /// The text form of a value; nil is NULL.
  package subscript(row: Int, column: Int) -> String? {
    precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount)
    let row = Int32(row)
    let column = Int32(column)
    guard PQgetisnull(owner.result, row, column) == 0 else { return nil }
    let bytes = UnsafeBufferPointer(
      start: PQgetvalue(owner.result, row, column),
      count: Int(PQgetlength(owner.result, row, column))
    )
    return String(decoding: bytes.lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The value as an integer; nil for NULL and for text that is no integer.
  package func int(_ row: Int, _ column: Int) -> Int? {
    self[row, column].flatMap { Int($0) }
  }

  /// The value as a number; nil for NULL and for text that is no number.
  package func double(_ row: Int, _ column: Int) -> Double? {
    self[row, column].flatMap { Double($0) }
  }

  /// The value as a truth value; nil for NULL.
  package func bool(_ row: Int, _ column: Int) -> Bool? {
    self[row, column].map { $0 == "t" }
  }

  /// The position of the named column.
  package func columnIndex(_ name: String) -> Int? {
    columnNames.firstIndex(of: name)
  }

  /// Every row, every value.
  package var rows: [[String?]] {
    (0..<rowCount).map { row in (0..<columnCount).map { self[row, $0] } }
  }

  /// The values of one column, from the first row to the last.
  package func column(_ index: Int) -> [String?] {
    (0..<rowCount).map { self[$0, index] }
  }
}

/// Frees the libpq result when the last copy of it goes.
private final class ResultOwner {
  let result: OpaquePointer

  init(_ result: OpaquePointer) {
    self.result = result
  }

  deinit {
    PQclear(result)
  }
}
