import PostgresClient
import Synchronization

/// A session that is handed from thread to thread, one at a time.
struct PooledSession: @unchecked Sendable {
  let connection: PostgresConnection
}

/// Sessions in the target database, opened when needed and kept for the next user.
final class SessionPool: Sendable {
  private struct State {
    var idle: [PooledSession] = []
    var active: [ObjectIdentifier: CancelHandle] = [:]
    var isClosed = false
  }

  private let settings: ConnectionSettings
  private let cancellation: Cancellation
  /// Run at the start of every session.
  private let setup: String
  /// The only session there is, where there is one, which is somebody else's.
  private let only: PooledSession?
  private let state = Mutex(State())

  init(_ settings: ConnectionSettings, cancellation: Cancellation, setup: String) {
    self.settings = settings
    self.cancellation = cancellation
    self.setup = setup
    only = nil
  }

  /// A pool of one session that stays as it is and is never closed here, for one user at a time.
  init(sharing connection: PostgresConnection) {
    settings = ConnectionSettings("")
    cancellation = Cancellation()
    setup = ""
    only = PooledSession(connection: connection)
  }

  func take() throws(PostgresError) -> PooledSession {
    if let only { return only }
    let (idle, isClosed) = state.withLock { ($0.idle.popLast(), $0.isClosed) }
    guard !isClosed else { throw PostgresError(.cancelled, "the clone was given up") }
    let session: PooledSession
    if let idle { session = idle } else { session = try open() }
    state.withLock {
      $0.active[ObjectIdentifier(session.connection)] = session.connection.cancelHandle
    }
    return session
  }

  func give(back session: PooledSession) {
    guard only == nil else { return }
    let isKept = state.withLock { state in
      state.active[ObjectIdentifier(session.connection)] = nil
      let isKept =
        !state.isClosed && session.connection.isUsable && !session.connection.isInTransaction
      if isKept { state.idle.append(session) }
      return isKept
    }
    if !isKept { session.connection.close() }
  }

  func with<Result>(
    _ work: (PostgresConnection) throws(CloneWriterError) -> Result
  ) throws(CloneWriterError) -> Result {
    let session = try doing("connecting to the target") { () throws(PostgresError) in try take() }
    defer { give(back: session) }
    return try work(session.connection)
  }

  /// Interrupts what runs and closes the rest; the pool is of no use afterwards.
  func close() {
    let (idle, active) = state.withLock { state in
      state.isClosed = true
      defer { state.idle = [] }
      return (state.idle, Array(state.active.values))
    }
    for handle in active { handle.cancel() }
    for session in idle { session.connection.close() }
  }

  private func open() throws(PostgresError) -> PooledSession {
    let connection = try PostgresConnection(settings, cancellation: cancellation)
    try connection.execute(setup)
    return PooledSession(connection: connection)
  }
}
