import CloneWriter
import Dispatch
import Metadata
import Synchronization
import TableData

/// Hands blocks of rows to the writer, which encodes some and sends others while the next ones are generated.
final class WritePipeline: @unchecked Sendable {
  /// Blocks that may wait: enough to keep all sides busy, few enough to bound memory.
  private static let depth = 6

  private let writer: any TargetWriter
  private let isConcurrent: Bool
  private let encoding = DispatchQueue(label: "pgsynth.encode")
  private let sending = DispatchQueue(label: "pgsynth.send")
  private let free = DispatchSemaphore(value: WritePipeline.depth)
  private let failure = Mutex<(any Error)?>(nil)
  // Only used on the queue that encodes, or on the caller's thread when not concurrent.
  private var sink: TableSink?
  private var table: TableID?

  init(writer: any TargetWriter, isConcurrent: Bool) {
    self.writer = writer
    self.isConcurrent = isConcurrent
  }

  /// Takes the next block; the blocks of a table must follow each other.
  func write(_ table: TableID, _ block: TableRows) throws {
    guard isConcurrent else {
      try sink(for: table) { try $0.finish() }.write(block)
      return
    }
    try rethrow()
    free.wait()
    encoding.async { [self] in
      attempt(else: { free.signal() }) {
        let sink = try sink(for: table) { old in
          sending.async { self.attempt { try old.finish() } }
        }
        let encoded = try sink.encode(block)
        sending.async {
          defer { self.free.signal() }
          self.attempt { try sink.write(encoded) }
        }
      }
    }
  }

  /// Waits until everything is written, and ends the open table.
  func finish() throws {
    drain()
    try rethrow()
    _ = try sink?.finish()
    sink = nil
    table = nil
  }

  /// Stops writing; the open table is given up.
  func cancel() {
    drain()
    sink?.cancel()
    sink = nil
  }

  private func drain() {
    encoding.sync {}
    sending.sync {}
  }

  /// The sink of a table; the one before is handed over to be finished.
  private func sink(for table: TableID, finishing: (TableSink) throws -> Void) throws -> TableSink {
    if let sink, table == self.table { return sink }
    if let sink { try finishing(sink) }
    let sink = try writer.sink(for: table)
    self.sink = sink
    self.table = table
    return sink
  }

  /// Does some work unless something failed before; remembers the first failure.
  private func attempt(else undo: () -> Void = {}, _ work: () throws -> Void) {
    guard failure.withLock({ $0 == nil }) else { return undo() }
    do {
      try work()
    } catch {
      failure.withLock { $0 = $0 ?? error }
      undo()
    }
  }

  private func rethrow() throws {
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
