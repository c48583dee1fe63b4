import Metadata
import QualityMetrics

/// What SDMetrics' reports come to, for the JSON summary.
struct SDMetricsRecord: Encodable {
  struct Property: Encodable {
    var property: String
    var score: Double?
  }

  struct Report: Encodable {
    var score: Double?
    var properties: [Property]

    init<Made: SDMetricsReport>(_ report: Made) {
      score = report.score
      properties = Made.properties.map {
        Property(property: $0.rawValue, score: report.score(of: $0))
      }
    }
  }

  var qualityReport: Report
  var diagnosticReport: Report

  init(_ reports: SDMetricsReports) {
    qualityReport = Report(reports.quality)
    diagnosticReport = Report(reports.diagnostic)
  }
}

/// A line of SDMetrics' diagnostic report as a row: the fields are the columns of the table.
struct DiagnosticRecord: Encodable {
  var tableSchema: String
  var tableName: String
  var columns: [String]
  /// Empty for checks that are about one table.
  var constraintName: String
  var property: String
  var metric: String
  var score: Double?

  init(_ detail: SDMetricsDetail) {
    tableSchema = detail.table.schema
    tableName = detail.table.name
    columns = detail.columns
    constraintName = detail.relationship?.name ?? ""
    property = detail.property.rawValue
    metric = detail.metric
    score = detail.score
  }
}

/// SDMetrics' reports in a line each.
enum SDMetricsText {
  static func rows(_ reports: SDMetricsReports?, score: (Double?) -> String) -> [[String]] {
    func row<Made: SDMetricsReport>(_ name: String, _ report: Made) -> [String] {
      let parts = Made.properties.compactMap { property in
        report.score(of: property).map { "\(property.rawValue.lowercased()) \(score($0))" }
      }
      return [name, score(report.score), parts.joined(separator: ", ")]
    }
    guard let reports else { return [] }
    return [
      row("SDMetrics quality", reports.quality), row("SDMetrics diagnostic", reports.diagnostic),
    ]
  }
}
