import CloneWriter
import Dispatch
import Metadata
import Synchronization
import TableData

/// Hands blocks of rows to the writer, which encodes and sends them while the next ones are generated.
final class WritePipeline: @unchecked Sendable {
  /// Blocks that may wait: enough to keep both sides busy, few enough to bound memory.
  private static let depth = 4

  private let writer: any TargetWriter
  private let isConcurrent: Bool
  private let queue = DispatchQueue(label: "pgsynth.write")
  private let free = DispatchSemaphore(value: WritePipeline.depth)
  private let failure = Mutex<(any Error)?>(nil)
  // Only used on the queue, or on the caller's thread when not concurrent.
  private var sink: TableSink?
  private var table: TableID?

  init(writer: any TargetWriter, isConcurrent: Bool) {
    self.writer = writer
    self.isConcurrent = isConcurrent
  }

  /// Takes the next block; the blocks of a table must follow each other.
  func write(_ table: TableID, _ block: TableRows) throws {
    guard isConcurrent else { return try send(table, block) }
    try rethrow()
    free.wait()
    queue.async { [self] in
      defer { free.signal() }
      guard failure.withLock({ $0 == nil }) else { return }
      do {
        try send(table, block)
      } catch {
        failure.withLock { $0 = error }
      }
    }
  }

  /// Waits until everything is written, and ends the open table.
  func finish() throws {
    queue.sync {}
    try rethrow()
    _ = try sink?.finish()
    sink = nil
    table = nil
  }

  /// Stops writing; the open table is given up.
  func cancel() {
    queue.sync {}
    sink?.cancel()
    sink = nil
  }

  private func send(_ table: TableID, _ block: TableRows) throws {
    if table != self.table {
      _ = try sink?.finish()
      sink = try writer.sink(for: table)
      self.table = table
    }
    try sink?.write(block)
  }

  private func rethrow() throws {
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
