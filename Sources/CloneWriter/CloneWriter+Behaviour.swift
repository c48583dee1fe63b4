import Metadata
import PostgresClient
import SchemaDDL

/// Views, triggers, rules and policies: what the clone is worth having without, each told where it fails.
extension CloneWriter {
  func makeViewsAndBehaviour() throws(CloneWriterError) {
    try executeEach(script.statements(in: .views))
    for statement in script.statements(in: .refresh) { try executeEach([statement]) }
    try executeEach(script.statements(in: .behaviour))
    for mention in script.textMentions where isRenamed(mention.schema) {
      warn(
        "\(mention.function) names schema \(mention.schema) in a string, which still says so in the clone"
      )
    }
  }

  /// Runs statements one by one; those that fail become warnings.
  private func executeEach(_ statements: [DDLStatement]) throws(CloneWriterError) {
    for batch in plan.locks.batches(of: statements) {
      let part = try doing("creating the clone") { () throws(PostgresError) in
        try TransactionPart(on: control)
      }
      for statement in batch { try attempt(statement, placement: plan.scratchPlacement) }
      try doing("creating the clone") { () throws(PostgresError) in try part.commit() }
    }
  }

  /// Runs a statement inside the open transaction, which goes on also when it fails.
  func attempt(_ statement: DDLStatement, placement: SchemaPlacement) throws(CloneWriterError) {
    let what = "\(statement.kind) \(statement.name)"
    var sql = statement.sql
    if let disabled = statement.disabled,
      let schema = disabled.schemas.sorted().first(where: isRenamed)
    {
      sql = disabled.sql
      warn("\(what) is disabled, because its code names schema \(schema) of the source in a string")
    }
    do {
      try control.execute("SAVEPOINT pgsynth")
      try control.execute(sql.sql(in: placement))
      try control.execute("RELEASE SAVEPOINT pgsynth")
    } catch {
      guard control.isUsable, error.code != .cancelled, error.code != .diskFull else {
        throw CloneWriterError(error, while: "creating \(what)")
      }
      try doing("creating \(what)") { () throws(PostgresError) in
        try control.execute("ROLLBACK TO SAVEPOINT pgsynth")
      }
      warn(
        statement.phase == .refresh
          ? "materialized view \(statement.name) has no rows: \(error)"
          : "\(what) was not made: \(error)"
      )
    }
  }

  private func isRenamed(_ schema: String) -> Bool {
    plan.isSameDatabase || plan.finalPlacement.target(of: schema) != schema
  }
}
