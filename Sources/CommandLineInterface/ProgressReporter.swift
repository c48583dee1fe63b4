import Dispatch
import PgSynth
import Synchronization

/// Prints the progress of a run on standard error: a live line on a terminal, plain lines elsewhere.
final class ProgressReporter: Sendable {
  private let console: Console
  private let namesTables: Bool
  private let start = ContinuousClock.now
  private let state = Mutex(ProgressState())
  /// Fires between events, so that the clock on the line goes on; sources may be used from any thread.
  private nonisolated(unsafe) let timer: (any DispatchSourceTimer)?

  private static let redrawInterval = DispatchTimeInterval.milliseconds(200)
  /// Goes to the start of the line and clears it.
  private static let eraseLine = "\r\u{1B}[2K"

  /// Does some work and prints its progress, unless nothing is to be printed.
  static func reporting<Result>(
    _ verbosity: VerbosityFlags,
    _ console: Console,
    _ work: (@escaping ProgressHandler) throws -> Result
  ) throws -> Result {
    guard !verbosity.quiet else { return try work { _ in } }
    let reporter = ProgressReporter(console: console, namesTables: verbosity.verbose)
    do {
      let result = try work { reporter.receive($0) }
      reporter.finish(succeeded: true)
      return result
    } catch {
      reporter.finish(succeeded: false)
      throw error
    }
  }

  /// - Parameters:
  ///   - console: where to print.
  ///   - namesTables: whether each table gets a line of its own.
  init(console: Console, namesTables: Bool) {
    self.console = console
    self.namesTables = namesTables
    guard console.errorWidth() != nil else {
      timer = nil
      return
    }
    timer = DispatchSource.makeTimerSource()
    timer?.schedule(deadline: .now(), repeating: Self.redrawInterval)
    timer?.setEventHandler { [weak self] in self?.redraw() }
    timer?.resume()
  }

  /// Takes an event from any thread.
  func receive(_ event: ProgressEvent) {
    state.withLock { state in
      let now = elapsed
      show(state.receive(event, at: now), at: now)
    }
  }

  /// Ends the live line; call once.
  ///
  /// - Parameter succeeded: whether the last stage came to its end.
  func finish(succeeded: Bool) {
    timer?.cancel()
    state.withLock { state in
      let now = elapsed
      let changes = state.finish()
      if succeeded {
        show(changes, at: now)
      } else if console.errorWidth() != nil, !changes.isEmpty {
        console.writeError(Self.eraseLine)
      }
    }
  }

  private var elapsed: Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  private func show(_ changes: [ProgressState.Change], at now: Double) {
    let isTerminal = console.errorWidth() != nil
    for change in changes {
      switch change {
      case .started(let tally):
        if !isTerminal { console.complain("\(tally.stage.rawValue)") }
      case .finished(let tally):
        console.complain((isTerminal ? Self.eraseLine : "") + ProgressLine.finished(tally, at: now))
      case .table(let tally, let table):
        guard namesTables else { continue }
        console.complain(
          (isTerminal ? Self.eraseLine : "") + "\(tally.stage.rawValue): \(table)"
        )
      }
    }
  }

  private func redraw() {
    state.withLock { state in
      guard let tally = state.current, let width = console.errorWidth() else { return }
      console.writeError(
        Self.eraseLine + ProgressLine.live(tally, at: elapsed, width: width)
      )
    }
  }
}
