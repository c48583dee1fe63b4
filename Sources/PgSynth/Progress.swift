/// What a run is doing, for progress bars and logs.
public struct ProgressEvent: Sendable, Hashable {
  /// The stages of a clone, in order.
  public enum Stage: String, Sendable, CaseIterable {
    case introspect
    case read
    case plan
    case fit
    case generate
    case constraints
    case score
    case swap
  }

  /// The stage that is under way.
  public var stage: Stage
  /// The table at hand, as `schema.table`; nil for the stage as a whole.
  public var table: String?
  /// Rows (or steps) done in this stage so far, over all tables.
  public var done: Int
  /// Rows (or steps) of the whole stage; nil where unknown.
  public var total: Int?

  /// An event of a stage.
  public init(stage: Stage, table: String? = nil, done: Int = 0, total: Int? = nil) {
    self.stage = stage
    self.table = table
    self.done = done
    self.total = total
  }
}

/// Receives progress; called from any thread.
public typealias ProgressHandler = @Sendable (ProgressEvent) -> Void
