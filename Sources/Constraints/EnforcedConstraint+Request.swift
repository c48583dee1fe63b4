package import Metadata

extension EnforcedConstraint {
  private static let requestType = "where"

  /// Whether it is what rows are asked to be, and no constraint that was declared.
  package var isRequested: Bool { type == Self.requestType }

  /// What all rows of a table are asked to be, whatever the source's are.
  ///
  /// - Parameters:
  ///   - condition: true for each row, on the table's own columns.
  ///   - columns: those that it names.
  ///   - table: whose rows.
  ///   - place: where it was asked for, for messages.
  package init(where condition: String, about columns: Set<String>, of table: Table, place: String?)
  {
    self.init(
      type: Self.requestType,
      statement: condition,
      table: table.id,
      place: place,
      isForced: true
    )
    self.condition = Condition(
      expression: "(\(unsafe: condition)) IS TRUE",
      columns: columns.sorted()
    )
  }
}
