package import ColumnTransforms
package import Metadata
package import TableModels

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
  /// Tables that are kept as they are whatever else is said.
  package var keptTables: Set<TableID> = []
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
  /// What copulas draw numbers from, by table or column: `table`, `schema.table`, `table.column` or
  /// `schema.table.column`; a column's choice wins over its table's.
  package var marginals: [String: MarginalSource] = [:]
  /// Scales on which distributions are fitted, by column as above.
  package var scalers: [String: FittedScaler.Kind] = [:]
  /// Rows that a table gets which is empty in the source; 0 leaves it empty.
  package var emptyTableRows = 0

  package init() {}

  /// Choices for the columns of a table that are not drawn from their codes.
  func marginals(of table: Table) -> [String: MarginalChoice] {
    let ofTable = marginals.first { table.id.matches($0.key) }?.value
    var choices: [String: MarginalChoice] = [:]
    for column in table.columns {
      let ofColumn = marginals.first { table.id.matches($0.key, column: column.name) }?.value
      guard let source = ofColumn ?? ofTable, source != .codes else { continue }
      choices[column.name] = MarginalChoice(
        source,
        scaler: scalers.first { table.id.matches($0.key, column: column.name) }?.value
      )
    }
    return choices
  }

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

  /// The same for `table.column`, with or without schema.
  package func matches(_ name: String, column: String) -> Bool {
    name == "\(self.name).\(column)" || name == "\(description).\(column)"
  }
}
