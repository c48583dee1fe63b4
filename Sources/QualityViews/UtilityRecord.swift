import Metadata
import QualityMetrics

/// A row of `utility_scores`, and an object of the JSON summary.
struct UtilityRecord: Encodable {
  var tableSchema: String
  var tableName: String
  var columnName: String
  var metric: String
  var realScore: Double
  var cloneScore: Double
  var learntRows: Int
  var testedRows: Int
  var importanceCorrelation: Double?
  /// The columns that the target hangs on most, by name, with the share of what all gained in both models.
  var features: [String]
  var realShares: [Double]
  var cloneShares: [Double]

  /// Columns that are worth a name.
  private static let featureLimit = 10

  init(_ utility: UtilityQuality) {
    tableSchema = utility.table.schema
    tableName = utility.table.name
    columnName = utility.target
    metric = utility.metric.rawValue
    realScore = utility.real
    cloneScore = utility.clone
    learntRows = utility.learntRows
    testedRows = utility.testedRows
    importanceCorrelation = utility.importanceCorrelation
    let shown = utility.features.prefix(Self.featureLimit)
    features = shown.map(\.name)
    realShares = shown.map(\.real)
    cloneShares = shown.map(\.clone)
  }
}
