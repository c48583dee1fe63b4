import Metadata
import PostgresClient
import SchemaDDL

extension DDLStatement {
  /// Runs a statement that makes a constraint or an index; when rows are in its way, says how many.
  func make(
    in placement: SchemaPlacement,
    on connection: PostgresConnection
  ) throws(CloneWriterError) {
    do {
      try connection.execute(sql.sql(in: placement))
    } catch {
      guard error.code == .constraintViolated else {
        throw CloneWriterError(
          error,
          while: "making \(kind) \(name)" + (table.map { " of \($0)" } ?? "")
        )
      }
      throw violation(rows: countViolations(in: placement, on: connection), error)
    }
  }

  func countViolations(in placement: SchemaPlacement, on connection: PostgresConnection) -> Int? {
    guard let count = violations else { return nil }
    return (try? connection.query(count.sql(in: placement)))?.int(0, 0)
  }

  func violation(rows: Int?, _ underlying: PostgresError? = nil) -> CloneWriterError {
    let count = rows.map { "\($0) \($0 == 1 ? "row" : "rows")" } ?? "some rows"
    return CloneWriterError(
      .constraintViolated,
      "\(kind) \(name) of table \(table?.description ?? "?") does not hold: \(count) of the clone "
        + (kind == "foreign key" ? "have no parent" : "violate it"),
      hint:
        "This is a limit of the generated rows; leave the table out with --exclude, or report it",
      objects: [name],
      underlying: underlying
    )
  }
}
