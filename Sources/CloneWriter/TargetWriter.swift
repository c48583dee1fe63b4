package import Metadata
package import PostgresClient

/// Takes the rows of a clone, table by table, and puts all of them in place at once.
///
/// The order of calls is, for each table, `sink(for:)` with `write` and `finish` (several tables at a time, if
/// wanted), then `finishTables`, then `swap`. Until `swap` has returned the target is as it was; after an error,
/// or to stop, call `abandon`.
package protocol TargetWriter: Sendable {
  /// What went less than well and does not keep the clone from being made.
  var warnings: [String] { get }

  /// Each table of the source as its rows lie until `swap`, under the name it has there.
  var scratchTables: [TableID: Table] { get }

  /// Opens the way into a table; every table gets at most one sink, also without rows.
  func sink(for id: TableID) throws(CloneWriterError) -> TableSink

  /// A way to ask which rows the target would take.
  func trial() -> RowTrial

  /// Makes the rows fit their constraints, as far as that happens before the swap.
  ///
  /// - Parameters:
  ///   - jobs: sessions that work at the same time.
  ///   - seed: decides which values replace those that violate a CHECK.
  /// - Returns: what was repaired.
  /// - Throws: when a constraint does not hold, with its name, its table and the number of rows.
  func finishTables(jobs: Int, seed: UInt64) throws(CloneWriterError) -> FinishReport

  /// Puts the rows in place in one transaction.
  ///
  /// - Parameter alongside: further work of the same transaction, such as storing the scores.
  /// - Returns: what could not be tidied up afterwards.
  /// - Throws: when locks cannot be had, or the target refuses; nothing has changed then.
  func swap(alongside: (PostgresConnection) throws -> Void) throws -> [String]

  /// Removes the scratch, also after a lost connection or a request to stop; quiet.
  func abandon()
}

/// What happened to the rows while the constraints were made.
package struct FinishReport: Sendable {
  /// Constraint → rows whose values were replaced so that it holds.
  package var repairedRows: [String: Int] = [:]
  /// Constraint → rows that were taken out because nothing made them fit, or that go without a parent.
  package var removedRows: [String: Int] = [:]

  mutating func merge(_ other: FinishReport) {
    repairedRows.merge(other.repairedRows) { $0 + $1 }
    removedRows.merge(other.removedRows) { $0 + $1 }
  }

  /// A line for each constraint that cost rows their values or their place.
  package var notes: [String] {
    let repaired = repairedRows.sorted { $0.key < $1.key }.map { constraint, count in
      "\(constraint): \(count) \(count == 1 ? "row" : "rows") got values of others that comply, or none"
    }
    let removed = removedRows.sorted { $0.key < $1.key }.map { constraint, count in
      "\(constraint): \(count) \(count == 1 ? "row was" : "rows were") left out, or left without a "
        + "parent, because no values were found that fit"
    }
    return repaired + removed
  }
}

extension Table {
  /// The same table with every table's name, its own included, as `place` says.
  func placed(at place: (TableID) -> TableID) -> Table {
    var table = self
    table.id = place(id)
    table.foreignKeys = foreignKeys.map { key in
      var key = key
      key.child = place(key.child)
      key.parent = place(key.parent)
      return key
    }
    table.inheritedFrom = inheritedFrom.map(place)
    return table
  }
}
