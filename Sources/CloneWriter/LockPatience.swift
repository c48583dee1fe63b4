import Foundation
import PostgresClient

/// Waits for locks in short turns, so that those who queue behind do not wait as long as we do.
struct LockPatience {
  /// Seconds in all; 0 waits for ever.
  let seconds: Double

  /// The longest wait of one turn.
  private static let turn = 2.0
  /// Seconds between two turns, for those who queue behind.
  private static let pause = 0.1

  /// Calls `attempt` until it succeeds, fails for another reason than a lock, or time is up.
  ///
  /// - Parameter attempt: gets the milliseconds to wait for a lock; must leave nothing behind when it throws.
  /// - Returns: what the attempt returns.
  /// - Throws: the last attempt's error.
  func run<Value>(_ attempt: (Int) throws -> Value) throws -> Value {
    let start = ContinuousClock.now
    while true {
      let left = seconds - (ContinuousClock.now - start) / .seconds(1)
      let turn = seconds == 0 ? Self.turn : max(min(Self.turn, left), 0.001)
      do {
        return try attempt(Int((turn * 1000).rounded(.up)))
      } catch let error as CloneWriterError {
        guard error.underlying?.code == .lockTimeout, seconds == 0 || left > turn + Self.pause
        else {
          throw error
        }
        Thread.sleep(forTimeInterval: Self.pause)
      }
    }
  }
}
