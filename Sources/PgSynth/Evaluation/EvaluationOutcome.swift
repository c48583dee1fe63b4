import Metadata
import QualityMetrics
import QualityViews

/// A score of SDMetrics' family.
public struct MetricLine: Sendable, Hashable {
  /// SDMetrics' name, with the argument that was chosen.
  public let metric: String
  /// `schema.table`.
  public let table: String
  /// A column, or the columns of a key; nil for the table as a whole.
  public let column: String?
  /// 0 to 1.
  public let score: Double

  init(_ score: MetricScore) {
    metric = score.metric
    table = score.table.description
    column = score.column
    self.score = score.score
  }
}

/// What an evaluation came to.
public struct EvaluationOutcome: Sendable {
  /// Scores and the lowest of them as text.
  public var summary: String
  /// All scores as JSON.
  public var summaryJSON: String
  /// The quality report, one HTML page; nil where none was asked for.
  public var report: String?
  /// The metrics of SDMetrics that are in none of its reports; empty where they were not asked for.
  public var metrics: [MetricLine]
  /// What is missing or could not be compared, one line each.
  public var notes: [String]
  /// The bars beside what there is, in the order asked for.
  public var checks: [QualityCheck]
  /// Share of the real columns that the other side has in a comparable type.
  public var structure: Double?
  /// Number of the run in the quality views; nil where nothing was stored.
  public var run: Int?

  /// Bars that are not reached.
  public var missed: [QualityCheck] { checks.filter { !$0.isMet } }

  /// JUnit's XML: a test for every bar, a failure for every one that is missed.
  public var junit: String {
    func escaped(_ text: String) -> String {
      text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        .replacing("\"", with: "&quot;")
    }
    let cases = checks.map { check in
      let direction = check.bar.score.isCeiling ? "less" : "more"
      let name = "\(check.bar.score.rawValue) is \(check.bar.limit) or \(direction)"
      let open = "  <testcase classname=\"pgsynth.evaluate\" name=\"\(escaped(name))\""
      guard !check.isMet else { return "\(open)/>" }
      return """
        \(open)>
            <failure message="\(escaped(check.text))"/>
          </testcase>
        """
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuite name="pgsynth evaluate" tests="\(checks.count)" failures="\(missed.count)">
      \(cases.joined(separator: "\n"))
      </testsuite>

      """
  }
}
