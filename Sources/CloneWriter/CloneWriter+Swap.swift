import Metadata
package import PostgresClient
import SchemaDDL

extension CloneWriter {
  /// Puts the clone in place of the old target in one transaction, then drops what was replaced.
  ///
  /// Throws when the target has changed since `prepare` or locks cannot be had; nothing has changed then, and
  /// the swap may be tried again. Returns a warning for each old schema that could not be dropped now; the next
  /// run drops it.
  package func swap(alongside: (PostgresConnection) throws -> Void) throws -> [String] {
    try recheck()
    do {
      try LockPatience(seconds: target.swapTimeoutSeconds).run { milliseconds in
        do {
          try replace(lockTimeout: milliseconds)
          try alongside(control)
          try doing("putting the clone in place") { () throws(PostgresError) in
            try control.commit()
          }
        } catch {
          try? control.rollback()
          throw error
        }
      }
    } catch let error as CloneWriterError {
      throw swapError(error)
    }
    markSwapped()
    loaders.close()
    return dropOld()
  }

  /// Begins the transaction and does everything that makes the clone the target.
  private func replace(lockTimeout: Int) throws(CloneWriterError) {
    try doing("putting the clone in place") { () throws(PostgresError) in
      try control.execute("SET synchronous_commit = on")
      // Tables that are made in the transaction run the code of their checks in it.
      if !plan.isRebuilt { try control.execute("SET search_path = ''") }
      try control.begin()
      try control.execute("SET LOCAL lock_timeout = \(lockTimeout)")
    }
    if plan.isRebuilt { try rebuild() }
    try doing("putting the clone in place") { () throws(PostgresError) in
      for statement in script.statements(in: .seal) {
        try control.execute(statement.sql.sql(in: plan.scratchPlacement))
      }
      for schema in plan.schemas { try putInPlace(schema) }
      if !plan.isRebuilt { try restateFunctions() }
    }
    for statement in script.statements(in: .placed) {
      try attempt(statement, placement: plan.finalPlacement)
    }
    try doing("putting the clone in place") { () throws(PostgresError) in
      for schema in plan.schemas { try mark(schema) }
    }
  }

  /// The run may have taken hours; what was made at the target meanwhile must not be lost.
  func recheck() throws(CloneWriterError) {
    let now = try Self.plan(
      script: script,
      source: source,
      target: target,
      run: run,
      on: control
    )
    guard now.schemas == plan.schemas else {
      throw CloneWriterError(
        .targetNotEmpty,
        "the target has changed while the clone was built",
        hint: "Look at what is there and run again"
      )
    }
  }

  private func swapError(_ error: CloneWriterError) -> CloneWriterError {
    guard let underlying = error.underlying else { return error }
    let names = plan.schemas.map(\.target).joined(separator: ", ")
    switch underlying.code {
    case .lockTimeout:
      return CloneWriterError(
        .swapBlocked,
        "the clone is complete, but sessions that use schema \(names) kept it from taking its place "
          + "for \(Int(target.swapTimeoutSeconds)) seconds",
        hint: "End them (pg_stat_activity shows them) and run again",
        underlying: underlying
      )
    case .permissionDenied:
      return CloneWriterError(
        .permissionDenied,
        error.message,
        hint:
          "The role must own schema \(names) and what is in it, or choose another target schema",
        underlying: underlying
      )
    default: return error
    }
  }

  // MARK: Inside the transaction

  private func putInPlace(_ schema: ClonePlan.Schema) throws(PostgresError) {
    let names = NameArray.text([schema.target])
    let existing = try WriterQuery.schemas.run(on: control, [names])
    let target = SQLIdentifier(schema.target).quoted
    let scratch = SQLIdentifier(schema.scratch).quoted
    let old = SQLIdentifier(schema.old).quoted
    guard existing.rowCount > 0 else {
      try control.execute("ALTER SCHEMA \(scratch) RENAME TO \(target)")
      let comment = script.schemaComments[schema.source].map { SQLLiteral($0).quoted } ?? "NULL"
      try control.execute("COMMENT ON SCHEMA \(target) IS \(comment)")
      return
    }
    switch schema.swap {
    case .rename:
      let grants = existing[0, 5].map(NameArray.elements) ?? []
      let comment = existing[0, 4].map { SQLLiteral($0).quoted } ?? "NULL"
      try control.execute("ALTER SCHEMA \(target) RENAME TO \(old)")
      try control.execute("COMMENT ON SCHEMA \(old) IS '\(ScratchRun.comment)'")
      try control.execute("ALTER SCHEMA \(scratch) RENAME TO \(target)")
      try control.execute("COMMENT ON SCHEMA \(target) IS \(comment)")
      if let owner = existing[0, 1], owner != control.userName {
        try control.execute("ALTER SCHEMA \(target) OWNER TO \(SQLIdentifier(owner).quoted)")
      }
      for grant in grants { try control.execute(grant) }
    case .rebuild: break
    case .move:
      if schema.replacesObjects {
        try control.execute(
          "CREATE SCHEMA \(old); COMMENT ON SCHEMA \(old) IS '\(ScratchRun.comment)'"
        )
        try move(from: schema.target, to: schema.old)
      }
      try move(from: schema.scratch, to: schema.target)
      try control.execute("DROP SCHEMA \(scratch)")
    }
  }

  private func move(from source: String, to target: String) throws(PostgresError) {
    let objects = try WriterQuery.objects.run(on: control, [NameArray.text([source])]).rows
    guard !objects.isEmpty else { return }
    let schema = SQLIdentifier(target).quoted
    let statements = objects.map { row in
      "ALTER \(row[1] ?? "") \(row[2] ?? "") SET SCHEMA \(schema);"
    }
    try control.execute(statements.joined(separator: "\n"))
  }

  /// The text of a function keeps the name that its schema had; it is stated again with the final one.
  private func restateFunctions() throws(PostgresError) {
    try control.execute("SET LOCAL check_function_bodies = off")
    for statement in script.statements where statement.storesSchemaNames {
      try control.execute(statement.sql.sql(in: plan.finalPlacement))
    }
  }

  /// Writes the comment by which the next run knows the schema.
  private func mark(_ schema: ClonePlan.Schema) throws(PostgresError) {
    let names = NameArray.text([schema.target])
    let row = try WriterQuery.schemas.run(on: control, [names])
    // Only the owner may comment; without the mark the next run asks for --replace.
    guard row.rowCount > 0, row.bool(0, 2) == true else { return }
    let objects = try WriterQuery.objects.run(on: control, [names]).rows.map {
      TargetState.Object(kind: $0[1] ?? "", identity: $0[2] ?? "")
    }
    guard !objects.isEmpty else { return }
    var rest = CloneMark.parse(row[0, 4])?.rest ?? row[0, 4]
    if let own = script.schemaComments[schema.source], rest == nil || Self.says(nothing: rest) {
      rest = own
    }
    let comment = CloneMark(objects).comment(after: rest)
    try control.execute(
      "COMMENT ON SCHEMA \(SQLIdentifier(schema.target).quoted) IS \(SQLLiteral(comment).quoted)"
    )
  }

  /// Every database comes with this comment on `public`.
  private static func says(nothing comment: String?) -> Bool {
    comment == "" || comment == "standard public schema"
  }

  // MARK: Afterwards

  private func dropOld() -> [String] {
    defer { control.close() }
    let old = plan.schemas.map(\.old)
    do {
      try control.withoutCancellation { () throws(PostgresError) in
        try control.execute(
          "SET lock_timeout = \(Int(target.swapTimeoutSeconds * 1000)); SET search_path = ''"
        )
        if plan.isRebuilt {
          try ScratchRun.drop(tables: waitingTables.map(\.name), on: control)
        } else {
          try ScratchRun.drop(schemas: old, on: control)
        }
      }
      return []
    } catch {
      if plan.isRebuilt {
        return ["scratch tables are left, and dropped by the next run: \(error)"]
      }
      return [
        "what the clone replaced waits in schema \(old.joined(separator: ", ")) and is dropped by the "
          + "next run: \(error)"
      ]
    }
  }
}
