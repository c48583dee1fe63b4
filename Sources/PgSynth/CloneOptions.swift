@_exported public import Constraints

/// What to clone, into what, and how.
public struct CloneOptions: Sendable {
  /// Which tables are copied as they are.
  public enum ReferenceTables: Sendable, Hashable {
    /// Decide by the conservative rule that the plan explains.
    case automatic
    case none
    /// Exactly these: `table` or `schema.table`.
    case named([String])
  }

  /// How much work goes into the models.
  public enum Effort: String, Sendable, CaseIterable, Codable {
    /// Forests everywhere.
    case fast
    /// Boosted trees where they foretell held-out rows better, in tables small enough for it to take seconds.
    case balanced
    /// The same in all tables.
    case best
  }

  /// What the columns of rows are drawn from; keys, relationships and rules are kept with each.
  public enum Synthesizer: String, Sendable, CaseIterable {
    /// Trees over the row so far, its parents and the sibling before.
    case trees
    /// All columns of a row, with what is known of it beforehand, by a Gaussian copula.
    case gaussianCopula = "gaussian-copula"
    /// The same with parameters of its own for every parent row: hierarchical modelling.
    case hma
    /// Each column by its own marginal: a baseline.
    case independent
    /// Each column evenly over its protected range or its labels: a baseline.
    case uniform
  }

  /// What a Gaussian copula draws the values of a numeric column from.
  public enum Marginal: String, Sendable, CaseIterable {
    /// The codes of its code book (atoms, and intervals that enough rows share), as often as in the source.
    case codes
    /// The distribution that lies nearest by the Kolmogorov–Smirnov distance, where one lies within 0.03; else codes.
    case nearest
    case normal
    case beta
    case gamma
    case truncatedNormal = "truncated-normal"
    case uniform
    case studentT = "student-t"
    case logLaplace = "log-laplace"
    case gaussianKernel = "gaussian-kde"
  }

  /// The scale on which a distribution is fitted to a column.
  public enum Transform: String, Sendable, CaseIterable {
    /// The logarithm of the distance from a lower end.
    case logScaler = "log-scaler"
    /// The logarithm of the ratio of the distances from a lower and an upper end.
    case logitScaler = "logit-scaler"
  }

  /// libpq connection of the database that is read: URI, keywords, or empty for `PG*` variables.
  public var source: String
  /// Connection that is written; nil for the source's own database.
  public var target: String?
  /// Schemas to clone; empty for every user schema.
  public var sourceSchemas: [String] = []
  /// Name in the target for each schema; schemas that are not listed keep their name.
  public var targetSchemas: [String: String] = [:]
  /// Patterns (`table`, `schema.table`, `*` matches anything) of tables to clone; empty for all.
  public var tables: [String] = []
  /// Patterns of tables to leave out.
  public var excluded: [String] = []
  /// Factor on the row count of every table that is not kept.
  public var scale = 1.0
  /// Rows wanted for single tables; wins over `scale`.
  public var rowCounts: [String: Int] = [:]
  /// Which tables are copied as they are.
  public var referenceTables = ReferenceTables.automatic
  /// How much work goes into the models.
  public var effort = Effort.balanced
  /// What columns are drawn from.
  public var synthesizer = Synthesizer.trees
  /// The same for single tables; wins over `synthesizer`.
  public var tableSynthesizers: [String: Synthesizer] = [:]
  /// What copulas draw numbers from, by table or column (`table`, `schema.table`, `table.column`,
  /// `schema.table.column`); a column's choice wins over its table's, and codes are the default.
  public var marginals: [String: Marginal] = [:]
  /// Scales on which the distributions of columns with a marginal are fitted, by column.
  public var transforms: [String: Transform] = [:]
  /// The same seed gives the same clone, byte for byte.
  public var seed: UInt64 = 0
  /// Sessions and threads at most; the clone does not depend on it.
  public var jobs = 2
  /// About how many rows of a table to learn from at most.
  public var fitRows = 200_000
  /// Rows to make up for each table that is empty in the source, from types, constraints and names; 0 leaves it empty.
  public var emptyTableRows = 0
  /// Read the source's schema only, and take all tables for empty.
  public var readsRows = true
  /// Fail before the clone replaces anything where a bar of the privacy check is missed.
  public var isStrict = false
  /// Drop a target schema that pgsynth did not make, or empty tables that are to be filled.
  public var replacesTarget = false
  /// Read what row-level security lets the role see; otherwise tables with hidden rows are refused.
  public var readsVisibleRows = false
  /// Fill the tables that the target has instead of making new ones.
  public var isDataOnly = false
  /// Carry owners and privileges over, for the roles that the target has.
  public var includesPrivileges = false
  /// Clone what the chosen tables need of other schemas and tables, too.
  public var includesDependencies = false
  /// Relationships that no constraint declares.
  public var relationships: [RelationshipChoice] = []
  /// Sdtypes and relationships that are meant instead of those that were read; nil for none.
  public var metadata: MetadataFile?
  /// Use relationships that names and values show and that nobody has stated, too.
  public var detectsRelationships = false
  /// Rules that are not to be kept: `table`, `table.column` or `table: rule`.
  public var rulesOff: [String] = []
  /// Rules besides those that are found: `table: rule`.
  public var rulesAdded: [String] = []
  /// What the rows of the clone obey besides the constraints of the schema.
  public var constraints: [Constraint] = []
  /// Rows of certain kinds that the clone is to have.
  public var requests: [RowRequest] = []
  /// Values that rows of some tables are to have.
  public var given: [GivenRows] = []
  /// Schema of the quality views in the target database.
  public var qualitySchema = "pgsynth"
  /// Make the quality report, one HTML page.
  public var makesReport = false
  /// Plan only: nothing is written.
  public var isDryRun = false
  /// Seconds to wait for a lock; 0 waits for ever.
  public var lockTimeoutSeconds = 30.0
  /// Seconds a statement may take; 0 for no limit.
  public var statementTimeoutSeconds = 0.0

  /// Options for a source with every other choice at its default.
  public init(source: String) {
    self.source = source
  }
}
