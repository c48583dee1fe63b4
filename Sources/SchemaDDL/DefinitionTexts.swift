package import Metadata
import SQLExpressions

extension SchemaScript {
  /// Text constants in the definition of one object.
  package struct DefinitionTexts: Hashable, Sendable {
    /// For example `check`.
    package var kind: String
    package var name: String
    package var table: TableID?
    /// Each once, in the order in which they stand there.
    package var texts: [String]
  }

  /// Texts that the clone carries because definitions hold them, such as the values of a list partition or of a CHECK.
  ///
  /// No model sees and no protection counts them. Code of functions is not looked into.
  package var definitionTexts: [DefinitionTexts] {
    statements.compactMap { statement in
      guard !statement.storesSchemaNames, !Self.codeKinds.contains(statement.kind) else {
        return nil
      }
      let texts = Self.texts(in: statement.sql)
      guard !texts.isEmpty else { return nil }
      return DefinitionTexts(
        kind: statement.kind,
        name: statement.name,
        table: statement.table,
        texts: texts
      )
    }
  }

  /// Statements whose strings are settings or code.
  private static let codeKinds: Set = ["function", "procedure", "aggregate", "sequence", "schema"]

  private static func texts(in sql: SQLTemplate) -> [String] {
    let text = sql.pieces.map { piece in
      if case .text(let text) = piece { text } else { "schema" }
    }.joined()
    let tokens = SQLTokenizer.tokens(of: text).filter { $0.kind != .trivia }
    var texts: [String] = []
    for (place, token) in tokens.enumerated() {
      guard let value = token.stringValue, value.contains(where: { $0.isLetter || $0.isNumber }),
        !texts.contains(value)
      else { continue }
      // Names of objects, as in nextval('orders_id_seq'::regclass).
      let type = tokens[min(place + 1, tokens.count)...].prefix(3)
        .first { $0.kind == .word }?.name
      if let type, type.hasPrefix("reg") { continue }
      texts.append(value)
    }
    return texts
  }
}
