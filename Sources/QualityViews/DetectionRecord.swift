import Metadata
import QualityMetrics

/// A row of `detection_scores`, and an object of the JSON summary.
struct DetectionRecord: Encodable {
  var tableSchema: String
  var tableName: String
  var aspect: String
  /// Name of the foreign key; empty where none is looked along.
  var constraintName: String
  var auc: Double
  var aucLow: Double
  var aucHigh: Double
  var floor: Double?
  var rows: Int
  /// The features that give the clone away most, by name, with the share of what all gained.
  var features: [String]
  var featureShares: [Double]

  /// Features that are worth a name.
  private static let featureLimit = 3

  init(_ detection: DetectionQuality) {
    tableSchema = detection.table.schema
    tableName = detection.table.name
    aspect = detection.aspect.rawValue
    constraintName = detection.relationship ?? ""
    auc = detection.auc.value
    aucLow = detection.auc.low
    aucHigh = detection.auc.high
    floor = detection.floor
    rows = detection.rows
    let shown = detection.features.prefix(Self.featureLimit)
    features = shown.map(\.name)
    featureShares = shown.map(\.share)
  }
}
