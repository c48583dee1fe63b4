package import Metadata

/// Choices that shape a generation plan.
package struct PlanOptions: Sendable {
  /// Which tables are kept as they are.
  package enum ReferenceTables: Sendable, Hashable {
    /// Decide by the conservative rule of ``ReferenceRule``.
    case automatic
    case none
    /// Exactly these: `table` or `schema.table`.
    case named([String])
  }

  package var referenceTables: ReferenceTables = .automatic
  /// Factor on the number of rows of every table that is not kept.
  package var scale = 1.0
  /// Rows wanted for single tables, by `table` or `schema.table`; wins over `scale`.
  package var rowCounts: [String: Int] = [:]
  /// How much work goes into the models.
  package var effort = Effort.balanced
  /// What columns are drawn from.
  package var synthesizer = SynthesizerChoice.trees
  /// The same for single tables, by `table` or `schema.table`; wins over `synthesizer`.
  package var tableSynthesizers: [String: SynthesizerChoice] = [:]
  /// Rows that a table gets which is empty in the source; 0 leaves it empty.
  package var emptyTableRows = 0

  package init() {}

  func synthesizer(of table: TableID) -> SynthesizerChoice {
    tableSynthesizers.first { table.matches($0.key) }?.value ?? synthesizer
  }

  /// Rows to generate for those of the source: a table with rows keeps one at least.
  static func rowCount(_ real: Int, scale: Double) -> Int {
    max(1, Int((Double(real) * scale).rounded()))
  }
}

extension TableID {
  /// Whether a name given by the user, with or without schema, means this table.
  package func matches(_ name: String) -> Bool { name == self.name || name == description }
}
