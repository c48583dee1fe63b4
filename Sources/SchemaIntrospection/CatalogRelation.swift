import Metadata

/// A table, partition or foreign table as `sql/catalog/tables.sql` returns it.
struct CatalogRelation {
  enum Kind: String {
    case ordinary = "r"
    case partitioned = "p"
    case foreign = "f"
  }

  let oid: String
  /// The partitioned table at the top for a partition, otherwise the table itself.
  let rootOID: String
  let id: TableID
  let rootID: TableID
  let kind: Kind
  let isPartition: Bool
  /// Unlogged tables cannot be read on a standby.
  let isUnreadableHere: Bool
  let estimatedRows: Int?
  let canSelect: Bool
  let canSelectSomeColumns: Bool
  let hidesRows: Bool
  /// What holds for the rows of a partition, on all levels; nil for a default partition of a table of one partition.
  let partitionBounds: String?
  let partitionColumns: [String]
  let partitionKeyHasExpressions: Bool
  let inheritedFrom: [TableID]
  let extensionName: String?
  let comment: String?

  init(_ row: CatalogRow) throws(IntrospectionError) {
    oid = row.text("table_oid")
    rootOID = row.text("root_oid")
    id = TableID(schema: row.text("schema_name"), name: row.text("table_name"))
    rootID = TableID(schema: row.text("root_schema"), name: row.text("root_name"))
    guard let kind = Kind(rawValue: row.text("kind")) else {
      throw IntrospectionError(.unexpectedData, "\(id) is of an unknown kind of relation")
    }
    self.kind = kind
    isPartition = row.flag("is_partition")
    isUnreadableHere = row.flag("is_unreadable_here")
    estimatedRows = row.integer("estimated_rows")
    canSelect = row.flag("can_select")
    canSelectSomeColumns = row.flag("can_select_some")
    hidesRows = row.flag("rows_hidden")
    partitionBounds = row["partition_bounds"]
    partitionColumns = row.texts("partition_columns")
    partitionKeyHasExpressions = row.flag("partition_has_expressions")
    inheritedFrom = zip(row.texts("inherited_schemas"), row.texts("inherited_names"))
      .map { TableID(schema: $0, name: $1) }
    extensionName = row["extension_name"]
    comment = row["comment"]
  }
}

/// A partitioned table with its leaves, which hold the rows.
struct PartitionTree {
  var leaves: [CatalogRelation] = []
  /// Columns that decide about the partition, on all levels.
  var keyColumns: Set<String> = []
  var keyHasExpressions = false

  mutating func add(_ relation: CatalogRelation) {
    if relation.kind == .partitioned {
      keyColumns.formUnion(relation.partitionColumns)
      keyHasExpressions = keyHasExpressions || relation.partitionKeyHasExpressions
    } else {
      leaves.append(relation)
    }
  }

  /// What holds for the rows of each leaf; a leaf that takes any row is without bounds.
  var bounds: [String] { leaves.map { $0.partitionBounds ?? "true" } }

  /// The sum over the leaves that were analysed; nil when there are leaves but none was.
  var estimatedRows: Int? {
    let known = leaves.compactMap(\.estimatedRows)
    return known.isEmpty && !leaves.isEmpty ? nil : known.reduce(0, +)
  }
}
