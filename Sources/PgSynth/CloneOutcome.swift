/// What a clone, or its plan, came to.
public struct CloneOutcome: Sendable {
  /// The plan as text: tables in order, their role, foreign keys and rules.
  public var plan: String
  /// The plan as JSON.
  public var planJSON: String
  /// Tables that were copied as they are.
  public var referenceTables: [String]
  /// Tables that are empty in the source and have made-up rows in the clone; no score is about them.
  public var exampleTables: [String] = []
  /// Relationships without a constraint that the clone keeps, one line each.
  public var relationships: [String] = []
  /// Objects that the clone does not carry, one line each, with the reason.
  public var omissions: [String]
  /// Tables whose rows are lost, where existing tables are filled.
  public var emptiedTables: [String] = []
  /// What differs between the schemas without a difference to rows, where existing tables are filled.
  public var differences: [String] = []
  /// What the user should know although the clone is in place.
  public var warnings: [String] = []
  /// The quality summary as text; nil for a dry run.
  public var summary: String?
  /// The quality summary as JSON; nil for a dry run.
  public var summaryJSON: String?
  /// The quality report, one HTML page; nil where none was asked for.
  public var report: String?
  /// Number of the run in the quality views; nil for a dry run.
  public var run: Int?
  /// Rows written.
  public var rowCount: Int
  /// Wall-clock seconds of every stage, in order.
  public var seconds: [(stage: ProgressEvent.Stage, seconds: Double)]
  /// Schemas of the clone.
  public var targetSchemas: [String]
}
