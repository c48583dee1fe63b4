import Dispatch

/// Runs independent pieces of work on up to `jobs` threads; results do not depend on the number.
package func concurrently<Result: Sendable>(
  _ count: Int,
  jobs: Int,
  _ work: @Sendable (Int) -> Result
) -> [Result] {
  guard jobs > 1, count > 1 else { return (0..<count).map(work) }
  let workers = min(jobs, count)
  nonisolated(unsafe) var results = [Result?](repeating: nil, count: count)
  let lock = DispatchQueue(label: "pgsynth.concurrently")
  nonisolated(unsafe) var next = 0
  DispatchQueue.concurrentPerform(iterations: workers) { _ in
    while true {
      let index = lock.sync {
        defer { next += 1 }
        return next
      }
      guard index < count else { return }
      let result = work(index)
      lock.sync { results[index] = result }
    }
  }
  return results.compactMap { $0 }
}
