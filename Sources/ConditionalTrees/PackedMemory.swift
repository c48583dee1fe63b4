import Statistics

/// Elements in raw memory that never change, read without counting references or checking bounds.
final class PackedMemory<Element: BitwiseCopyable>: @unchecked Sendable {
  let start: UnsafeMutablePointer<Element>
  let count: Int

  init(_ elements: [Element]) {
    count = elements.count
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(1, elements.count))
    _ = memory.initialize(from: elements)
    // The capacity is at least one, so there is an address.
    guard let start = memory.baseAddress else { preconditionFailure("no memory") }
    self.start = start
  }

  deinit { start.deallocate() }

  /// The elements as they lie in memory.
  var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: start, count: count) }
}
