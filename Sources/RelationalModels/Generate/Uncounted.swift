/// A reference that is not counted, for loops in which counting would cost more than the work.
///
/// Whoever has one keeps the object alive in another way.
struct Uncounted<Object: AnyObject> {
  private let object: Unmanaged<Object>

  init(_ object: Object) { self.object = .passUnretained(object) }

  @inline(__always)
  func with<Result>(_ body: (Object) throws -> Result) rethrows -> Result {
    try object._withUnsafeGuaranteedRef { try body($0) }
  }
}
