/// Clones a database: introspect, read, plan, fit, generate, write, score, swap.
public struct Clone: Sendable {
  public let options: CloneOptions

  /// A clone that has not started.
  public init(_ options: CloneOptions) {
    self.options = options
  }
}
