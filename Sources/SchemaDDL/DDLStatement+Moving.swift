package import Metadata
import PostgresClient

extension DDLStatement {
  /// The same CHECK for another table with the columns of this one; nil for anything but a validated CHECK.
  ///
  /// The placement says where the types and functions are that the check names.
  package func check(movedTo other: TableID, in placement: SchemaPlacement) -> DDLStatement? {
    guard let check else { return nil }
    let place = SQLIdentifier.qualified(other.schema, other.name)
    let condition = check.expression.sql(in: placement)
    var moved = self
    moved.sql = SQLTemplate(
      pieces: [
        .text(
          "ALTER TABLE \(place) ADD CONSTRAINT \(SQLIdentifier(name).quoted) CHECK (\(condition))"
        )
      ]
    )
    moved.violations = SQLTemplate(
      pieces: [.text("SELECT count(*) FROM \(place) WHERE NOT (\(condition))")]
    )
    moved.check?.table = SQLTemplate(pieces: [.text(place)])
    moved.check?.expression = SQLTemplate(pieces: [.text(condition)])
    moved.check?.isOnlyHere = false
    return moved
  }

  /// What a constraint or an index says, whatever it is called; nil for other statements.
  ///
  /// Alike for two of them that hold for the same rows, as far as that can be seen from their words.
  package func rule(in placement: SchemaPlacement) -> String? {
    guard [.checks, .keys, .foreignKeys].contains(phase) else { return nil }
    var placement = placement
    placement.isForReading = true
    let text = sql.sql(in: placement)
    let mark = kind == "index" ? " ON " : " ADD CONSTRAINT \(SQLIdentifier(name).quoted) "
    guard let start = text.firstRange(of: mark) else { return nil }
    return String(text[start.upperBound...])
  }

  /// Whether the statement makes an index that no two rows may share an entry of.
  package var isUniqueIndex: Bool {
    guard kind == "index", case .text(let text) = sql.pieces.first else { return false }
    return text.hasPrefix("CREATE UNIQUE INDEX")
  }
}
