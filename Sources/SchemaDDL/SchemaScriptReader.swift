package import Metadata
package import PostgresClient

extension SchemaScript {
  /// Describes the tables of the metadata, and everything in their schemas that they or functions need.
  ///
  /// Runs a fixed number of catalog queries in the connection's open transaction, if there is one.
  ///
  /// - Parameters:
  ///   - metadata: the tables to make; others are left out, as are foreign keys to them.
  ///   - schemas: schemas whose types, functions and sequences come along; those of the tables if nil.
  ///   - target: what the clone has to do without there.
  ///   - withPrivileges: whether owners and grants come along.
  ///   - connection: a session in the source with an empty `search_path`.
  /// - Throws: when a catalog query fails or one of the tables cannot be made.
  package init(
    reading metadata: DatabaseMetadata,
    schemas: [String]? = nil,
    target: TargetAbilities = .unlimited,
    withPrivileges: Bool = false,
    on connection: PostgresConnection
  ) throws(SchemaDDLError) {
    let chosen = Set(schemas ?? []).union(metadata.tables.map(\.id.schema)).sorted()
    self = try SchemaDefinitions(of: chosen, on: connection)
      .script(of: metadata, target: target, withPrivileges: withPrivileges)
  }
}

/// Turns catalog rows into a script.
struct SchemaScriptReader {
  let catalog: SourceCatalog
  let metadata: DatabaseMetadata
  let template: TemplateBuilder
  let needs: DependencyTable
  let target: TargetAbilities
  /// Tables to be made, partitions included, by oid.
  let tables: [String: TableID]
  /// The top of each table's partition or inheritance tree.
  let tops: [TableID: TableID]
  let indexesByOID: [String: CatalogRow]
  var includesPrivileges = false
  var objects: [SchemaObject] = []
  /// View → the statement that makes one with the same columns and nothing in it.
  var outlines: [String: DDLStatement] = [:]
  var afterLoad: [(key: String, statement: DDLStatement)] = []
  /// Attachments of index partitions, which come after all indexes.
  var attachments: [(key: String, statement: DDLStatement)] = []
  var omissions: [DatabaseMetadata.Omission] = []
  /// Constraints and statistics, which are made after the load.
  var attachedKeys: Set<String> = []
  var mentions: [SchemaScript.TextMention] = []
  /// Function → schemas that strings in it name.
  var mentionsByFunction: [String: Set<String>] = [:]
  var sequences: [SequenceState] = []

  init(catalog: SourceCatalog, metadata: DatabaseMetadata, target: TargetAbilities) {
    self.target = target
    self.catalog = catalog
    self.metadata = metadata
    template = TemplateBuilder(names: catalog.names)
    needs = DependencyTable(catalog.dependencies)
    indexesByOID = Dictionary(
      catalog.indexes.values.joined().map { ($0.text("object_oid"), $0) }
    ) { first, _ in first }
    let chosen = catalog.tables.filter { metadata[$0.rootID] != nil }
    let tables = Dictionary(
      chosen.map { ($0.text("table_oid"), $0.tableID) }
    ) { first, _ in first }
    self.tables = tables
    let parents = Dictionary(
      chosen.map { row in
        (row.tableID, row.texts("parents").lazy.compactMap { tables[$0] }.first)
      }
    ) { first, _ in first }
    tops = Dictionary(
      uniqueKeysWithValues: parents.keys.map { id in
        var top = id
        while let parent = parents[top] ?? nil { top = parent }
        return (id, top)
      }
    )
  }

  mutating func script() throws(SchemaDDLError) -> SchemaScript {
    for row in catalog.types { addObject(row) }
    for row in catalog.functions { addFunction(row) }
    for row in catalog.others { addObject(row) }
    for row in catalog.sequences { addSequence(row) }
    for row in catalog.tables { addTable(row) }
    for row in catalog.views { addView(row) }
    for row in catalog.statistics { addStatistics(row) }
    for row in catalog.rules { addRule(row) }
    for row in catalog.policies { addPolicy(row) }
    for row in catalog.triggers { addTrigger(row) }
    addPrivileges()
    for row in catalog.omissions { omit(row.text("kind"), row.text("name"), row.text("reason")) }

    var carried = try carriedObjects()
    carried.formUnion(outlineViewsInCircles(carried))
    let ordered = DependencyOrder.sorted(objects.filter { carried.contains($0.key) })
    let late = lateObjects(ordered)
    var statements = ordered.flatMap { object in
      object.statements.map { statement in
        var statement = statement
        if late.contains(object.key) {
          statement.phase = .views
        } else if statement.phase == .views {
          statement.phase = .definitions
        }
        return statement
      }
    }
    var leftOut: Set<String> = []
    for (key, statement) in afterLoad + attachments {
      if let missing = missing(for: key, carried: carried) {
        // What is said about an object that is left out goes without saying.
        guard !key.hasPrefix("privileges:") else { continue }
        omit(statement.kind, statement.name, Self.reason(missing))
      } else if statement.phase.isOptional, let reason = missingOutside(for: key) {
        leftOut.insert(key)
        omit(statement.kind, statement.name, reason)
      } else {
        statements.append(statement)
      }
    }
    // The sort is not stable, the positions make it so.
    let sorted = statements.enumerated()
      .sorted { ($0.element.phase, $0.offset) < ($1.element.phase, $1.offset) }.map(\.element)
    let carriedNames = Set(ordered.map(\.name))
    return SchemaScript(
      schemas: Set(catalog.schemas).union(tables.values.map(\.schema)).sorted(),
      tables: tables.values.sorted(),
      statements: sorted,
      sequences: sequences.sorted { $0.id < $1.id },
      schemaComments: catalog.schemaComments,
      extensions: requiredExtensions(sorted),
      accessMethods: catalog.accessMethods.map {
        SchemaScript.AccessMethod(name: $0.text("method_name"), sql: $0.text("statement"))
      },
      externalReferences: externalReferences(ordered, without: leftOut),
      textMentions: mentions.filter { carriedNames.contains($0.function) },
      omissions: omissions
    )
  }

  mutating func omit(_ kind: String, _ name: String, _ reason: String) {
    omissions.append(DatabaseMetadata.Omission(kind: kind, name: name, reason: reason))
  }

  func lock(_ ids: TableID...) -> Set<TableID> { Set(ids.map { tops[$0] ?? $0 }) }
}
