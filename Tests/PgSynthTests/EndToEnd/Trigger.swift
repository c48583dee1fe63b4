import PgSynth
import Synchronization
import Testing

/// Does something at the first event of a stage.
final class Trigger: Sendable {
  private let stage: ProgressEvent.Stage
  private let work: @Sendable () throws -> Void
  private let done = Mutex(false)

  init(at stage: ProgressEvent.Stage, _ work: @escaping @Sendable () throws -> Void) {
    self.stage = stage
    self.work = work
  }

  func receive(_ event: ProgressEvent) {
    let isFirst = done.withLock { done in
      defer { if event.stage == stage { done = true } }
      return !done && event.stage == stage
    }
    guard isFirst else { return }
    do {
      try work()
    } catch {
      Issue.record(error)
    }
  }

  var fired: Bool { done.withLock { $0 } }
}
