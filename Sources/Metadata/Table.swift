/// A table as the catalog describes it.
///
/// Partitions are not tables of their own: their parent is.
package struct Table: Hashable, Sendable, Codable {
  package enum Kind: String, Hashable, Sendable, Codable {
    case ordinary
    case partitioned
  }

  package var id: TableID
  package var kind: Kind
  /// In `attnum` order; may be empty.
  package var columns: [Column]
  package var primaryKey: UniqueKey?
  /// UNIQUE constraints and unique indexes other than the primary key, by name.
  package var uniqueKeys: [UniqueKey]
  /// Foreign keys declared on the table, or on all of its partitions, by name.
  package var foreignKeys: [ForeignKey]
  package var checks: [CheckConstraint]
  /// Old-style inheritance parents (not partitioning), in order.
  package var inheritedFrom: [TableID]
  /// `reltuples`, or nil where the table was never analysed.
  package var estimatedRowCount: Int?
  /// `count(*)` in the snapshot, where it was taken.
  package var rowCount: Int?
  /// What holds for the rows of each partition that has rows of its own, as `pg_get_expr` prints it; empty for a
  /// table that is not partitioned, or has no partition to hold a row.
  package var partitionBounds: [String]
  package var comment: String?

  package init(
    id: TableID,
    kind: Kind = .ordinary,
    columns: [Column],
    primaryKey: UniqueKey? = nil,
    uniqueKeys: [UniqueKey] = [],
    foreignKeys: [ForeignKey] = [],
    checks: [CheckConstraint] = [],
    inheritedFrom: [TableID] = [],
    estimatedRowCount: Int? = nil,
    rowCount: Int? = nil,
    partitionBounds: [String] = [],
    comment: String? = nil
  ) {
    self.id = id
    self.kind = kind
    self.columns = columns
    self.primaryKey = primaryKey
    self.uniqueKeys = uniqueKeys
    self.foreignKeys = foreignKeys
    self.checks = checks
    self.inheritedFrom = inheritedFrom
    self.estimatedRowCount = estimatedRowCount
    self.rowCount = rowCount
    self.partitionBounds = partitionBounds
    self.comment = comment
  }

  package func column(_ name: String) -> Column? { columns.first { $0.name == name } }

  /// Columns that COPY writes: all but generated ones.
  package var storedColumns: [Column] { columns.filter { !$0.isGenerated } }

  /// Columns of the primary key and of foreign keys.
  package var keyColumns: Set<String> {
    Set(foreignKeys.flatMap(\.childColumns) + (primaryKey?.columns ?? []))
  }

  /// Whether one of the columns may be NULL; one that is not there may.
  package func mayBeNull(_ columns: [String]) -> Bool {
    columns.contains { column($0)?.isNullable ?? true }
  }

  /// The primary key followed by the other unique keys.
  package var allKeys: [UniqueKey] { (primaryKey.map { [$0] } ?? []) + uniqueKeys }
}

extension Table {
  /// Whether no two rows agree on these columns, because they hold a whole unique key.
  package func hasUniqueKey(within columns: [String]) -> Bool {
    allKeys.contains { key in
      key.predicate == nil && !key.hasExpressions && !key.columns.isEmpty
        && key.columns.allSatisfy { columns.contains($0) }
    }
  }
}
