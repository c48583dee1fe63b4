package import Metadata
import PostgresClient
package import TableData

extension CloneWriter {
  /// Opens the way into a table of the clone; every table gets at most one sink, also without rows.
  ///
  /// - Parameter id: a table of the metadata, as the source calls it.
  /// - Returns: a sink that has not started yet.
  /// - Throws: when the table is not part of the clone.
  package func sink(for id: TableID) throws(CloneWriterError) -> TableSink {
    guard var table = scratchTables[id] else {
      throw CloneWriterError(.valuesUnfit, "table \(id) is not part of the clone")
    }
    let place = SQLIdentifier.qualified(table.id.schema, table.id.name)
    table.id = id
    return TableSink(
      table,
      into: place,
      pool: pool,
      isFrozen: table.kind == .ordinary && !plan.isRebuilt
    ) { [self] in add(rows: $0, to: id) }
  }
}

/// Streams blocks of rows into one table by COPY, in constant memory.
///
/// Used by one thread at a time; different sinks may be used by different threads.
package final class TableSink: @unchecked Sendable {
  private let table: Table
  private let target: String
  private let pool: SessionPool
  private let isFrozen: Bool
  private let onFinish: @Sendable (Int) -> Void
  private var session: PooledSession?
  private var stream: CopyInStream?
  private var encoder: BlockEncoder?
  private var written = 0

  /// - Parameters:
  ///   - table: what the columns are.
  ///   - target: the table to write to, quoted.
  ///   - pool: where to take a session from.
  ///   - isFrozen: whether rows are written as VACUUM FREEZE leaves them. Nobody else may use the table, which must be
  ///     an ordinary one and empty.
  ///   - onFinish: called with the number of rows once all are written.
  init(
    _ table: Table,
    into target: String,
    pool: SessionPool,
    isFrozen: Bool = false,
    onFinish: @escaping @Sendable (Int) -> Void
  ) {
    self.table = table
    self.target = target
    self.pool = pool
    self.isFrozen = isFrozen
    self.onFinish = onFinish
  }

  deinit { cancel() }

  /// Writes a block; every block of a table has the same columns, generated ones are ignored.
  package func write(_ block: TableRows) throws(CloneWriterError) {
    guard block.rowCount > 0 else { return }
    do throws(CloneWriterError) {
      if encoder == nil { encoder = try BlockEncoder(table, columnNames: block.columnNames) }
      if let encoder, encoder.columns.isEmpty {
        try insertDefaults(block.rowCount)
      } else {
        try send(block)
      }
      written += block.rowCount
    } catch {
      cancel()
      throw error
    }
  }

  /// Ends the table and returns the number of rows that it got.
  @discardableResult
  package func finish() throws(CloneWriterError) -> Int {
    defer { release() }
    if let stream {
      let ending = encoder?.ending ?? []
      try doing("writing \(table.id)") { () throws(PostgresError) in
        try stream.send(ending)
        _ = try stream.finish()
        if isFrozen { try session?.connection.execute("COMMIT") }
      }
      self.stream = nil
    }
    onFinish(written)
    return written
  }

  /// Ends the table without its rows.
  package func cancel() {
    stream?.cancel("the clone was given up")
    stream = nil
    release()
  }

  private func release() {
    if let session { pool.give(back: session) }
    session = nil
  }

  private func connection() throws(CloneWriterError) -> PostgresConnection {
    if let session { return session.connection }
    let session = try doing("connecting to the target") { () throws(PostgresError) in
      try pool.take()
    }
    self.session = session
    return session.connection
  }

  private func send(_ block: TableRows) throws(CloneWriterError) {
    guard let encoder else { return }
    if stream == nil {
      let connection = try connection()
      let names = encoder.columns.map { SQLIdentifier($0.name).quoted }.joined(separator: ", ")
      let options = (encoder.isBinary ? ["FORMAT binary"] : []) + (isFrozen ? ["FREEZE"] : [])
      let settings = options.isEmpty ? "" : " (\(options.joined(separator: ", ")))"
      stream = try doing("writing \(table.id)") { () throws(PostgresError) in
        // PostgreSQL freezes rows only in a table that the same transaction made or emptied.
        if isFrozen { try connection.execute("BEGIN; TRUNCATE ONLY \(target)") }
        let stream = try connection.copyIn("COPY \(target) (\(names)) FROM STDIN\(settings)")
        try stream.send(encoder.beginning)
        return stream
      }
    }
    for start in stride(from: 0, to: block.rowCount, by: BlockEncoder.rowsAtOnce) {
      let rows = start..<min(start + BlockEncoder.rowsAtOnce, block.rowCount)
      let bytes = try encoder.encode(block, rows: rows)
      try doing("writing \(table.id)") { () throws(PostgresError) in try stream?.send(bytes) }
    }
  }

  /// COPY needs a column; a table of none, or of generated ones only, is filled with defaults.
  private func insertDefaults(_ count: Int) throws(CloneWriterError) {
    let connection = try connection()
    _ = try doing("writing \(table.id)") { () throws(PostgresError) in
      try connection.query(
        "INSERT INTO \(target) SELECT FROM pg_catalog.generate_series(1, $1::pg_catalog.int8)",
        [String(count)]
      )
    }
  }
}
