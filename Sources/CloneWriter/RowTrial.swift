package import Metadata
import PostgresClient
import SchemaDDL
package import TableData

/// Tries rows on a table of the clone with all of its checks, keys and exclusions, and takes them back.
///
/// Foreign keys are not tried. Used by one thread at a time.
package final class RowTrial {
  private let writer: CloneWriter
  private var session: PooledSession?
  private var table: TableID?

  package init(_ writer: CloneWriter) {
    self.writer = writer
  }

  deinit { if let session { writer.pool.give(back: session) } }

  /// Which of the rows the table takes after those that it took before; an empty table at first.
  package func accepts(_ rows: TableRows) throws(CloneWriterError) -> [Bool] {
    let connection = try open(rows.table)
    if try copy(rows, 0..<rows.rowCount, on: connection) {
      return [Bool](repeating: true, count: rows.rowCount)
    }
    var accepted: [Bool] = []
    for row in 0..<rows.rowCount {
      accepted.append(try copy(rows, row..<row + 1, on: connection))
    }
    return accepted
  }

  /// Takes everything back.
  package func finish(_ table: TableID) throws(CloneWriterError) {
    guard table == self.table, let session else { return }
    self.table = nil
    self.session = nil
    defer { writer.pool.give(back: session) }
    try doing("trying rows of \(table)") { () throws(PostgresError) in
      try session.connection.rollback()
    }
  }

  private func open(_ id: TableID) throws(CloneWriterError) -> PostgresConnection {
    if let session, table == id { return session.connection }
    if let table { try finish(table) }
    let session = try doing("connecting to the target") { () throws(PostgresError) in
      try writer.pool.take()
    }
    self.session = session
    table = id
    try doing("trying rows of \(id)") { () throws(PostgresError) in
      try session.connection.begin()
    }
    for statement in writer.script.statements
    where [.checks, .keys].contains(statement.phase) && statement.locks.contains(id) {
      // What cannot be made here is found out, and told, when the clone's constraints are made.
      _ = try attempt(on: session.connection) { () throws(PostgresError) in
        try session.connection.execute(statement.sql.sql(in: writer.plan.scratchPlacement))
      }
    }
    return session.connection
  }

  private func copy(
    _ rows: TableRows,
    _ range: Range<Int>,
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> Bool {
    guard let description = writer.metadata[rows.table],
      let scratch = writer.plan.scratchSchemas[rows.table.schema]
    else {
      throw CloneWriterError(.valuesUnfit, "table \(rows.table) is not part of the clone")
    }
    let encoder = try BlockEncoder(description, columnNames: rows.columnNames)
    guard !encoder.columns.isEmpty else { return true }
    // Values that do not fit their column's form fit it in no row.
    guard let bytes = try? encoder.encode(rows, rows: range) else { return false }
    let target = SQLIdentifier.qualified(scratch, rows.table.name)
    let names = encoder.columns.map { SQLIdentifier($0.name).quoted }.joined(separator: ", ")
    let format = encoder.isBinary ? " (FORMAT binary)" : ""
    return try attempt(on: connection) { () throws(PostgresError) in
      let stream = try connection.copyIn("COPY \(target) (\(names)) FROM STDIN\(format)")
      try stream.send(encoder.beginning)
      try stream.send(bytes)
      try stream.send(encoder.ending)
      _ = try stream.finish()
    }
  }

  /// Does something in a savepoint; false, and nothing done, where the server refuses.
  private func attempt(
    on connection: PostgresConnection,
    _ work: () throws(PostgresError) -> Void
  ) throws(CloneWriterError) -> Bool {
    let what = "trying rows"
    try doing(what) { () throws(PostgresError) in try connection.execute("SAVEPOINT pgsynth_trial")
    }
    do {
      try work()
    } catch {
      guard connection.isUsable, error.code != .cancelled else {
        throw CloneWriterError(error, while: what)
      }
      try doing(what) { () throws(PostgresError) in
        try connection.execute(
          "ROLLBACK TO SAVEPOINT pgsynth_trial; RELEASE SAVEPOINT pgsynth_trial"
        )
      }
      return false
    }
    try doing(what) { () throws(PostgresError) in
      try connection.execute("RELEASE SAVEPOINT pgsynth_trial")
    }
    return true
  }
}
