package import Metadata
package import PostgresClient
package import TableData

/// Reads rows of a table into memory, column by column, through one binary COPY.
///
/// Values are represented as ``ValueKind`` says. All columns are read, generated ones included.
package struct TableReader {
  let connection: PostgresConnection

  /// - Parameter connection: a session inside the snapshot to read.
  package init(_ connection: PostgresConnection) {
    self.connection = connection
  }

  /// The rows that the plan takes from the table, in physical order.
  ///
  /// - Parameters:
  ///   - table: a table of the plan's metadata.
  ///   - plan: which rows to take; nil takes all of them.
  ///   - progress: called now and then with the number of rows read so far.
  /// - Returns: the rows.
  /// - Throws: an error that names the table.
  package func rows(
    of table: Table,
    plan: SamplingPlan? = nil,
    progress: (Int) -> Void = { _ in }
  ) throws(IntrospectionError) -> TableRows {
    do {
      return try connection.releasingLocks { () throws(any Error) in
        try read(table, plan, progress)
      }
    } catch let error as IntrospectionError {
      throw error
    } catch let error as PostgresError {
      throw IntrospectionError(error, while: "reading \(table.id)")
    } catch {
      throw IntrospectionError(.unexpectedData, "reading \(table.id) failed: \(error)")
    }
  }

  /// Rows between two progress reports.
  private static let progressInterval = 16_384

  private func read(
    _ table: Table,
    _ plan: SamplingPlan?,
    _ progress: (Int) -> Void
  ) throws -> TableRows {
    let accumulators = table.columns.map { ColumnAccumulator($0.type) }
    var reader = BinaryCopyReader()
    var rowCount = 0
    // Parallel workers hand rows over in no fixed order, and the same seed must see the same rows.
    try connection.execute("SET max_parallel_workers_per_gather = 0")
    try connection.copyOut(Self.statement(table, plan)) { bytes in
      try reader.read(bytes) { tuple in
        guard tuple.count == accumulators.count else {
          throw PostgresError(.malformedData, "a row has an unexpected number of fields")
        }
        for index in accumulators.indices { try accumulators[index].append(tuple[index]) }
        rowCount += 1
        if rowCount % Self.progressInterval == 0 { progress(rowCount) }
      }
    }
    try reader.finish()
    progress(rowCount)
    return TableRows(
      table: table.id,
      columnNames: table.columns.map(\.name),
      columns: accumulators.map { $0.finish() },
      rowCount: rowCount
    )
  }

  func query(_ sql: String) throws(PostgresError) -> QueryResult {
    try connection.releasingLocks { () throws(PostgresError) in try connection.query(sql) }
  }

  static func statement(_ table: Table, _ plan: SamplingPlan?) -> String {
    let list = table.columns.map { ColumnAccumulator.expression($0, alias: "t") }
      .joined(separator: ", ")
    let source = plan?.source(of: table) ?? "FROM \(table.rowsReference) AS t"
    return "COPY (SELECT \(list) \(source)) TO STDOUT (FORMAT binary)"
  }
}
