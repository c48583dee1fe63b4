import CLibPQ
import Synchronization

/// Asks the server to stop the statement that a connection runs; may be used from any thread.
package final class CancelHandle: Sendable {
  /// Written once; `PQcancel` only reads it and is documented as safe even in a signal handler.
  nonisolated(unsafe) private let request: OpaquePointer?
  private let requested = Atomic(false)

  init(connection: OpaquePointer) {
    request = PQgetCancel(connection)
  }

  deinit {
    PQfreeCancel(request)
  }

  /// Sends the request without waiting for the statement to end; does nothing to an idle connection.
  package func cancel() {
    requested.store(true, ordering: .releasing)
    guard let request else { return }
    // What went wrong does not matter: the statement then simply runs on and can be cancelled again.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
      _ = PQcancel(request, message.baseAddress, Int32(message.count))
    }
  }

  /// Whether `cancel` was called since the last statement started.
  var wasRequested: Bool { requested.load(ordering: .acquiring) }

  func forgetRequest() {
    requested.store(false, ordering: .releasing)
  }
}

/// A flag that says that the user wants to stop, and the connections to interrupt when it is raised.
package final class Cancellation: Sendable {
  /// The flag of the process, raised by `SignalHandling`.
  package static let shared = Cancellation()

  private let raised = Atomic(false)
  private let handles = Mutex<[ObjectIdentifier: CancelHandle]>([:])

  /// Makes a flag of its own, as tests do to leave other work of the process alone.
  package init() {}

  package var isCancelled: Bool { raised.load(ordering: .acquiring) }

  /// Raises the flag and asks every registered connection's server to stop.
  package func cancel() {
    raised.store(true, ordering: .releasing)
    interruptStatements()
  }

  /// Asks again: a request that reached the server just before a statement began was lost.
  package func interruptStatements() {
    let current = handles.withLock { Array($0.values) }
    for handle in current { handle.cancel() }
  }

  package func throwIfCancelled() throws(PostgresError) {
    guard isCancelled else { return }
    throw PostgresError(.cancelled, "cancelled")
  }

  package func register(_ handle: CancelHandle) {
    handles.withLock { $0[ObjectIdentifier(handle)] = handle }
  }

  package func unregister(_ handle: CancelHandle) {
    _ = handles.withLock { $0.removeValue(forKey: ObjectIdentifier(handle)) }
  }
}
