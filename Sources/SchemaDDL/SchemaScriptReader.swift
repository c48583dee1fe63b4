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
  ///   - connection: a session in the source with an empty `search_path`.
  /// - Throws: when a catalog query fails or one of the tables cannot be made.
  package init(
    reading metadata: DatabaseMetadata,
    schemas: [String]? = nil,
    on connection: PostgresConnection
  ) throws(SchemaDDLError) {
    let chosen = Set(schemas ?? []).union(metadata.tables.map(\.id.schema)).sorted()
    let catalog: SourceCatalog
    do {
      catalog = try SourceCatalog(schemas: chosen, on: connection)
    } catch {
      throw SchemaDDLError(
        .serverFailed,
        error.during("reading the definitions of the schema").description,
        underlying: error
      )
    }
    var reader = SchemaScriptReader(catalog: catalog, metadata: metadata)
    self = try reader.script()
  }
}

/// Turns catalog rows into a script.
struct SchemaScriptReader {
  let catalog: SourceCatalog
  let metadata: DatabaseMetadata
  let template: TemplateBuilder
  let needs: DependencyTable
  /// Tables to be made, partitions included, by oid.
  let tables: [String: TableID]
  /// The top of each table's partition or inheritance tree.
  let tops: [TableID: TableID]
  let indexesByOID: [String: CatalogRow]
  var objects: [SchemaObject] = []
  var afterLoad: [(key: String, statement: DDLStatement)] = []
  /// Attachments of index partitions, which come after all indexes.
  var attachments: [(key: String, statement: DDLStatement)] = []
  var omissions: [DatabaseMetadata.Omission] = []
  var mentions: [SchemaScript.TextMention] = []
  var sequences: [SequenceState] = []

  init(catalog: SourceCatalog, metadata: DatabaseMetadata) {
    self.catalog = catalog
    self.metadata = metadata
    template = TemplateBuilder(names: catalog.names)
    needs = DependencyTable(catalog.dependencies)
    indexesByOID = Dictionary(
      uniqueKeysWithValues: catalog.indexes.values.joined().map { ($0.text("object_oid"), $0) }
    )
    let chosen = catalog.tables.filter { metadata[$0.rootID] != nil }
    let tables = Dictionary(
      uniqueKeysWithValues: chosen.map { ($0.text("table_oid"), $0.tableID) }
    )
    self.tables = tables
    let parents = Dictionary(
      uniqueKeysWithValues: chosen.map { row in
        (row.tableID, row.texts("parents").lazy.compactMap { tables[$0] }.first)
      }
    )
    tops = Dictionary(
      uniqueKeysWithValues: parents.keys.map { id in
        var top = id
        while let parent = parents[top] ?? nil { top = parent }
        return (id, top)
      }
    )
  }

  mutating func script() throws(SchemaDDLError) -> SchemaScript {
    for row in catalog.types { addType(row) }
    for row in catalog.functions { addFunction(row) }
    for row in catalog.sequences { addSequence(row) }
    for row in catalog.tables { addTable(row) }
    for row in catalog.omissions { omit(row.text("kind"), row.text("name"), "not carried yet") }

    let carried = try carriedObjects()
    let ordered = DependencyOrder.sorted(objects.filter { carried.contains($0.key) })
    var statements = ordered.flatMap(\.statements)
    for (key, statement) in afterLoad + attachments {
      if let missing = missing(for: key, carried: carried) {
        omit(statement.kind, statement.name, Self.reason(missing))
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
      extensions: requiredExtensions(sorted),
      externalReferences: externalReferences(ordered),
      textMentions: mentions.filter { carriedNames.contains($0.function) },
      omissions: omissions
    )
  }

  mutating func omit(_ kind: String, _ name: String, _ reason: String) {
    omissions.append(DatabaseMetadata.Omission(kind: kind, name: name, reason: reason))
  }

  func lock(_ ids: TableID...) -> Set<TableID> { Set(ids.map { tops[$0] ?? $0 }) }

  // MARK: What is carried

  /// Leaves out what needs something that is left out, and again, until nothing changes.
  private mutating func carriedObjects() throws(SchemaDDLError) -> Set<String> {
    var carried = Set(objects.map(\.key))
    var isStable = false
    while !isStable {
      isStable = true
      for object in objects where carried.contains(object.key) {
        guard let missing = missing(for: object.key, carried: carried) else { continue }
        guard object.kind != "table" else {
          throw SchemaDDLError(
            .tableNotCarried,
            "table \(object.name) needs \(missing.kind) \(missing.identity), which is not carried yet",
            hint: "Leave the table out with --exclude"
          )
        }
        carried.remove(object.key)
        omit(object.kind, object.name, Self.reason(missing))
        isStable = false
      }
    }
    for index in objects.indices {
      objects[index].needs.formUnion((needs.needs[objects[index].key] ?? []).map(\.key))
    }
    return carried
  }

  private func missing(for key: String, carried: Set<String>) -> DependencyTable.Need? {
    needs.missing(for: key, carried: carried, cloned: catalog.names.cloned)
  }

  private static func reason(_ need: DependencyTable.Need) -> String {
    "needs \(need.kind) \(need.identity), which is not part of the clone"
  }

  private func requiredExtensions(_ statements: [DDLStatement]) -> [SchemaScript.RequiredExtension]
  {
    let named = statements.reduce(into: Set<String>()) { $0.formUnion($1.sql.extensions) }
    let schemas = Dictionary(
      catalog.extensions.map { ($0.text("extension_name"), $0.text("extension_schema")) }
    ) { first, _ in first }
    return named.union(catalog.neededExtensions.keys).sorted().map {
      SchemaScript.RequiredExtension(
        name: $0,
        schema: schemas[$0] ?? catalog.neededExtensions[$0] ?? "public"
      )
    }
  }

  private func externalReferences(_ objects: [SchemaObject]) -> [SchemaScript.ExternalReference] {
    var found: Set<String> = []
    return objects.flatMap { object in
      (needs.needs[object.key] ?? []).compactMap { need in
        guard let schema = need.schema, !catalog.names.cloned.contains(schema),
          found.insert(need.identity).inserted
        else { return nil }
        return SchemaScript.ExternalReference(
          kind: need.kind,
          name: need.identity,
          schema: schema,
          neededBy: object.name
        )
      }
    }
  }
}
