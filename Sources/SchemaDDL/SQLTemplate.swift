import PostgresClient

/// SQL text with the places marked where the name of a cloned schema stands.
package struct SQLTemplate: Hashable, Sendable {
  enum Piece: Hashable, Sendable {
    case text(String)
    /// A schema in one of the roles that a name can play.
    case schema(Reference)
  }

  struct Reference: Hashable, Sendable {
    enum Role: Hashable, Sendable {
      case identifier
      /// An identifier inside a string constant, as in `'public.seq'::regclass`.
      case identifierInString
      /// The whole string constant, as in `SET search_path TO 'public'`.
      case string
    }

    /// The schema's name in the source.
    var name: String
    var role = Role.identifier
    /// The extension whose schema it is; nil for a cloned schema.
    var owner: String?
    /// How the source spells it, which is kept where the name stays the same.
    var spelling: String?
  }

  private(set) var pieces: [Piece] = []

  init() {}

  /// Marks the schemas in SQL that PostgreSQL deparsed under an empty `search_path`.
  init(_ sql: String, names: SchemaNames, isQuery: Bool = false) {
    var renamer = SchemaRenamer(names: names, isDeparsed: true, isQuery: isQuery)
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
      case .schema(let reference): sql += Self.sql(reference, in: placement)
      }
    }
    return sql
  }

  /// Extensions whose members are named.
  package var extensions: Set<String> {
    Set(
      pieces.compactMap { piece in
        if case .schema(let reference) = piece { reference.owner } else { nil }
      }
    )
  }

  /// Whether the schema name occurs in the given role.
  func namesSchemas(as role: Reference.Role) -> Bool {
    pieces.contains { piece in
      if case .schema(let reference) = piece { reference.role == role } else { false }
    }
  }

  /// Whether the name of a cloned schema or of an extension's occurs.
  var namesSchemas: Bool {
    pieces.contains { piece in
      if case .schema = piece { true } else { false }
    }
  }

  /// Whether a cloned schema's name comes next after a text that ends in the given word.
  func namesCloned(afterTokens word: String) -> Bool {
    zip(pieces, pieces.dropFirst()).contains { piece, next in
      guard case .text(let text) = piece, case .schema(let reference) = next else { return false }
      return reference.owner == nil && text.lowercased().hasSuffix(" \(word) ")
    }
  }

  private static func sql(_ reference: Reference, in placement: SchemaPlacement) -> String {
    let name =
      reference.owner.map { placement.schema(ofExtension: $0, source: reference.name) }
      ?? placement.target(of: reference.name)
    if placement.isForReading {
      switch reference.role {
      case .identifier: return SQLIdentifier.readable(name)
      case .identifierInString: return doubled("'", in: SQLIdentifier.readable(name))
      case .string: return "'" + doubled("'", in: name) + "'"
      }
    }
    if name == reference.name, let spelling = reference.spelling { return spelling }
    switch reference.role {
    case .identifier: return identifier(name)
    case .identifierInString: return doubled("'", in: identifier(name))
    case .string: return "'" + doubled("'", in: name) + "'"
    }
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

  /// Whether schemas are spelled alike whatever they were called, with quotation marks only where their
  /// characters ask for them; such SQL is not for running.
  var isForReading = false

  package init(schemas: [String: String], extensionSchemas: [String: String] = [:]) {
    self.schemas = schemas
    self.extensionSchemas = extensionSchemas
  }

  package func target(of schema: String) -> String { schemas[schema] ?? schema }

  func schema(ofExtension name: String, source: String) -> String {
    extensionSchemas[name] ?? source
  }
}
