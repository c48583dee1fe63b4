package import Metadata

/// A part of SDMetrics' reports, under SDMetrics' name.
package enum SDMetricsProperty: String, Hashable, Sendable {
  case columnShapes = "Column Shapes"
  case columnPairTrends = "Column Pair Trends"
  case cardinality = "Cardinality"
  case intertableTrends = "Intertable Trends"
  case dataValidity = "Data Validity"
  case dataStructure = "Data Structure"
  case relationshipValidity = "Relationship Validity"
}

/// One line of a report: a metric of a table, of columns, or of a foreign key.
package struct SDMetricsDetail: Hashable, Sendable {
  package var property: SDMetricsProperty
  package var metric: String
  /// The child's, where it is about a foreign key.
  package var table: TableID
  /// The columns that are scored; of a pair across tables the parent's and then the child's; empty for a whole table.
  package var columns: [String]
  /// Nil where it is about one table.
  package var relationship: ForeignKey?
  /// Nil where the metric does not apply, and where columns hang together less than SDMetrics asks for.
  package var score: Double?

  package init(
    _ property: SDMetricsProperty,
    _ metric: String,
    table: TableID,
    columns: [String] = [],
    relationship: ForeignKey? = nil,
    score: Double?
  ) {
    self.property = property
    self.metric = metric
    self.table = table
    self.columns = columns
    self.relationship = relationship
    self.score = score
  }
}

/// A report of SDMetrics 0.32: properties are means over all their lines, and the score is the mean of the properties.
///
/// What does not apply is left out of either mean. For one table without relationships the multi-table and the
/// single-table reports are the same.
package protocol SDMetricsReport: Hashable, Sendable {
  /// The report's properties in its order.
  static var properties: [SDMetricsProperty] { get }
  var details: [SDMetricsDetail] { get }
}

extension SDMetricsReport {
  /// The mean of a property's lines, or nil where none has a score.
  package func score(of property: SDMetricsProperty) -> Double? {
    details.lazy.filter { $0.property == property }.mean(of: \.score)
  }

  /// The mean of the properties, with equal weights; nil where none has a score.
  package var score: Double? { Self.properties.mean { score(of: $0) } }
}

/// Both reports of a clone.
package struct SDMetricsReports: Hashable, Sendable {
  package var quality: SDMetricsQualityReport
  package var diagnostic: SDMetricsDiagnosticReport

  package init(quality: SDMetricsQualityReport, diagnostic: SDMetricsDiagnosticReport) {
    self.quality = quality
    self.diagnostic = diagnostic
  }
}
