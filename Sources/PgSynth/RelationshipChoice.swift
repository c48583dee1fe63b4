/// A relationship that no constraint of the source declares, stated by the user.
public struct RelationshipChoice: Hashable, Sendable {
  /// What the columns refer to.
  public enum References: Hashable, Sendable {
    /// `table (column, …)`, or `table` for its primary key.
    case table(String)
    /// The same by the value of another column, which says what kind of row is meant.
    case byType(column: String, tables: [String: String])
  }

  /// `table` or `schema.table`.
  public var table: String
  /// The referring columns, in the order of the key they refer to.
  public var columns: [String]
  /// What they refer to.
  public var references: References

  /// A relationship of a table.
  public init(table: String, columns: [String], references: References) {
    self.table = table
    self.columns = columns
    self.references = references
  }
}
