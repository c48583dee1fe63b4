package import PostgresClient
package import QualityMetrics

/// The quality tables and views of one schema in the target database.
///
/// A run is written down in three steps: `install`, `beginRun`, then `finishRun` or `failRun`. Statements run in
/// the transaction that is open on the connection, or in one of their own.
package struct QualityStore: Hashable, Sendable {
  /// The version of the tables, views and functions under `sql/quality`.
  package static let version = 12

  /// `pgsynth` unless the user chose another.
  package let schema: String

  package init(schema: String = "pgsynth") {
    self.schema = schema
  }

  /// Creates the schema, its tables, views and functions, or brings older ones up to date.
  ///
  /// Where they are current it only lets the role `pgsynth_reader` read them, if there is one. Safe to run in several sessions at once.
  package func install(on connection: PostgresConnection) throws(QualityViewsError) {
    try transaction(on: connection, "installing the quality views") { () throws(PostgresError) in
      _ = try connection.query(sql(.lockInstall), [schema])
    } then: { () throws(QualityViewsError) in
      try installLocked(on: connection)
    }
  }

  /// Writes down that a run begins, and marks runs whose session is gone as dead.
  ///
  /// The connection's session stands for the run: keep it open until the run is closed. Must not be called in
  /// a transaction, as others have to see the run at once.
  package func beginRun(
    _ run: RunDescription,
    on connection: PostgresConnection
  ) throws(QualityViewsError) -> RunID {
    let options = RecordJSON.text(run.options)
    var number: Int?
    precondition(!connection.isInTransaction, "a run begins in a transaction of its own")
    try transaction(on: connection, "writing down the run") { () throws(PostgresError) in
      _ = try connection.query(sql(.markDeadRuns))
      number = try connection.query(
        sql(.beginRun),
        [
          run.programVersion, run.source, run.target, run.engine, run.seed.map { "\($0)" }, options,
        ]
      ).int(0, 0)
    }
    guard let number else {
      throw QualityViewsError(.queryFailed, "the server returned no run number", hint: "")
    }
    return RunID(number)
  }

  /// Writes down what a run is doing, for the view `progress`: its stage, the table at hand, and how many of the stage's
  /// rows or steps are done.
  ///
  /// The connection is another than the run's, whose session may be in a transaction.
  package func writeProgress(
    of run: RunID,
    stage: String,
    table: String?,
    done: Int,
    total: Int?,
    on connection: PostgresConnection
  ) throws(PostgresError) {
    _ = try connection.query(
      sql(.writeProgress),
      ["\(run.number)", stage, table, "\(done)", total.map { "\($0)" }]
    )
  }

  /// Stores the scores of a run and closes it as done.
  ///
  /// In the transaction that swaps the clone in, the scores appear together with the clone.
  package func finishRun(
    _ run: RunID,
    with report: QualityReport,
    on connection: PostgresConnection
  ) throws(QualityViewsError) {
    var closed = 0
    try transaction(on: connection, "storing the scores") { () throws(PostgresError) in
      let number = "\(run.number)"
      let records = ReportRecords(report)
      closed = try connection.query(
        sql(.finishRun),
        [number, RecordJSON.text(records.totals)]
      ).affectedRows
      if closed == 1 { try insert(report, records, number: number, on: connection) }
    }
    guard closed == 1 else { throw noSuchRun(run) }
    try unlock(run, on: connection)
  }

  /// Closes a run as done of which there are no scores, because the real rows were out of reach.
  package func finishRun(
    _ run: RunID,
    rowCount: Int,
    on connection: PostgresConnection
  ) throws(QualityViewsError) {
    var closed = 0
    try transaction(on: connection, "closing the run") { () throws(PostgresError) in
      closed = try connection.query(
        sql(.finishRun),
        ["\(run.number)", RecordJSON.text(UnscoredTotals(clone_rows: rowCount))]
      ).affectedRows
    }
    guard closed == 1 else { throw noSuchRun(run) }
    try unlock(run, on: connection)
  }

  private struct UnscoredTotals: Encodable {
    var clone_rows: Int
    var verdict = Verdict.unscored.rawValue
  }

  /// Closes a run as failed; the session must not be in a failed transaction.
  ///
  /// The reason is one sentence without data values, such as a `PostgresError`'s description; the report holds the
  /// scores of a run that came as far.
  package func failRun(
    _ run: RunID,
    reason: String,
    with report: QualityReport? = nil,
    on connection: PostgresConnection
  ) throws(QualityViewsError) {
    var closed = 0
    try transaction(on: connection, "closing the run") { () throws(PostgresError) in
      let number = "\(run.number)"
      closed = try connection.query(sql(.failRun), [number, reason]).affectedRows
      if closed == 1, let report {
        try insert(report, ReportRecords(report), number: number, on: connection)
      }
    }
    guard closed == 1 else { throw noSuchRun(run) }
    try unlock(run, on: connection)
  }

  private func insert(
    _ report: QualityReport,
    _ records: ReportRecords,
    number: String,
    on connection: PostgresConnection
  ) throws(PostgresError) {
    _ = try connection.query(sql(.insertTables), [number, RecordJSON.text(records.tables)])
    // One table at a time: a wide schema has a hundred thousand pairs.
    for table in report.tables {
      _ = try connection.query(
        sql(.insertColumns),
        [number, RecordJSON.text(ReportRecords.columns(of: table))]
      )
      _ = try connection.query(
        sql(.insertColumnPairs),
        [number, RecordJSON.text(ReportRecords.pairs(of: table))]
      )
    }
    _ = try connection.query(
      sql(.insertRelationships),
      [number, RecordJSON.text(records.relationships)]
    )
    _ = try connection.query(sql(.insertPrivacy), [number, RecordJSON.text(records.privacy)])
    _ = try connection.query(sql(.insertDetection), [number, RecordJSON.text(records.detection)])
    _ = try connection.query(sql(.insertUtility), [number, RecordJSON.text(records.utility)])
    _ = try connection.query(
      sql(.insertDiagnostics),
      [number, RecordJSON.text(records.diagnostics)]
    )
  }

  private func sql(_ statement: QualitySQL) -> String { statement.text(schema: schema) }

  private func noSuchRun(_ run: RunID) -> QualityViewsError {
    QualityViewsError(
      .noSuchRun,
      "run \(run) is not open in schema \(SQLIdentifier(schema).quoted)",
      hint: "Another session closed or deleted it"
    )
  }

  /// The session's lock says that the run lives; a session that does not hold it only gets a warning.
  private func unlock(_ run: RunID, on connection: PostgresConnection) throws(QualityViewsError) {
    do {
      _ = try connection.query(sql(.unlockRun), ["\(run.number)"])
    } catch {
      throw failure(error, "closing the run", on: connection)
    }
  }
}
