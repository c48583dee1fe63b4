import PgSynth

/// One stage of a run, as far as it has come.
struct StageTally: Equatable {
  let stage: ProgressEvent.Stage
  /// Seconds since the start of the run.
  let startedAt: Double
  var done = 0
  var total: Int?
}

/// Where a run is: the sum of its events.
struct ProgressState {
  /// What an event changed, in order.
  enum Change: Equatable {
    case finished(StageTally)
    case started(StageTally)
    /// A table came up for the first time in the stage.
    case table(StageTally, String)
  }

  private(set) var current: StageTally?
  private var seen: Set<ProgressEvent.Stage> = []
  private var tables: Set<String> = []

  /// Takes one event in; late ones of an earlier stage, from another thread, are ignored.
  mutating func receive(_ event: ProgressEvent, at now: Double) -> [Change] {
    var changes: [Change] = []
    if event.stage != current?.stage {
      guard seen.insert(event.stage).inserted else { return [] }
      if let current { changes.append(.finished(current)) }
      let tally = StageTally(stage: event.stage, startedAt: now)
      current = tally
      tables = []
      changes.append(.started(tally))
    }
    guard var tally = current else { return changes }
    // Threads may report out of order; a bar that runs backwards would look wrong.
    tally.done = max(tally.done, event.done)
    tally.total = event.total ?? tally.total
    current = tally
    if let table = event.table, tables.insert(table).inserted {
      changes.append(.table(tally, table))
    }
    return changes
  }

  /// The run is over, well or not.
  mutating func finish() -> [Change] {
    guard let tally = current else { return [] }
    current = nil
    return [.finished(tally)]
  }
}
