import PostgresClient
import SchemaDDL

/// What belongs to the database rather than to a schema, and is made where it is missing.
extension CloneWriter {
  func createExtensions() throws(CloneWriterError) {
    for needed in script.extensions {
      guard let schema = plan.newExtensions[needed.name] else { continue }
      let name = SQLIdentifier(needed.name).quoted
      let comment =
        needed.comment.map { "COMMENT ON EXTENSION \(name) IS \(SQLLiteral($0).quoted)" } ?? ""
      do {
        try control.execute(
          "CREATE EXTENSION IF NOT EXISTS \(name) SCHEMA \(SQLIdentifier(schema).quoted) CASCADE;"
            + comment
        )
      } catch {
        guard !needed.isNeeded, control.isUsable, error.code != .cancelled else {
          throw CloneWriterError(error, while: "creating extension \(needed.name)")
        }
        warn("extension \(needed.name), which nothing of the clone needs, was not made: \(error)")
      }
    }
  }

  func createAccessMethods() throws(CloneWriterError) {
    guard !plan.isSameDatabase else { return }
    for method in script.accessMethods {
      do {
        let found = try control.query(
          "SELECT FROM pg_catalog.pg_am WHERE amname = $1::pg_catalog.name",
          [method.name]
        )
        if found.rowCount == 0 { try control.execute(method.sql) }
      } catch {
        guard control.isUsable, error.code != .cancelled else {
          throw CloneWriterError(error, while: "creating access method \(method.name)")
        }
        warn("access method \(method.name) was not made: \(error)")
      }
    }
  }
}
