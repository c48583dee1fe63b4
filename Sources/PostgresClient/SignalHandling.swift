import Dispatch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Turns Ctrl-C and termination requests into an orderly stop.
package enum SignalHandling {
  /// The exit status of a process that the user interrupted: 128 + SIGINT.
  package static let interruptedStatus: Int32 = 130

  /// Statements that begin while a cancel request travels are asked again this often.
  private static let repeatInterval = DispatchTimeInterval.milliseconds(500)
  private static let queue = DispatchQueue(label: "pgsynth.signals")

  /// Lets the first of the signals raise the flag and the second end the process at once.
  ///
  /// Call once, early. The sources live as long as the process.
  package static func install(
    _ signals: [Int32] = [SIGINT, SIGTERM, SIGHUP],
    cancelling cancellation: Cancellation = .shared
  ) {
    queue.sync {
      // A server that closes the socket while we write must be an error, not the end of the process.
      _ = signal(SIGPIPE, SIG_IGN)
      for number in signals {
        _ = signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler { received(cancellation) }
        source.resume()
        sources.append(source)
      }
    }
  }

  /// Only touched on `queue`.
  nonisolated(unsafe) private static var sources: [any DispatchSourceProtocol] = []

  private static func received(_ cancellation: Cancellation) {
    guard !cancellation.isCancelled else { _exit(interruptedStatus) }
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + repeatInterval, repeating: repeatInterval)
    timer.setEventHandler { cancelInBackground(cancellation.interruptStatements) }
    timer.resume()
    sources.append(timer)
    cancelInBackground(cancellation.cancel)
  }

  /// Sending a cancel request opens a connection and can block; the second signal must not wait for it.
  private static func cancelInBackground(_ work: @escaping @Sendable () -> Void) {
    DispatchQueue.global().async(execute: work)
  }
}
