import Metadata
import PostgresClient
import SchemaDDL

/// Moves sequences past the values of the columns that they feed; others stay as they are.
struct SequenceAdvance {
  let sequences: [SequenceState]
  /// What a table or sequence is called there, quoted.
  let place: (TableID) -> String
  /// Rows of each table.
  let rowCounts: [TableID: Int]
  let connection: PostgresConnection
  /// Whether the sequences may serve others already: none moves back, and a rollback undoes the moves.
  let isShared: Bool

  func run() throws(CloneWriterError) {
    for sequence in sequences where !sequence.feeds.isEmpty {
      try doing("advancing sequence \(sequence.id)") { () throws(PostgresError) in
        guard let value = try lastValue(of: sequence) else { return }
        let name = place(sequence.id)
        if isShared {
          guard try isAhead(value, of: name, increment: sequence.increment) else { return }
          // The new file that this makes goes with the transaction; what setval writes alone would stay.
          try connection.execute("ALTER SEQUENCE \(name) RESTART")
        }
        _ = try connection.query(
          "SELECT pg_catalog.setval($1::pg_catalog.regclass, $2::pg_catalog.int8, true)",
          [name, String(value)]
        )
      }
    }
  }

  private func isAhead(
    _ value: Int64,
    of name: String,
    increment: Int64
  ) throws(PostgresError) -> Bool {
    let row = try connection.query("SELECT last_value, is_called FROM \(name)")
    guard row.bool(0, 1) == true, let last = row[0, 0].flatMap({ Int64($0) }) else { return true }
    return increment > 0 ? value > last : value < last
  }

  /// The furthest value among the columns, or nil where no row has used the sequence.
  private func lastValue(of sequence: SequenceState) throws(PostgresError) -> Int64? {
    let isRising = sequence.increment > 0
    var last: Int64?
    for fed in sequence.feeds {
      guard let value = try lastValue(fed, in: place(fed.column.table), of: sequence) else {
        continue
      }
      last = last.map { isRising ? max($0, value) : min($0, value) } ?? value
    }
    return last.map { min(max($0, sequence.minimum), sequence.maximum) }
  }

  private func lastValue(
    _ fed: SequenceState.Fed,
    in table: String,
    of sequence: SequenceState
  ) throws(PostgresError) -> Int64? {
    guard fed.isNumeric else {
      // The number stands somewhere inside a text: count on as many calls as there are rows.
      let count = Int64(rowCounts[fed.column.table] ?? 0)
      guard count > 0 else { return nil }
      let (steps, isTooFar) = (count - 1).multipliedReportingOverflow(by: sequence.increment)
      let (value, isBeyond) = sequence.start.addingReportingOverflow(steps)
      guard !isTooFar, !isBeyond else {
        return sequence.increment > 0 ? sequence.maximum : sequence.minimum
      }
      return value
    }
    let column = SQLIdentifier(fed.column.name).quoted
    let function = sequence.increment > 0 ? "max" : "min"
    let result = try connection.query(
      """
      SELECT greatest(least(last::pg_catalog.numeric, \(Int64.max)), \(Int64.min))::pg_catalog.int8
      FROM (SELECT pg_catalog.\(function)(\(column)) AS last FROM \(table)) AS found
      WHERE last IS NOT NULL
      """
    )
    guard result.rowCount > 0, let value = result[0, 0].flatMap({ Int64($0) }) else { return nil }
    // Values on the other side of where the sequence starts do not concern it.
    let isBefore = sequence.increment > 0 ? value < sequence.start : value > sequence.start
    return isBefore ? nil : value
  }
}
