import Foundation
import Metadata

/// Work on some tables that must not run beside other work on them.
struct LockedTask: Sendable {
  var locks: Set<TableID>
  var run: @Sendable () throws(CloneWriterError) -> Void
}

/// Runs tasks on several threads, never two that lock the same table.
///
/// PostgreSQL would make them wait for each other, at worst in a circle.
final class TaskSchedule: @unchecked Sendable {
  private let condition = NSCondition()
  private var waiting: [LockedTask]
  private var locked: Set<TableID> = []
  private var failure: CloneWriterError?

  private init(_ tasks: [LockedTask]) {
    waiting = tasks
  }

  /// Starts tasks in the given order as far as locks allow; throws the first error once all have ended.
  static func run(_ tasks: [LockedTask], jobs: Int) throws(CloneWriterError) {
    let schedule = TaskSchedule(tasks)
    let count = max(1, min(jobs, tasks.count))
    if count == 1 {
      schedule.work()
    } else {
      DispatchQueue.concurrentPerform(iterations: count) { _ in schedule.work() }
    }
    if let failure = schedule.failure { throw failure }
  }

  private func work() {
    while let task = take() {
      do {
        try task.run()
        end(task, nil)
      } catch {
        end(task, error)
      }
    }
  }

  private func take() -> LockedTask? {
    condition.lock()
    defer { condition.unlock() }
    while failure == nil, !waiting.isEmpty {
      if let index = waiting.firstIndex(where: { $0.locks.isDisjoint(with: locked) }) {
        let task = waiting.remove(at: index)
        locked.formUnion(task.locks)
        return task
      }
      condition.wait()
    }
    return nil
  }

  private func end(_ task: LockedTask, _ error: CloneWriterError?) {
    condition.lock()
    defer { condition.unlock() }
    locked.subtract(task.locks)
    failure = failure ?? error
    condition.broadcast()
  }
}
