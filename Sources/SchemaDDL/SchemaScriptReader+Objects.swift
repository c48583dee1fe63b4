import Metadata
import PostgresClient
import SQLExpressions

/// Types, functions and sequences.
extension SchemaScriptReader {
  /// Adds an object whose statements the catalog query has put together.
  mutating func addObject(_ row: CatalogRow) {
    let kind = row.text("kind")
    let name = row.text("name")
    let oid = row.text("object_oid")
    let statements = row.texts("statements")
    guard !statements.isEmpty else {
      omit(kind, name, "its definition is not known to this version of pgsynth")
      return
    }
    var object = SchemaObject(
      key: "\(row.text("class")):\(oid)",
      kind: kind,
      name: name,
      statements: statements.enumerated().map { index, sql in
        DDLStatement(
          .definitions,
          kind: index == 0 || !sql.hasPrefix("COMMENT ") ? kind : "comment",
          name: name,
          sql: template(.parsed(sql))
        )
      },
      needs: Set(row.texts("needs"))
    )
    object.needsSuperuser = Self.superuserKinds.contains(kind)
    // The default for a type of the clone's own is another matter.
    let isDefault = statements[0].contains(" DEFAULT FOR TYPE ")
    if kind == "operator class", isDefault,
      !object.statements[0].sql.namesCloned(afterTokens: "type")
    {
      object.uniqueness =
        "a type has one default operator class for an access method, and the source's is in the database"
    }
    if kind == "base type" { object.needs.insert("shell:\(oid)") }
    objects.append(object)
  }

  private static let superuserKinds: Set<String> = [
    "base type", "operator family", "operator class", "text search parser", "text search template",
  ]

  mutating func addFunction(_ row: CatalogRow) {
    let kind = row.text("kind")
    let name = row.text("signature")
    let language = row.text("language")
    let definition = row.text("definition")
    let (sql, storesNames) = functionTemplate(definition, name: name, oid: row.text("object_oid"))
    var statements = [
      DDLStatement(
        .definitions,
        kind: kind,
        name: name,
        sql: sql,
        storesSchemaNames: storesNames
      )
    ]
    if let comment = row["comment"] {
      let what = kind == "procedure" ? "PROCEDURE" : "FUNCTION"
      statements.append(
        DDLStatement(
          .definitions,
          kind: "comment",
          name: name,
          sql: template(
            .raw("COMMENT ON \(what) "),
            .parsed(name),
            .raw(" IS "),
            .literal(comment)
          )
        )
      )
    }
    var object = SchemaObject(
      key: "pg_proc:\(row.text("object_oid"))",
      kind: kind,
      name: name,
      statements: statements
    )
    object.needsSuperuser = language == "c" || language == "internal"
    object.library = language == "c" ? row["library"] : nil
    objects.append(object)
  }

  /// Marks schemas in the head of a function, which PostgreSQL printed, and in its body, which a person
  /// wrote; says whether the server keeps any of these names as text.
  private mutating func functionTemplate(
    _ definition: String,
    name: String,
    oid: String
  ) -> (sql: SQLTemplate, storesNames: Bool) {
    var sql = SQLTemplate()
    var head = ""
    var storesNames = false
    func addHead(isQuery: Bool = false) {
      let template = SQLTemplate(head, names: catalog.names, isQuery: isQuery)
      // References by name are kept as such; a search path is kept as text.
      storesNames = storesNames || template.namesSchemas(as: .string)
      sql.append(template)
      head = ""
    }
    var isBody = false
    for token in SQLTokenizer.tokens(of: definition) {
      guard let (tag, body) = token.dollarParts else {
        // A body that the server keeps as a query begins on a line of its own.
        if !isBody, head.last == "\n", token.isWord("begin") || token.isWord("return") {
          addHead()
          isBody = true
        }
        head += token.text
        continue
      }
      addHead()
      var renamer = SchemaRenamer(names: catalog.names, isDeparsed: false)
      let template = SQLTemplate(pieces: renamer.pieces(of: body))
      storesNames = storesNames || template.namesSchemas
      if !renamer.unresolvedMentions.isEmpty {
        mentionsByFunction[oid] = renamer.unresolvedMentions
      }
      mentions += renamer.unresolvedMentions.sorted().map {
        SchemaScript.TextMention(function: name, schema: $0)
      }
      sql.append(.text(tag))
      sql.append(template)
      sql.append(.text(tag))
    }
    addHead(isQuery: isBody)
    return (sql, storesNames)
  }

  mutating func addSequence(_ row: CatalogRow) {
    let id = TableID(schema: row.text("schema_name"), name: row.text("sequence_name"))
    let name = SQLIdentifier.readable(id.schema, id.name)
    let owner = row["owner_table"]
    if owner != nil, owner.flatMap({ tables[$0] }) == nil { return }
    sequences.append(state(of: row, id: id))
    if let comment = row["comment"] {
      afterLoad.append(
        (
          "pg_class:\(row.text("object_oid"))",
          DDLStatement(
            .finish,
            kind: "comment",
            name: name,
            sql: template(
              .raw("COMMENT ON SEQUENCE "),
              .table(id),
              .raw(" IS "),
              .literal(comment)
            )
          )
        )
      )
    }
    // The sequence of an identity column comes with the column.
    if row.flag("is_identity") { return }
    objects.append(
      SchemaObject(
        key: "pg_class:\(row.text("object_oid"))",
        kind: "sequence",
        name: name,
        statements: [
          DDLStatement(
            .definitions,
            kind: "sequence",
            name: name,
            sql: template(.parsed(row.text("statement")))
          )
        ]
      )
    )
    guard let owner, let table = tables[owner], let column = row["owner_column"] else { return }
    afterLoad.append(
      (
        "pg_class:\(row.text("object_oid"))",
        DDLStatement(
          .finish,
          kind: "sequence owner",
          name: name,
          table: table,
          locks: lock(table),
          sql: template(
            .raw("ALTER SEQUENCE "),
            .table(id),
            .raw(" OWNED BY "),
            .table(table),
            .raw("."),
            .name(column)
          )
        )
      )
    )
  }

  private func state(of row: CatalogRow, id: TableID) -> SequenceState {
    let fed = zip(row.texts("fed_tables"), row.texts("fed_columns"))
    let feeds = zip(fed, row.texts("fed_integer")).compactMap { pair, isNumeric in
      tables[pair.0].map {
        SequenceState.Fed(
          column: ColumnID(table: $0, name: pair.1),
          isNumeric: isNumeric == "true"
        )
      }
    }
    return SequenceState(
      id: id,
      start: row.integer("start_value") ?? 1,
      increment: row.integer("increment") ?? 1,
      minimum: row.integer("min_value") ?? 1,
      maximum: row.integer("max_value") ?? .max,
      feeds: feeds
    )
  }
}

extension SQLIdentifier {
  /// `schema.name` with quotation marks only around names that need them, as `format('%I')` writes it.
  static func readable(_ schema: String, _ name: String) -> String {
    readable(schema) + "." + readable(name)
  }

  static func readable(_ name: String) -> String {
    let isPlain =
      name.utf8.allSatisfy {
        (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_")
      } && !(name.utf8.first.map { (48...57).contains($0) } ?? true)
    return isPlain ? name : SQLIdentifier(name).quoted
  }
}
