import Dispatch
import Foundation
package import Metadata
package import PostgresClient
import Synchronization
package import TableData

/// One snapshot of a database, read by several sessions at once where the server allows it.
///
/// Close it as soon as reading is over: an open snapshot holds back VACUUM on the source.
package final class SnapshotReader {
  /// The session that holds the snapshot; use it for the catalogs and for counts.
  package let connection: PostgresConnection
  /// Sessions that read at the same time.
  package let jobs: Int
  private let settings: ConnectionSettings
  /// Nil where the snapshot cannot be shared.
  private let snapshot: String?

  /// Connects and opens a REPEATABLE READ READ ONLY transaction.
  package init(_ settings: ConnectionSettings, jobs: Int = 1) throws(IntrospectionError) {
    var settings = settings
    settings.isReadOnly = true
    self.settings = settings
    do {
      connection = try PostgresConnection(settings)
      try connection.beginReadOnlySnapshot()
      snapshot = jobs > 1 ? try connection.exportSnapshot() : nil
    } catch {
      throw IntrospectionError(error, while: "opening \(settings.redactedDescription)")
    }
    self.jobs = snapshot == nil ? 1 : jobs
  }

  package func close() {
    connection.close()
  }

  /// The rows that the plan takes from each table.
  ///
  /// - Parameters:
  ///   - tables: the tables to read; large ones are started first.
  ///   - plan: which rows to take; nil takes all.
  ///   - progress: called from any of the reading threads with the rows of a table read so far.
  /// - Returns: the rows by table.
  /// - Throws: the first error of any table; the other sessions are interrupted.
  package func rows(
    of tables: [Table],
    plan: SamplingPlan? = nil,
    progress: @Sendable (TableID, Int) -> Void = { _, _ in }
  ) throws(IntrospectionError) -> [TableID: TableRows] {
    let sorted = tables.sorted { left, right in
      let sizes = [left, right].map { $0.rowCount ?? $0.estimatedRowCount ?? 0 }
      return sizes[0] == sizes[1] ? left.id < right.id : sizes[0] > sizes[1]
    }
    let rows = try map(sorted) { reader, table throws(IntrospectionError) in
      try reader.rows(of: table, plan: plan) { progress(table.id, $0) }
    }
    return Dictionary(uniqueKeysWithValues: zip(sorted.map(\.id), rows))
  }

  /// The exact numbers of children per parent of each relationship.
  package func childCounts(
    of metadata: DatabaseMetadata
  ) throws(IntrospectionError) -> [ForeignKey: DegreeHistogram] {
    let keys = metadata.relationships
    let histograms = try map(keys) { reader, key throws(IntrospectionError) in
      try reader.childCounts(of: key, in: metadata)
    }
    return Dictionary(zip(keys, histograms)) { first, _ in first }
  }

  /// What the work returns for every item, in their order; sessions share the items.
  package func concurrently<Item: Sendable, Value: Sendable>(
    _ items: [Item],
    _ work: @Sendable (PostgresConnection, Item) -> Value
  ) throws(IntrospectionError) -> [Value] {
    try map(items) { reader, item throws(IntrospectionError) in work(reader.connection, item) }
  }

  /// Runs the work on the snapshot again, on a new one, when a standby's recovery or a deadlock ended it.
  ///
  /// - Parameters:
  ///   - settings: the database to read.
  ///   - jobs: sessions that read at the same time.
  ///   - attempts: how often to try in all.
  ///   - pause: seconds before the second attempt; doubled before each further one.
  ///   - onRetry: called before each further attempt with the error that made it necessary.
  ///   - work: what to do; everything it learnt in a failed attempt must be thrown away.
  /// - Returns: what the work returns.
  /// - Throws: what the work throws, or the error of the last attempt.
  package static func reading<Value>(
    _ settings: ConnectionSettings,
    jobs: Int = 1,
    attempts: Int = 5,
    pause: Double = 0.5,
    onRetry: (any PostgresFailure) -> Void = { _ in },
    _ work: (SnapshotReader) throws -> Value
  ) throws -> Value {
    var attempt = 1
    while true {
      do {
        let reader = try SnapshotReader(settings, jobs: jobs)
        defer { reader.close() }
        return try work(reader)
      } catch let error as any PostgresFailure
        where error.underlying?.isRetryable == true && attempt < attempts
      {
        onRetry(error)
        Thread.sleep(forTimeInterval: pause * Double(1 << (attempt - 1)))
        attempt += 1
      }
    }
  }

  // MARK: Threads

  /// What the reading threads share.
  private struct Progress<Value> {
    var next = 0
    var values: [Value?]
    var failure: IntrospectionError?
    var running: [CancelHandle] = []
  }

  /// Results in the order of the items; each thread takes the next item with a session of its own.
  private func map<Item: Sendable, Value: Sendable>(
    _ items: [Item],
    _ work: @Sendable (TableReader, Item) throws(IntrospectionError) -> Value
  ) throws(IntrospectionError) -> [Value] {
    let threads = min(jobs, items.count)
    guard threads > 1, let snapshot else {
      var values: [Value] = []
      for item in items { values.append(try work(TableReader(connection), item)) }
      return values
    }
    let state = Mutex(Progress<Value>(values: Array(repeating: nil, count: items.count)))
    let settings = settings
    withoutActuallyEscaping(work) { work in
      DispatchQueue.concurrentPerform(iterations: threads) { _ in
        do throws(IntrospectionError) {
          let connection = try Self.session(settings, importing: snapshot)
          defer { connection.close() }
          state.withLock { $0.running.append(connection.cancelHandle) }
          let reader = TableReader(connection)
          while let index = Self.takeNext(state, of: items.count) {
            let value = try work(reader, items[index])
            state.withLock { $0.values[index] = value }
          }
        } catch {
          Self.fail(state, error)
        }
      }
    }
    let (values, failure) = state.withLock { ($0.values, $0.failure) }
    if let failure { throw cause(of: failure) }
    return values.compactMap { $0 }
  }

  /// What the server says to the name of a snapshot whose transaction has ended.
  private static let unknownSnapshot = "22023"

  /// Where the snapshot was gone, why its session ended.
  private func cause(of failure: IntrospectionError) -> IntrospectionError {
    guard failure.underlying?.sqlState == Self.unknownSnapshot else { return failure }
    do {
      _ = try connection.query("SELECT")
      return failure
    } catch {
      return IntrospectionError(error, while: "holding the snapshot")
    }
  }

  private static func session(
    _ settings: ConnectionSettings,
    importing snapshot: String
  ) throws(IntrospectionError) -> PostgresConnection {
    do {
      let connection = try PostgresConnection(settings)
      try connection.beginReadOnlySnapshot(importing: snapshot)
      return connection
    } catch {
      throw IntrospectionError(error, while: "opening a further session for reading")
    }
  }

  private static func takeNext<Value>(
    _ state: borrowing Mutex<Progress<Value>>,
    of count: Int
  ) -> Int? {
    state.withLock { progress in
      guard progress.failure == nil, progress.next < count else { return nil }
      progress.next += 1
      return progress.next - 1
    }
  }

  /// Keeps the first error and interrupts the other threads, whose errors then only echo it.
  private static func fail<Value>(
    _ state: borrowing Mutex<Progress<Value>>,
    _ error: IntrospectionError
  ) {
    let others: [CancelHandle] = state.withLock { progress in
      guard progress.failure == nil else { return [] }
      progress.failure = error
      return progress.running
    }
    for handle in others { handle.cancel() }
  }
}
