import Metadata
import PostgresClient

/// The tables that a run works on, with their partitions folded into them.
struct TableChoice {
  /// Tables that are no partitions, by `pg_class.oid`.
  private(set) var tables: [String: CatalogRelation] = [:]
  /// By the oid of the partitioned table at the top.
  private(set) var partitions: [String: PartitionTree] = [:]
  /// The table that a partition's oid, or a table's own, belongs to.
  private(set) var rootOID: [String: String] = [:]
  private(set) var omissions: [DatabaseMetadata.Omission] = []

  init(
    relations: [CatalogRelation],
    schemas: SchemaChoice,
    selection: TableSelection,
    role: String
  ) throws(IntrospectionError) {
    let schemaNames = Set(schemas.names)
    let candidates = candidates(relations, schemaNames)
    let unmatched = selection.unmatchedPatterns(among: candidates.map(\.id))
    guard unmatched.isEmpty || candidates.isEmpty else {
      throw IntrospectionError(
        .patternUnmatched,
        "no table matches \(unmatched.joined(separator: ", "))",
        hint: "Patterns are table or schema.table, with * for any characters, in the catalog's case"
      )
    }
    for relation in candidates where selection.contains(relation.id) {
      tables[relation.oid] = relation
    }
    guard !tables.isEmpty else {
      let place =
        schemas.names.isEmpty
        ? "the database"
        : "\(schemas.names.count == 1 ? "schema" : "schemas") "
          + schemas.names.joined(separator: ", ")
      throw IntrospectionError(
        .noTables,
        candidates.isEmpty
          ? "\(place) has no tables" : "no table of \(place) is left after the table patterns",
        hint: candidates.isEmpty ? "Check the database name and the schemas" : nil
      )
    }
    for relation in relations where relation.kind != .foreign {
      guard tables[relation.rootOID] != nil else { continue }
      rootOID[relation.oid] = relation.rootOID
      if relation.isPartition || relation.kind == .partitioned {
        partitions[relation.rootOID, default: PartitionTree()].add(relation)
      }
    }
    try checkPrivileges(role)
    let hidden = tables.values.sorted { $0.id < $1.id }.filter(\.hidesRows)
    if selection.takesTablesWithHiddenRows {
      for table in hidden {
        omit(table, "rows of table", "row-level security hides them from role \(role)")
      }
    } else {
      try refuse(hidden, role)
    }
  }

  /// Tables of the chosen schemas that can be cloned at all; the others become omissions.
  private mutating func candidates(
    _ relations: [CatalogRelation],
    _ schemas: Set<String>
  ) -> [CatalogRelation] {
    relations.filter { relation in
      guard !relation.isPartition else {
        if !schemas.contains(relation.rootID.schema) {
          omit(relation, "partition", "it belongs to \(relation.rootID), which is not chosen")
        }
        return false
      }
      guard !relation.id.name.hasPrefix(Self.scratchPrefix) else { return false }
      if let name = relation.extensionName {
        omit(relation, "table", "it belongs to extension \(name), which creates it")
        return false
      }
      if relation.kind == .foreign {
        omit(relation, "foreign table", "its rows are stored outside this database")
        return false
      }
      if relation.isUnreadableHere {
        omit(relation, "table", "unlogged tables cannot be read on a standby")
        return false
      }
      return true
    }
  }

  /// What pgsynth calls tables that it builds in a schema where it may not create schemas.
  private static let scratchPrefix = "pgsynth_scratch_"

  private mutating func omit(_ relation: CatalogRelation, _ kind: String, _ reason: String) {
    omissions.append(
      DatabaseMetadata.Omission(kind: kind, name: relation.id.description, reason: reason)
    )
  }

  private func checkPrivileges(_ role: String) throws(IntrospectionError) {
    let sorted = tables.values.sorted { $0.id < $1.id }
    let closed = sorted.filter { !$0.canSelect }
    guard closed.isEmpty else {
      let names = closed.map { relation in
        relation.canSelectSomeColumns ? "\(relation.id) (some columns only)" : "\(relation.id)"
      }
      let quoted = closed.map { SQLIdentifier.qualified($0.id.schema, $0.id.name) }
      throw IntrospectionError(
        .tablesNotReadable,
        "role \(role) may not read \(closed.count == 1 ? "table" : "\(closed.count) tables") "
          + names.joined(separator: ", "),
        hint: "GRANT SELECT ON \(quoted.joined(separator: ", ")) TO \(SQLIdentifier(role).quoted)"
          + ", or exclude them",
        tables: closed.map(\.id.description)
      )
    }
  }

  private func refuse(_ hidden: [CatalogRelation], _ role: String) throws(IntrospectionError) {
    guard hidden.isEmpty else {
      throw IntrospectionError(
        .rowsHidden,
        "row-level security hides rows of \(hidden.map(\.id.description).joined(separator: ", ")) "
          + "from role \(role)",
        hint:
          "Connect as the owner or as a role with BYPASSRLS, exclude them, or read what the role may "
          + "see with --rls",
        tables: hidden.map(\.id.description)
      )
    }
  }
}
