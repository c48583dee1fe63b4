// Stand-ins until the real TextShape, GenericShape and KeyStyle land; delete this file with them.
package import Metadata
package import TableData
package struct TextShape: Sendable {
  package init(values: [String], counts: [Int], k: Int, maxLength: Int?, caseInsensitive: Bool) {}
  package func make(length: Int?, using generator: inout some RandomNumberGenerator) -> String { String(repeating: "x", count: length ?? 3) }
  package func makeUnique(ordinal: UInt64, salt: UInt64) -> String? { "u\(ordinal)" }
  package func rankMatchedTokens(for labels: [String], keep: [Bool], using generator: inout some RandomNumberGenerator) -> [String] { labels.enumerated().map { keep[$0.offset] ? $0.element : "tok\($0.offset)" } }
}
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
