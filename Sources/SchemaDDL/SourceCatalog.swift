import Metadata
import PostgresClient

/// The catalog rows of the chosen schemas, found by the object they describe.
struct SourceCatalog {
  let schemas: [String]
  let schemaComments: [String: String]
  let names: SchemaNames
  let extensions: [CatalogRow]
  /// Extensions that objects need or that live in the schemas, the former first.
  let ownExtensions: [CatalogRow]
  let accessMethods: [CatalogRow]
  let types: [CatalogRow]
  let functions: [CatalogRow]
  /// Aggregates, operators, casts, conversions and what belongs to text search.
  let others: [CatalogRow]
  let sequences: [CatalogRow]
  let tables: [CatalogRow]
  let columns: [String: [CatalogRow]]
  let constraints: [String: [CatalogRow]]
  let indexes: [String: [CatalogRow]]
  let views: [CatalogRow]
  let triggers: [CatalogRow]
  let rules: [CatalogRow]
  let policies: [CatalogRow]
  let statistics: [CatalogRow]
  let privileges: [CatalogRow]
  let dependencies: [CatalogRow]
  let omissions: [CatalogRow]

  init(schemas: [String], on connection: PostgresConnection) throws(PostgresError) {
    self.schemas = schemas
    func rows(_ query: DDLQuery) throws(PostgresError) -> [CatalogRow] {
      try query.rows(on: connection, schemas: schemas)
    }
    schemaComments = Dictionary(
      uniqueKeysWithValues: try rows(.schemas).map {
        ($0.text("schema_name"), $0.text("comment"))
      }
    )
    extensions = try rows(.extensions)
    ownExtensions = try rows(.extensionNeeds)
    accessMethods = try rows(.accessMethods)
    types = try rows(.types)
    functions = try rows(.functions)
    others =
      try rows(.textSearch) + rows(.operators) + rows(.aggregates) + rows(.conversions)
    sequences = try rows(.sequences)
    tables = try rows(.tables)
    columns = Dictionary(grouping: try rows(.columns)) { $0.text("table_oid") }
    constraints = Dictionary(grouping: try rows(.constraints)) { $0.text("table_oid") }
    indexes = Dictionary(grouping: try rows(.indexes)) { $0.text("table_oid") }
    views = try rows(.views)
    triggers = try rows(.triggers)
    rules = try rows(.rules)
    policies = try rows(.policies)
    statistics = try rows(.statistics)
    privileges = try rows(.privileges)
    dependencies = try rows(.dependencies)
    omissions = try rows(.omissions)

    // Partitions may lie in further schemas; what they are made of moves along with them.
    var names = SchemaNames(cloned: Set(schemas).union(tables.map { $0.text("schema_name") }))
    for row in try rows(.names) {
      names.objects[row.text("schema_name"), default: []].insert(row.text("object_name"))
    }
    for row in extensions {
      guard let member = row["member_name"] else { continue }
      names.extensionMembers[row.text("member_schema"), default: [:]][member] =
        row.text("extension_name")
    }
    self.names = names
  }
}

extension CatalogRow {
  var tableID: TableID { TableID(schema: text("schema_name"), name: text("table_name")) }
  var rootID: TableID { TableID(schema: text("root_schema"), name: text("root_name")) }
}

/// Builds templates from fixed words, names of cloned objects, and SQL that PostgreSQL printed.
struct TemplateBuilder {
  enum Part {
    case raw(String)
    case name(String)
    case object(schema: String, name: String)
    case parsed(String)
    /// Like `parsed`, with queries in it, whose tables can have names like schemas.
    case query(String)
    case literal(String)

    static func table(_ id: TableID) -> Part { .object(schema: id.schema, name: id.name) }
  }

  let names: SchemaNames

  func callAsFunction(_ parts: Part...) -> SQLTemplate { build(parts) }

  func build(_ parts: [Part]) -> SQLTemplate {
    var template = SQLTemplate()
    for part in parts {
      switch part {
      case .raw(let text): template.append(.text(text))
      case .name(let name): template.append(.text(SQLIdentifier(name).quoted))
      case .literal(let text): template.append(.text(SQLLiteral(text).quoted))
      case .parsed(let sql): template.append(SQLTemplate(sql, names: names))
      case .query(let sql): template.append(SQLTemplate(sql, names: names, isQuery: true))
      case .object(let schema, let name):
        template.append(
          names.cloned.contains(schema)
            ? .schema(SQLTemplate.Reference(name: schema)) : .text(SQLIdentifier(schema).quoted)
        )
        template.append(.text("." + SQLIdentifier(name).quoted))
      }
    }
    return template
  }

  /// The parts with a separator between them.
  func joined(_ templates: [SQLTemplate], by separator: String) -> SQLTemplate {
    var result = SQLTemplate()
    for (index, template) in templates.enumerated() {
      if index > 0 { result.append(.text(separator)) }
      result.append(template)
    }
    return result
  }
}
