import Metadata

/// Builds tables from the rows of the catalog queries.
struct TableAssembly {
  private let choice: TableChoice
  private var parts: [String: Table] = [:]
  /// Keys of partitions by their table's oid, to be lifted to the table.
  private var partitionKeys: [String: [(partition: String, key: UniqueKey)]] = [:]

  init(_ choice: TableChoice) {
    self.choice = choice
    for (oid, relation) in choice.tables {
      let isPartitioned = relation.kind == .partitioned
      parts[oid] = Table(
        id: relation.id,
        kind: isPartitioned ? .partitioned : .ordinary,
        columns: [],
        inheritedFrom: relation.inheritedFrom,
        estimatedRowCount: isPartitioned
          ? choice.partitions[oid]?.estimatedRows : relation.estimatedRows,
        partitionBounds: choice.partitions[oid]?.bounds ?? [],
        comment: relation.comment
      )
    }
  }

  var tables: [Table] {
    parts.map { oid, table in
      var table = table
      liftUniqueKeys(of: oid, to: &table)
      table.uniqueKeys.sort { $0.name < $1.name }
      table.foreignKeys.sort { $0.name < $1.name }
      return table
    }
  }

  // MARK: Columns

  mutating func addColumns(
    _ rows: [CatalogRow],
    types: [CatalogRow],
    statistics: [CatalogRow]
  ) throws(IntrospectionError) {
    let statistics = Self.statistics(statistics)
    let types = TypeCatalog(types)
    for row in rows {
      let oid = row.text("table_oid")
      guard let table = parts[oid] else { continue }
      var column = try column(row, of: table.id, types: types)
      let id = ColumnID(table: table.id, name: column.name)
      let found = statistics[StatisticsKey(column: id, inherited: table.kind == .partitioned)]
      if let found { column.statistics = found.scaled(to: table.estimatedRowCount) }
      parts[oid]?.columns.append(column)
    }
  }

  private func column(
    _ row: CatalogRow,
    of table: TableID,
    types: TypeCatalog
  ) throws(IntrospectionError) -> Column {
    let name = row.text("column_name")
    let expression = row["expression"]
    let isGenerated = !row.text("generated").isEmpty
    let identity: Column.Identity? =
      switch row.text("identity") {
      case "a": .always
      case "d": .byDefault
      default: nil
      }
    let found = types.type(
      oid: row.text("type_oid"),
      modifier: row.integer("modifier") ?? -1,
      declaration: row.text("declaration")
    )
    guard let (type, notNull) = found else {
      throw IntrospectionError(
        .unexpectedData,
        "column \(table).\(name) is of an unknown kind of type"
      )
    }
    return Column(
      name: name,
      position: row.integer("position") ?? 0,
      type: type,
      isNullable: !row.flag("not_null") && !notNull,
      defaultExpression: isGenerated ? nil : expression,
      identity: identity,
      generationExpression: isGenerated ? expression ?? "" : nil,
      isSequenceBacked: identity != nil
        || (!isGenerated && expression?.contains("nextval(") == true),
      comment: row["comment"]
    )
  }

  private struct StatisticsKey: Hashable {
    var column: ColumnID
    /// Statistics over a table with all that inherit from it, as partitioned tables have them.
    var inherited: Bool
  }

  private struct RawStatistics {
    var nullFraction: Double
    /// A count, or minus a share of the rows.
    var distinct: Double

    func scaled(to rows: Int?) -> ColumnStatistics? {
      guard distinct < 0 else {
        return ColumnStatistics(nullFraction: nullFraction, distinctCount: distinct)
      }
      guard let rows else { return nil }
      return ColumnStatistics(
        nullFraction: nullFraction,
        distinctCount: (-distinct * Double(rows)).rounded()
      )
    }
  }

  private static func statistics(_ rows: [CatalogRow]) -> [StatisticsKey: RawStatistics] {
    var found: [StatisticsKey: RawStatistics] = [:]
    for row in rows {
      guard let nulls = row.number("null_fraction"), let distinct = row.number("distinct_count")
      else { continue }
      let table = TableID(schema: row.text("schema_name"), name: row.text("table_name"))
      let key = StatisticsKey(
        column: ColumnID(table: table, name: row.text("column_name")),
        inherited: row.flag("inherited")
      )
      found[key] = RawStatistics(nullFraction: nulls, distinct: distinct)
    }
    return found
  }

  // MARK: Keys and checks

  mutating func addKeys(_ rows: [CatalogRow]) {
    for row in rows {
      let oid = row.text("table_oid")
      let key = UniqueKey(
        name: row.text("key_name"),
        columns: row.texts("columns"),
        isPrimary: row.flag("is_primary"),
        nullsNotDistinct: row.flag("nulls_not_distinct"),
        predicate: row["predicate"],
        expressions: row.texts("expressions")
      )
      if parts[oid] == nil {
        guard let root = choice.rootOID[oid] else { continue }
        partitionKeys[root, default: []].append((oid, key))
      } else if key.isPrimary {
        parts[oid]?.primaryKey = key
      } else {
        parts[oid]?.uniqueKeys.append(key)
      }
    }
  }

  /// Adds keys that every leaf partition declares by itself and that hold for the whole table: those
  /// that contain all columns that decide about the partition.
  private func liftUniqueKeys(of oid: String, to table: inout Table) {
    guard let tree = choice.partitions[oid], !tree.keyHasExpressions, !tree.leaves.isEmpty else {
      return
    }
    var groups: [(key: UniqueKey, partitions: Set<String>)] = []
    for (partition, key) in partitionKeys[oid] ?? [] {
      if let index = groups.firstIndex(where: { $0.key.hasSameMeaning(as: key) }) {
        groups[index].partitions.insert(partition)
      } else {
        groups.append((key, [partition]))
      }
    }
    for (key, partitions) in groups {
      let isEverywhere = tree.leaves.allSatisfy { partitions.contains($0.oid) }
      guard isEverywhere, tree.keyColumns.isSubset(of: key.columns),
        !table.allKeys.contains(where: { $0.hasSameMeaning(as: key) })
      else { continue }
      if key.isPrimary, table.primaryKey == nil {
        table.primaryKey = key
      } else {
        table.uniqueKeys.append(key)
      }
    }
  }

  mutating func addForeignKeys(_ rows: [CatalogRow]) {
    for row in rows {
      let oid = row.text("table_oid")
      guard let root = choice.rootOID[oid], let child = parts[root]?.id else { continue }
      let key = ForeignKey(
        name: row.text("key_name"),
        child: child,
        childColumns: row.texts("child_columns"),
        parent: TableID(schema: row.text("parent_schema"), name: row.text("parent_name")),
        parentColumns: row.texts("parent_columns"),
        isDeferrable: row.flag("is_deferrable"),
        isMatchFull: row.flag("is_match_full"),
        isValidated: row.flag("is_validated"),
        onDelete: ForeignKey.Action(rawValue: row.text("on_delete")) ?? .noAction
      )
      // A key that several partitions declare is one key of their table.
      let isKnown =
        oid != root
        && parts[root]?.foreignKeys.contains { $0.hasSameColumns(as: key) } == true
      if !isKnown { parts[root]?.foreignKeys.append(key) }
    }
  }

  mutating func addChecks(_ rows: [CatalogRow]) {
    for row in rows {
      parts[row.text("table_oid")]?.checks.append(
        CheckConstraint(
          name: row.text("check_name"),
          expression: row.text("expression"),
          columns: row.texts("columns"),
          isValidated: row.flag("is_validated")
        )
      )
    }
  }
}

extension UniqueKey {
  /// Whether both say the same about the same columns, whatever their names.
  fileprivate func hasSameMeaning(as other: UniqueKey) -> Bool {
    columns == other.columns && predicate == other.predicate
      && expressions == other.expressions && nullsNotDistinct == other.nullsNotDistinct
  }
}

extension ForeignKey {
  fileprivate func hasSameColumns(as other: ForeignKey) -> Bool {
    parent == other.parent && childColumns == other.childColumns
      && parentColumns == other.parentColumns
  }
}
