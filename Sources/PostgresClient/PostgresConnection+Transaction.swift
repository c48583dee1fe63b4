extension PostgresConnection {
  package func begin() throws(PostgresError) { try execute("BEGIN") }
  package func commit() throws(PostgresError) { try execute("COMMIT") }

  /// Ends the transaction without effect, also after the user asked to stop; quiet when none is open.
  package func rollback() throws(PostgresError) {
    guard isInTransaction else { return }
    try withoutCancellation { () throws(PostgresError) in try execute("ROLLBACK") }
  }

  /// Runs the work in one transaction that is rolled back when the work throws.
  package func transaction<Result>(_ work: () throws -> Result) throws -> Result {
    try begin()
    do {
      let result = try work()
      try commit()
      return result
    } catch {
      // The reason to report is the first error; a rollback that fails means the session is gone.
      try? rollback()
      throw error
    }
  }

  /// Runs work that only reads inside the open transaction, and gives back the locks that it took.
  ///
  /// A transaction keeps every lock until its end, and thousands of tables fill the server's lock
  /// table. Rolling back to a savepoint frees them; the snapshot stays. Outside of a transaction nothing is held.
  package func releasingLocks<Value, Failure: Error>(
    _ work: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    guard isInTransaction, (try? execute("SAVEPOINT pgsynth_read")) != nil else {
      return try work()
    }
    let value = try work()
    try? execute("ROLLBACK TO SAVEPOINT pgsynth_read; RELEASE SAVEPOINT pgsynth_read")
    return value
  }

  /// Opens a REPEATABLE READ READ ONLY transaction, on the given exported snapshot or on a new one.
  package func beginReadOnlySnapshot(importing snapshot: String? = nil) throws(PostgresError) {
    try execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    guard let snapshot else { return }
    do {
      try execute("SET TRANSACTION SNAPSHOT \(SQLLiteral(snapshot).quoted)")
    } catch {
      try? rollback()
      throw error
    }
  }

  /// The name under which other sessions of this database may import this transaction's snapshot, or nil
  /// where the server refuses; then there is one reader only.
  ///
  /// Call right after `beginReadOnlySnapshot`: after a refusal the transaction is a new one with a new
  /// snapshot. The snapshot can be imported while this transaction stays open.
  package func exportSnapshot() throws(PostgresError) -> String? {
    do {
      return try query("SELECT pg_catalog.pg_export_snapshot()")[0, 0]
    } catch  where isUsable && error.code != .cancelled {
      try rollback()
      try beginReadOnlySnapshot()
      return nil
    }
  }

  /// Whether the server is a standby.
  package func isInRecovery() throws(PostgresError) -> Bool {
    try query("SELECT pg_catalog.pg_is_in_recovery()").bool(0, 0) ?? false
  }
}

/// A transaction, or, inside an open one, a part of it that can be undone by itself.
package struct TransactionPart {
  private let connection: PostgresConnection
  private let isNested: Bool

  /// Begins it.
  package init(on connection: PostgresConnection) throws(PostgresError) {
    self.connection = connection
    isNested = connection.isInTransaction
    try connection.execute(isNested ? "SAVEPOINT pgsynth_part" : "BEGIN")
  }

  /// Keeps what was done; inside an open transaction, as long as that is.
  package func commit() throws(PostgresError) {
    try connection.execute(isNested ? "RELEASE SAVEPOINT pgsynth_part" : "COMMIT")
  }

  package func rollback() throws(PostgresError) {
    guard isNested else { return try connection.rollback() }
    try connection.withoutCancellation { () throws(PostgresError) in
      try connection.execute(
        "ROLLBACK TO SAVEPOINT pgsynth_part; RELEASE SAVEPOINT pgsynth_part"
      )
    }
  }
}
