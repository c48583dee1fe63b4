/// SQL text with the places marked where the name of a cloned schema stands.
package struct SQLTemplate: Hashable, Sendable {
  enum Piece: Hashable, Sendable {
    case text(String)
    /// A schema as an identifier.
    case schema(String)
    /// A schema as an identifier inside a string constant, as in `'public.seq'::regclass`.
    case schemaInString(String)
    /// A schema as a whole string constant, as in `SET search_path TO 'public'`.
    case schemaAsString(String)
    /// The schema of an extension, and that schema's name in the source.
    case extensionSchema(String, source: String)
    case extensionSchemaInString(String, source: String)
  }

  private(set) var pieces: [Piece] = []

  init() {}

  /// Marks the schemas in SQL that PostgreSQL deparsed under an empty `search_path`.
  init(_ sql: String, names: SchemaNames) {
    var renamer = SchemaRenamer(names: names, isDeparsed: true)
    pieces = renamer.pieces(of: sql)
  }

  init(pieces: [Piece]) {
    for piece in pieces { append(piece) }
  }

  mutating func append(_ piece: Piece) {
    if case .text(let text) = piece, case .text(let before) = pieces.last {
      pieces[pieces.count - 1] = .text(before + text)
    } else {
      pieces.append(piece)
    }
  }

  mutating func append(_ template: SQLTemplate) {
    for piece in template.pieces { append(piece) }
  }

  /// The SQL with every schema where the placement puts it.
  package func sql(in placement: SchemaPlacement) -> String {
    var sql = ""
    for piece in pieces {
      switch piece {
      case .text(let text): sql += text
      case .schema(let name): sql += Self.identifier(placement.target(of: name))
      case .schemaInString(let name):
        sql += Self.doubled("'", in: Self.identifier(placement.target(of: name)))
      case .schemaAsString(let name):
        sql += "'" + Self.doubled("'", in: placement.target(of: name)) + "'"
      case .extensionSchema(let name, let source):
        sql += Self.identifier(placement.schema(ofExtension: name, source: source))
      case .extensionSchemaInString(let name, let source):
        let schema = placement.schema(ofExtension: name, source: source)
        sql += Self.doubled("'", in: Self.identifier(schema))
      }
    }
    return sql
  }

  /// Extensions whose members are named.
  package var extensions: Set<String> {
    var found: Set<String> = []
    for piece in pieces {
      switch piece {
      case .extensionSchema(let name, _), .extensionSchemaInString(let name, _): found.insert(name)
      default: break
      }
    }
    return found
  }

  private static func identifier(_ name: String) -> String {
    "\"" + doubled("\"", in: name) + "\""
  }

  private static func doubled(_ mark: Unicode.Scalar, in text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == mark { result.append(scalar) }
      result.append(scalar)
    }
    return String(result)
  }
}

/// Where the schemas and extensions of the source lie in the target.
package struct SchemaPlacement: Hashable, Sendable {
  /// Source schema → the schema that takes its objects.
  package var schemas: [String: String]
  /// Extension → the schema it is installed in; as in the source where it is missing.
  package var extensionSchemas: [String: String]

  package init(schemas: [String: String], extensionSchemas: [String: String] = [:]) {
    self.schemas = schemas
    self.extensionSchemas = extensionSchemas
  }

  package func target(of schema: String) -> String { schemas[schema] ?? schema }

  func schema(ofExtension name: String, source: String) -> String {
    extensionSchemas[name] ?? source
  }
}
