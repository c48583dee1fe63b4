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
/// One thread at a time encodes, and one sends, which may be another; different sinks may be used by different threads.
package final class TableSink: @unchecked Sendable {
  private let table: Table
  private let target: String
  private let pool: SessionPool
  private let isFrozen: Bool
  private let onFinish: @Sendable (Int) -> Void
  private var session: PooledSession?
  private var stream: CopyInStream?
  /// What encodes; nil before the first block.
  private var encoder: BlockEncoder?
  /// What the stream ends with.
  private var ending: [UInt8] = []
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
    do throws(CloneWriterError) {
      try write(encode(block))
    } catch {
      cancel()
      throw error
    }
  }

  /// Turns a block into what is sent, without sending anything.
  package func encode(_ block: TableRows) throws(CloneWriterError) -> EncodedBlock {
    let encoder: BlockEncoder
    if let known = self.encoder {
      encoder = known
    } else {
      encoder = try BlockEncoder(table, columnNames: block.columnNames)
      self.encoder = encoder
    }
    var chunks: [[UInt8]] = []
    if !encoder.columns.isEmpty {
      for start in stride(from: 0, to: block.rowCount, by: BlockEncoder.rowsAtOnce) {
        let rows = start..<min(start + BlockEncoder.rowsAtOnce, block.rowCount)
        chunks.append(try encoder.encode(block, rows: rows))
      }
    }
    return EncodedBlock(encoder: encoder, rowCount: block.rowCount, chunks: chunks)
  }

  /// Sends an encoded block.
  package func write(_ block: EncodedBlock) throws(CloneWriterError) {
    guard block.rowCount > 0 else { return }
    do throws(CloneWriterError) {
      if block.encoder.columns.isEmpty {
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

  private func send(_ block: EncodedBlock) throws(CloneWriterError) {
    let encoder = block.encoder
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
      ending = encoder.ending
    }
    for bytes in block.chunks {
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
