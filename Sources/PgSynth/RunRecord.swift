import Dispatch
import PostgresClient
import QualityMetrics
import QualityViews
import Synchronization

/// A run as the quality tables of the target know it: begun, under way, and failed unless it is finished.
///
/// What the run is doing is written down once a second by a session of its own, for the view `progress`.
final class RunRecord: Sendable {
  let run: RunID
  let store: QualityStore
  private let latest = Mutex<(event: ProgressEvent?, written: ProgressEvent?)>((nil, nil))
  private let writer: ProgressWriter
  private let scored = Mutex<QualityReport?>(nil)

  /// What the clone came to, also where it is not swapped in.
  var scores: QualityReport? {
    get { scored.withLock { $0 } }
    set { scored.withLock { $0 = newValue } }
  }

  private static let interval = DispatchTimeInterval.seconds(1)

  /// Does the work of a run while it is written down; a run that fails is closed with the reason and with the scores that
  /// it came to.
  static func keeping<Result>(
    _ description: RunDescription,
    store: QualityStore,
    settings: ConnectionSettings,
    progress: ProgressHandler,
    _ work: (RunRecord, @escaping ProgressHandler) throws -> Result
  ) throws -> Result {
    let session = try PostgresConnection(settings)
    defer { session.close() }
    let record = try RunRecord(description, store: store, session: session, settings: settings)
    do {
      return try record.reporting(to: progress) { try work(record, $0) }
    } catch {
      try? session.withoutCancellation { () throws(PostgresError) in
        let reason = String(describing: error)
        try? store.failRun(record.run, reason: reason, with: record.scores, on: session)
      }
      throw error
    }
  }

  /// Installs the quality tables where they are missing and writes down that the run begins.
  ///
  /// - `session`: stands for the run as long as it is open.
  init(
    _ description: RunDescription,
    store: QualityStore,
    session: PostgresConnection,
    settings: ConnectionSettings
  ) throws {
    try store.install(on: session)
    run = try store.beginRun(description, on: session)
    self.store = store
    writer = ProgressWriter(settings)
  }

  /// Does the work; its progress goes to the handler and into the tables.
  func reporting<Result>(
    to progress: ProgressHandler,
    _ work: (@escaping ProgressHandler) throws -> Result
  ) throws -> Result {
    let timer = DispatchSource.makeTimerSource(queue: writer.queue)
    timer.schedule(deadline: .now(), repeating: Self.interval)
    timer.setEventHandler { [self] in writeDown() }
    timer.resume()
    defer {
      timer.cancel()
      // What it did last tells where a failed run stopped.
      writer.queue.sync { writeDown() }
      writer.close()
    }
    return try withoutActuallyEscaping(progress) { progress in
      try work { [self] event in
        latest.withLock { $0.event = event }
        progress(event)
      }
    }
  }

  private func writeDown() {
    let event = latest.withLock { latest -> ProgressEvent? in
      guard latest.event != latest.written else { return nil }
      latest.written = latest.event
      return latest.event
    }
    guard let event else { return }
    writer.write { connection throws(PostgresError) in
      try store.writeProgress(
        of: run,
        stage: event.stage.rawValue,
        table: event.table,
        done: event.done,
        total: event.total,
        on: connection
      )
    }
  }
}

/// A session that is opened when first needed, and given up when it fails: a run does not end for want of somebody
/// who hears how it goes.
private final class ProgressWriter: Sendable {
  let queue = DispatchQueue(label: "pgsynth.progress")
  private let settings: ConnectionSettings
  /// Used on the queue only.
  private nonisolated(unsafe) var connection: PostgresConnection?
  private nonisolated(unsafe) var hasFailed = false

  init(_ settings: ConnectionSettings) { self.settings = settings }

  func write(_ work: (PostgresConnection) throws(PostgresError) -> Void) {
    guard !hasFailed else { return }
    do {
      let open = try connection ?? PostgresConnection(settings)
      connection = open
      try work(open)
    } catch {
      hasFailed = true
      connection?.close()
      connection = nil
    }
  }

  /// Waits for what is being written.
  func close() {
    queue.sync {
      hasFailed = true
      connection?.close()
      connection = nil
    }
  }
}
