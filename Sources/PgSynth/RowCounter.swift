import Metadata
import Synchronization

/// Adds up the rows that several threads report table by table.
final class RowCounter: Sendable {
  private let rows = Mutex<[TableID: Int]>([:])
  private let total: Int

  init(total: Int) { self.total = total }

  /// Notes how far a table is; returns the rows of all tables and the expected total.
  func update(_ table: TableID, rows count: Int) -> (done: Int, total: Int) {
    rows.withLock { rows in
      rows[table] = count
      return (rows.values.reduce(0, +), total)
    }
  }
}
