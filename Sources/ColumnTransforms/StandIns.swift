// Stand-ins until the real GenericShape and KeyStyle land; delete this file with them.
package import Metadata
package import TableData
package struct GenericShape: Sendable {
  package init(type: ColumnType, values: [String], counts: [Int], k: Int) {}
  package func make(using generator: inout some RandomNumberGenerator) -> String? { nil }
  package func makeUnique(ordinal: UInt64, salt: UInt64) -> String? { nil }
}
package struct KeyStyle: Sendable {
  package enum Value { case integer(Int64), text(String) }
  package init(fitting: ColumnValues, type: ColumnType, units: [Int32], k: Int) {}
  package func value(at row: Int) throws -> Value { .integer(Int64(row + 1)) }
}
