import ColumnTransforms
import Metadata
import TableData

/// The model of one table.
struct FittedTable: Codable {
  var plan: TablePlan
  /// The table with its documents taken apart.
  var table: Table
  /// Columns that are put together from parts.
  var documents: [DocumentColumn] = []
  var columns: [Column]
  var roles: [ColumnRole]
  /// nil for tables of which nothing was learnt.
  var support: Support?
  /// Values of each column that stand for "no end"; no difference is taken from them.
  var sentinels: [Set<Double>] = []
  /// Rows of a reference table, copied as they are.
  var kept: TableRows?
  /// Features of a reference table's rows.
  var keptStore: FeatureStore?
  /// Styles of key columns, by position.
  var keyStyles: [Int: KeyStyle] = [:]
  /// Share of rows that hold a key value, for nullable key columns.
  var keyNullShares: [Int: Double] = [:]
  /// What tells how many children a parent has where they come at a fixed pace.
  var stepCounts: [StepCount] = []
  /// Drawn for every context parent: number of children first, then guides.
  var fanOut: [ParentDraw] = []
  var guides: [Guide] = []
  /// Share of rows without a context parent.
  var orphanShare = 0.0
  /// Drawn for every parent of a typed key: how many children refer to it.
  var degrees: [Int: ParentDraw] = [:]
  /// Partial unique indexes whose columns repeat outside of the index's condition.
  var repeatedKeys: Set<String> = []
  /// Share of rows that refer to a parent, by key.
  var filledShares: [Int: Double] = [:]
  /// What is set of keys of several columns where they refer to nothing.
  var nullPatterns: [Int: [NullPattern]] = [:]
  /// Keys to the same parent that keep apart.
  var parentPairs: [ParentPair] = []
  /// Values that a key always has in columns of the parent that are no keys themselves, such as its kind.
  var discriminators: [Int: [Discriminator]] = [:]
  /// Parents that have no children, or at least one each.
  var fanOutRules: [FanOutRule] = []
  /// Share of the references that have no parent, for keys that are no constraints.
  var danglingShares: [Int: Double] = [:]
  /// What its rows obey, as it is listed.
  var rules: [TableRule] = []
  /// Columns that get their values from the rows of child tables.
  var aggregates: [Aggregate] = []
  /// Columns whose drawn values do not last, in the order in which they are computed.
  var provisional: [Int] = []
  var rowModel: RowModel?
  /// Times between ends of series, which are features of the context parent.
  var childSpans: [ChildSpan] = []
  /// Layout of what later tables see of this one.
  var storeLayout = StoreLayout()
}

/// The protected units that a model was learnt from.
package struct Support: Codable, Sendable {
  package var units: Int
  /// Those that must share something before it may be repeated.
  package var k: Int
}

/// A column of a parent that holds the same value in all rows that children of one table refer to.
struct Discriminator: Codable {
  var parentColumn: String
  /// Hash of the value as ``RowHasher`` computes it.
  var hash: UInt64
}

/// How the features that later tables see are put together from a row's own.
struct StoreLayout: Codable {
  struct Part: Codable {
    var info: FeatureStore.Info
    /// Position in the row's feature bytes.
    var feature: Int
  }
  var parts: [Part] = []
}
