import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Turns Ctrl-C and termination requests into an orderly stop.
package enum SignalHandling {
  /// The exit status of a process that a signal stopped: 128 + the signal, 130 for Ctrl-C.
  package static var stoppedStatus: Int32 {
    let number = inbox.firstSignal
    return 128 + (number == 0 ? SIGINT : number)
  }

  /// A request that reaches a server just before its statement begins is lost, so we ask again this often.
  private static let repeatMicroseconds: UInt32 = 500_000
  private static let queue = DispatchQueue(label: "pgsynth.signals")
  private static let inbox = SignalInbox()

  /// Lets the first of the signals raise the flag and one a second or more later end the process at once.
  ///
  /// Call once, early. A handler writes to a pipe that a thread of its own reads: cancelling opens
  /// connections, which a handler must not do, and a dispatch source sees only signals that every
  /// thread blocks.
  package static func install(
    _ signals: [Int32] = [SIGINT, SIGTERM, SIGHUP],
    cancelling cancellation: Cancellation = .shared
  ) {
    guard let readEnd = inbox.open() else { return }
    queue.async {
      inbox.waitForSignal(readEnd)
      cancellation.cancel()
      while true {
        usleep(repeatMicroseconds)
        cancellation.interruptStatements()
      }
    }
    // A server that closes the socket while we write must be an error, not the end of the process.
    _ = signal(SIGPIPE, SIG_IGN)
    for number in signals {
      _ = signal(number) { number in SignalHandling.inbox.received(number) }
    }
  }
}

/// What a signal handler may touch: atomics and a pipe.
private final class SignalInbox: Sendable {
  private let first = Atomic<Int32>(0)
  /// When the first signal came, in nanoseconds.
  private let firstTime = Atomic<Int64>(0)

  /// A signal so soon after the first is the same request: `timeout` and terminals signal a process and its
  /// group.
  private static let echoNanoseconds: Int64 = 1_000_000_000
  private let writeEnd = Atomic<Int32>(-1)

  /// Returns the end to read from.
  func open() -> Int32? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    writeEnd.store(ends[1], ordering: .releasing)
    return ends[0]
  }

  /// 0 until a signal came.
  var firstSignal: Int32 { first.load(ordering: .relaxed) }

  /// Runs in the handler.
  func received(_ number: Int32) {
    // The time goes first, so that an echo never sees the number without it.
    _ = firstTime.compareExchange(expected: 0, desired: now(), ordering: .relaxed)
    guard first.compareExchange(expected: 0, desired: number, ordering: .relaxed).exchanged else {
      if now() - firstTime.load(ordering: .relaxed) >= Self.echoNanoseconds { _exit(128 + number) }
      return
    }
    let savedError = errno
    var byte: UInt8 = 1
    _ = write(writeEnd.load(ordering: .acquiring), &byte, 1)
    errno = savedError
  }

  private func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  func waitForSignal(_ readEnd: Int32) {
    var byte: UInt8 = 0
    while read(readEnd, &byte, 1) < 0, errno == EINTR {}
  }
}
