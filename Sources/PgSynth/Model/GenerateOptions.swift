/// What to generate from a model, and into what.
public struct GenerateOptions: Sendable {
  /// Connection that is written; nil where files are.
  public var target: String?
  /// Name in the target for each schema of the model; schemas that are not listed keep their name.
  public var targetSchemas: [String: String] = [:]
  /// Rows for each of the source's; nil for what the model was fitted for.
  public var scale: Double?
  /// Rows wanted for single tables; wins over `scale`.
  public var rowCounts: [String: Int] = [:]
  /// Rows of certain kinds that the clone is to have.
  public var requests: [RowRequest] = []
  /// Values that rows of some tables are to have.
  public var given: [GivenRows] = []
  /// The same seed gives the same clone, byte for byte; nil for the seed of the fit.
  public var seed: UInt64?
  /// Sessions and threads at most; the clone does not depend on it.
  public var jobs = 2
  /// Drop a target schema that pgsynth did not make, or empty tables that are to be filled.
  public var replacesTarget = false
  /// Fill the tables that the target has instead of making new ones.
  public var isDataOnly = false
  /// Carry owners and privileges over, for the roles that the target has.
  public var includesPrivileges = false
  /// Schema of the quality views in the target database.
  public var qualitySchema = "pgsynth"
  /// Seconds to wait for a lock; 0 waits for ever.
  public var lockTimeoutSeconds = 30.0
  /// Seconds a statement may take; 0 for no limit.
  public var statementTimeoutSeconds = 0.0

  /// Options for a target with every other choice at its default.
  public init(target: String? = nil) {
    self.target = target
  }
}

/// What rows are written as where a clone becomes files.
public enum RowFileFormat: String, Sendable, CaseIterable {
  /// Comma-separated values with a header.
  case csv
  /// The text format of COPY.
  case copy
}
