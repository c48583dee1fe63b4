import Metadata
import QualityMetrics

/// A score that a clone has to reach.
public struct QualityBar: Sendable, Hashable {
  /// Scores between 0 and 1.
  public enum Score: String, Sendable, CaseIterable {
    case overall
    case shapes
    case pairs
    case cardinality
    case integrity
    /// Columns of the source that the other side has in a comparable type.
    case structure
    case shapesWithNulls = "shapes_with_nulls"
    case pairsSharedBins = "pairs_shared_bins"
    /// The lowest of their kind.
    case table
    case column
    case pair
    case relationship
    /// The share of what real rows tell that models which learnt from the clone tell, too.
    case utility
    /// The mean area under the curve of telling real rows, and the highest.
    case detection
    case worstDetection = "detection.worst"
    /// The highest of all tables.
    case closestRecords = "privacy.dcr"
    case membership = "privacy.membership"
    case exactMatches = "privacy.exact"

    /// Whether the bar is not to be exceeded rather than reached.
    public var isCeiling: Bool {
      switch self {
      case .detection, .worstDetection, .closestRecords, .membership, .exactMatches: true
      default: false
      }
    }
  }

  /// The score.
  public let score: Score
  /// The least value that is enough, or the most where the score is a ceiling; 0 to 1.
  public let limit: Double

  /// A bar for a score.
  public init(_ score: Score, _ limit: Double) {
    self.score = score
    self.limit = limit
  }

  /// Reads `name=value`.
  ///
  /// Throws ``PgSynthError`` that names the scores.
  public init(_ text: String) throws(PgSynthError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let score = Score(rawValue: String(parts[0])) else {
      let names = Score.allCases.map(\.rawValue).joined(separator: ", ")
      throw PgSynthError(
        .usage,
        "--threshold \(text): must be score=number, as in overall=0.9. Scores are \(names)"
      )
    }
    guard let limit = Double(parts[1]), (0...1).contains(limit) else {
      throw PgSynthError(.usage, "--threshold \(text): \(parts[1]) is no number from 0 to 1")
    }
    self.init(score, limit)
  }
}

/// A bar beside what a clone came to.
public struct QualityCheck: Sendable, Hashable {
  /// What was asked for.
  public let bar: QualityBar
  /// What there is; nil where nothing could be scored.
  public let value: Double?
  /// What the lowest score is about; nil for means.
  public let subject: String?
  /// The low end of the value's confidence interval; nil where it has none.
  public var low: Double?

  /// Whether the score is there and high enough; of a ceiling, whether it is not exceeded for certain.
  public var isMet: Bool {
    guard let value else { return false }
    return bar.score.isCeiling ? low ?? value <= bar.limit : value >= bar.limit
  }

  /// One line for people.
  public var text: String {
    let subject = subject.map { " (\($0))" } ?? ""
    guard let value else { return "\(bar.score.rawValue): nothing could be scored" }
    // Rounded to the wrong side, so that what misses a bar does not look as if it met it.
    func shown(_ value: Double) -> Double {
      (value * 10_000).rounded(bar.score.isCeiling ? .up : .down) / 10_000
    }
    let certain = low.map { ", for certain \(shown($0))" } ?? ""
    return "\(bar.score.rawValue) \(shown(value))\(certain)\(subject), the bar is \(bar.limit)"
  }
}

extension QualityReport {
  /// The score of a bar, with what it is about.
  ///
  /// - `minimumRows`: real rows of tables that count for lowest scores.
  func check(_ bar: QualityBar, structure: Double?, minimumRows: Int) -> QualityCheck {
    let rows = Dictionary(uniqueKeysWithValues: tables.map { ($0.table, $0.realRows) })
    func isLarge(_ table: TableID) -> Bool { rows[table] ?? 0 >= minimumRows }
    func lowest(_ scores: [(name: String, score: Double)]) -> QualityCheck {
      let found = scores.min { $0.score < $1.score }
      return QualityCheck(bar: bar, value: found?.score, subject: found?.name)
    }
    func lowest(_ subjects: [ScoredSubject]) -> QualityCheck {
      lowest(
        subjects.filter { isLarge($0.table) && $0.parent.map(isLarge) != false }
          .map { ($0.name, $0.score) }
      )
    }
    func highest(_ estimates: [(String, Estimate?)]) -> QualityCheck {
      let found = estimates.compactMap { name, estimate in estimate.map { (name, $0) } }
        .max { $0.1.low < $1.1.low }
      return QualityCheck(bar: bar, value: found?.1.value, subject: found?.0, low: found?.1.low)
    }
    func privacy(_ kind: PrivacyBar) -> QualityCheck {
      highest(self.privacy.map { ("\($0.table), \($0.aspect.rawValue)", $0.estimate(kind)) })
    }
    func mean(_ value: Double?) -> QualityCheck {
      QualityCheck(bar: bar, value: value, subject: nil)
    }
    switch bar.score {
    case .overall: return mean(overall)
    case .shapes: return mean(shapes)
    case .pairs: return mean(pairs)
    case .cardinality: return mean(cardinality)
    case .integrity: return mean(integrity)
    case .structure: return mean(structure)
    case .shapesWithNulls: return mean(shapesWithNulls)
    case .pairsSharedBins: return mean(pairsSharedBins)
    case .utility: return mean(utility.meanRetained)
    case .detection: return mean(detection.meanAUC)
    case .worstDetection:
      return highest(
        detection.filter { isLarge($0.table) }.map { figure in
          let key = figure.relationship.map { " (\($0))" } ?? ""
          return ("\(figure.table), \(figure.aspect.rawValue)\(key)", figure.auc)
        }
      )
    case .closestRecords: return privacy(.closestRecord)
    case .membership: return privacy(.membership)
    case .exactMatches: return privacy(.exact)
    case .table:
      return lowest(
        tables.filter { isLarge($0.table) }.compactMap { table in
          table.shapes.map { (table.table.description, $0) }
        }
      )
    case .column: return lowest(columnSubjects)
    case .pair: return lowest(pairSubjects)
    case .relationship: return lowest(relationshipSubjects)
    }
  }
}
