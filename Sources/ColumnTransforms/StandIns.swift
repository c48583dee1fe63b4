// Stand-ins until the real GenericShape lands; delete this file with them.
package import Metadata
package struct GenericShape: Sendable {
  package init(type: ColumnType, values: [String], counts: [Int], k: Int) {}
  package func make(using generator: inout some RandomNumberGenerator) -> String? { nil }
  package func makeUnique(ordinal: UInt64, salt: UInt64) -> String? { nil }
}
