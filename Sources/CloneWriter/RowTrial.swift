package import Metadata
import PostgresClient
import SchemaDDL
package import TableData

/// Tries rows on a table of the clone with all of its checks, keys and exclusions, and takes them back.
///
/// Foreign keys are not tried. Used by one thread at a time.
package final class RowTrial {
  /// A table as rows are tried on it.
  struct Place {
    /// Its columns, under the source's name.
    var table: Table
    /// With schema, and quoted.
    var name: String
    /// Statements that make its checks and keys.
    var constraints: [String] = []
    /// A table with checks and keys of its own, of which a temporary likeness is tried instead where that can be made.
    var original: String?
  }

  private static let likeness = "pgsynth_trial"

  private let pool: SessionPool
  private let place: (TableID) -> Place?
  private var session: PooledSession?
  private var current: Place?

  /// - `place`: where rows of a table of the source are tried; nil for a table that is no part of the clone.
  init(pool: SessionPool, place: @escaping (TableID) -> Place?) {
    self.pool = pool
    self.place = place
  }

  deinit { if let session { pool.give(back: session) } }

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
    guard table == current?.table.id, let session else { return }
    current = nil
    self.session = nil
    defer { pool.give(back: session) }
    try doing("trying rows of \(table)") { () throws(PostgresError) in
      try session.connection.rollback()
    }
  }

  private func open(_ id: TableID) throws(CloneWriterError) -> PostgresConnection {
    if let session, current?.table.id == id { return session.connection }
    if let current { try finish(current.table.id) }
    guard let place = place(id) else {
      throw CloneWriterError(.valuesUnfit, "table \(id) is not part of the clone")
    }
    let session = try doing("connecting to the target") { () throws(PostgresError) in
      try pool.take()
    }
    self.session = session
    current = place
    try doing("trying rows of \(id)") { () throws(PostgresError) in
      try session.connection.begin()
    }
    if let original = place.original {
      let isMade = try attempt(on: session.connection) { () throws(PostgresError) in
        try session.connection.execute(
          "CREATE TEMPORARY TABLE \(Self.likeness) (LIKE \(original) INCLUDING ALL) ON COMMIT DROP"
        )
      }
      if isMade { current?.name = "pg_temp.\(Self.likeness)" }
    }
    for constraint in place.constraints {
      // What cannot be made here is found out, and told, when the clone's constraints are made.
      _ = try attempt(on: session.connection) { () throws(PostgresError) in
        try session.connection.execute(constraint)
      }
    }
    return session.connection
  }

  private func copy(
    _ rows: TableRows,
    _ range: Range<Int>,
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> Bool {
    guard let current else { return false }
    let encoder = try BlockEncoder(current.table, columnNames: rows.columnNames)
    guard !encoder.columns.isEmpty else { return true }
    // Values that do not fit their column's form fit it in no row.
    guard let bytes = try? encoder.encode(rows, rows: range) else { return false }
    let target = current.name
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

extension CloneWriter {
  package func trial() -> RowTrial {
    let tables = scratchTables
    var statements: [TableID: [DDLStatement]] = [:]
    // Where tables wait under other names, statements would be about the old target's.
    if !plan.isRebuilt {
      for statement in script.statements where [.checks, .keys].contains(statement.phase) {
        for id in statement.locks { statements[id, default: []].append(statement) }
      }
    }
    return RowTrial(pool: pool) { [plan, statements] id in
      guard var table = tables[id] else { return nil }
      let name = SQLIdentifier.qualified(table.id.schema, table.id.name)
      table.id = id
      return RowTrial.Place(
        table: table,
        name: name,
        constraints: (statements[id] ?? []).map { $0.sql.sql(in: plan.scratchPlacement) }
      )
    }
  }
}
