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

  init(_ definitions: SchemaDefinitions) {
    schemas = definitions.schemas
    func rows(_ query: DDLQuery) -> [CatalogRow] { definitions.tables[query]?.rows ?? [] }
    func rowsByTable(_ query: DDLQuery) -> [String: [CatalogRow]] {
      Dictionary(grouping: rows(query)) { $0.text("table_oid") }
    }
    schemaComments = Dictionary(
      rows(.schemas).map { ($0.text("schema_name"), $0.text("comment")) }
    ) { first, _ in first }
    extensions = rows(.extensions)
    ownExtensions = rows(.extensionNeeds)
    accessMethods = rows(.accessMethods)
    types = rows(.types)
    functions = rows(.functions)
    others = rows(.textSearch) + rows(.operators) + rows(.aggregates) + rows(.conversions)
    sequences = rows(.sequences)
    tables = rows(.tables)
    columns = rowsByTable(.columns)
    constraints = rowsByTable(.constraints)
    indexes = rowsByTable(.indexes)
    views = rows(.views)
    triggers = rows(.triggers)
    rules = rows(.rules)
    policies = rows(.policies)
    statistics = rows(.statistics)
    privileges = rows(.privileges)
    dependencies = rows(.dependencies)
    omissions = rows(.omissions)

    // Partitions may lie in further schemas; what they are made of moves along with them.
    var names = SchemaNames(cloned: Set(schemas).union(tables.map { $0.text("schema_name") }))
    for row in rows(.names) {
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
