import PostgresClient

/// What a run has made under scratch names.
enum ScratchNames {
  case schemas([String])
  /// With schema, and quoted.
  case tables([String])
}

/// One run's scratch schemas, or tables in a schema that is there already: `pgsynth_scratch_<8 hex>_<n>`, owned by
/// whoever holds the run's lock.
struct ScratchRun: Hashable, Sendable {
  /// Eight hexadecimal digits.
  let id: String

  init() {
    let text = String(UInt32.random(in: .min ... .max), radix: 16)
    id = String(repeating: "0", count: 8 - text.count) + text
  }

  init?(id: String) {
    guard id.utf8.count == 8, UInt32(id, radix: 16) != nil else { return nil }
    self.id = id
  }

  func schema(_ index: Int) -> String { "pgsynth_scratch_\(id)_\(index + 1)" }

  func table(_ index: Int) -> String { schema(index) }

  /// The comment that tells a scratch schema or table from one that happens to have such a name.
  static let comment = "pgsynth scratch"

  /// "pgsy" in ASCII, so that the locks do not meet those of other programs.
  private static let lockClass: Int32 = 0x7067_7379
  /// The class of the locks on target schemas.
  private static let targetLockClass: Int32 = 0x7067_747A

  private var lockKey: Int32 { Int32(bitPattern: UInt32(id, radix: 16) ?? 0) }

  /// Takes the lock that keeps other runs from removing the scratch; it lasts as long as the session.
  func lock(on connection: PostgresConnection) throws(PostgresError) -> Bool {
    try connection.query(
      "SELECT pg_catalog.pg_try_advisory_lock($1::pg_catalog.int4, $2::pg_catalog.int4)",
      [String(Self.lockClass), String(lockKey)]
    ).bool(0, 0) ?? false
  }

  func unlock(on connection: PostgresConnection) throws(PostgresError) {
    _ = try connection.query(
      "SELECT pg_catalog.pg_advisory_unlock($1::pg_catalog.int4, $2::pg_catalog.int4)",
      [String(Self.lockClass), String(lockKey)]
    )
  }

  /// Keeps a second run away from a target schema; false when one is there.
  static func lockTarget(
    _ schema: String,
    on connection: PostgresConnection
  ) throws(PostgresError) -> Bool {
    try connection.query(
      """
      SELECT pg_catalog.pg_try_advisory_lock(
        $1::pg_catalog.int4, pg_catalog.hashtext($2::pg_catalog.text))
      """,
      [String(targetLockClass), schema]
    ).bool(0, 0) ?? false
  }

  // MARK: Removal

  /// Removes the scratch schemas and tables of runs that are gone; returns their names.
  static func removeDead(on connection: PostgresConnection) throws(PostgresError) -> [String] {
    let schemas = Dictionary(grouping: try WriterQuery.scratch.run(on: connection).rows) { $0[1] }
    let tables = Dictionary(
      grouping: try WriterQuery.scratchTables.run(on: connection).rows
    ) { $0[1] }
    var removed: [String] = []
    for id in Set(schemas.keys).union(tables.keys).compactMap(\.self).sorted() {
      guard let run = ScratchRun(id: id), try run.lock(on: connection) else { continue }
      let names = (schemas[id] ?? []).compactMap { $0[0] }
      let tableNames = (tables[id] ?? []).compactMap { $0[0] }
      do {
        try drop(schemas: names, on: connection)
        try drop(tables: tableNames, on: connection)
        removed += names + tableNames
      } catch {
        try? run.unlock(on: connection)
        throw error
      }
      try run.unlock(on: connection)
    }
    return removed
  }

  /// Removes what a run of this process leaves that ends early, on its control session or, where that is of no use
  /// any more, on a new one.
  ///
  /// Quiet, because there is an earlier error to report; what cannot be removed now is removed by the next run.
  func abandon(_ control: PostgresConnection, target: ConnectionSettings, _ scratch: ScratchNames) {
    try? control.rollback()
    if control.isUsable, Self.remove(scratch, on: control) {
      control.close()
      return
    }
    control.close()
    guard let fresh = try? PostgresConnection(target, cancellation: Cancellation()) else { return }
    // The server frees the lock when it notices that the old session is gone.
    _ = try? lock(on: fresh)
    _ = Self.remove(scratch, on: fresh)
    fresh.close()
  }

  /// Removes scratch whatever the session was doing; false where the server refuses.
  static func remove(_ scratch: ScratchNames, on connection: PostgresConnection) -> Bool {
    do {
      try connection.withoutCancellation { () throws(PostgresError) in
        try connection.execute(
          "SET lock_timeout = '30s'; SET statement_timeout = 0; SET search_path = ''"
        )
        switch scratch {
        case .schemas(let names): try drop(schemas: names, on: connection)
        case .tables(let names): try drop(tables: names, on: connection)
        }
      }
      return true
    } catch {
      return false
    }
  }

  /// Drops tables, given with schema and quoted, in several transactions.
  static func drop(tables: [String], on connection: PostgresConnection) throws(PostgresError) {
    for batch in try LockBudget(of: connection).batches(of: tables) {
      try connection.execute("DROP TABLE IF EXISTS \(batch.joined(separator: ", "))")
    }
  }

  /// Drops schemas that are known to be ours with everything in them, in several transactions.
  ///
  /// CASCADE serves the circles inside; the drop is refused while something outside needs a schema.
  static func drop(schemas: [String], on connection: PostgresConnection) throws(PostgresError) {
    let outside = try WriterQuery.dependents.run(on: connection, [NameArray.text(schemas), nil])
    guard outside.rowCount == 0 else {
      let names = outside.column(0).compactMap { $0 }
      throw PostgresError(
        .queryFailed,
        "schema \(schemas.joined(separator: ", ")) is still needed by \(CloneWriterError.list(names))",
        hint: "Drop them, and the next run drops the schema"
      )
    }
    let budget = try LockBudget(of: connection)
    for schema in schemas {
      let relations = try WriterQuery.relations.run(on: connection, [schema]).rows
      for batch in budget.batches(of: relations) {
        // One statement for all of a kind takes half the time of one for each; sent together they make one
        // transaction.
        let statements = batch.chunked(on: { $0[0] ?? "TABLE" }).map { kind, rows in
          "DROP \(kind) IF EXISTS \(rows.compactMap { $0[1] }.joined(separator: ", ")) CASCADE;"
        }
        try connection.execute(statements.joined(separator: "\n"))
      }
    }
    for schema in schemas {
      try connection.execute("DROP SCHEMA IF EXISTS \(SQLIdentifier(schema).quoted) CASCADE")
    }
  }
}

extension ArraySlice {
  /// Runs of elements that share a key, in order.
  fileprivate func chunked(on key: (Element) -> String) -> [(String, [Element])] {
    var chunks: [(String, [Element])] = []
    for element in self {
      if let last = chunks.indices.last, chunks[last].0 == key(element) {
        chunks[last].1.append(element)
      } else {
        chunks.append((key(element), [element]))
      }
    }
    return chunks
  }
}
