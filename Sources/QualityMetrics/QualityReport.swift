package import Metadata
import Statistics
package import TableData

/// All scores of one clone: numbers only, and names of tables and columns.
///
/// A score lies between 0 and 1, 1 being identical; nil says that it does not apply, and means leave it out.
package struct QualityReport: Hashable, Sendable {
  package var tables: [TableQuality]
  package var relationships: [RelationshipQuality]
  /// Checks of the tables of which units were held out.
  package var privacy: [PrivacyQuality]
  /// How well a classifier tells the rows of both sides apart.
  package var detection: [DetectionQuality]
  /// What models that learnt from the clone are worth on real rows.
  package var utility: [UtilityQuality]
  /// SDMetrics' reports on the same rows; nil where they were not asked for.
  package var sdMetrics: SDMetricsReports?

  package init(
    tables: [TableQuality],
    relationships: [RelationshipQuality],
    privacy: [PrivacyQuality] = [],
    detection: [DetectionQuality] = [],
    utility: [UtilityQuality] = [],
    sdMetrics: SDMetricsReports? = nil
  ) {
    self.tables = tables
    self.relationships = relationships
    self.privacy = privacy
    self.detection = detection
    self.utility = utility
    self.sdMetrics = sdMetrics
  }

  /// Scores everything.
  ///
  /// - Parameters:
  ///   - compared: both sides.
  ///   - apart: the same tables in the same order, with real rows beside them that the clone was not made from; nil where
  ///     there are no others than those that were held out of the fit.
  ///   - targets: columns for which it is tried what models that learnt from the clone are worth.
  ///   - jobs: threads.
  package init(
    scoring compared: ComparedDatabase,
    apart: ComparedDatabase? = nil,
    targets: UtilityTargets = .best,
    jobs: Int = 1
  ) {
    tables = concurrently(compared.tables.count, jobs: jobs) {
      TableScorer().score(compared.tables[$0])
    }
    let families = FamilyScorer(compared, tables, jobs: jobs).scores()
    relationships = zip(compared.relationships, families).map { relationship, family in
      var scored = RelationshipScorer.score(
        relationship.key,
        real: relationship.real,
        clone: relationship.clone
      )
      scored.family = family
      return scored
    }
    let told = apart ?? compared
    privacy = PrivacyAudit(compared: told, qualities: tables, jobs: jobs).checks()
    let seen = DetectorTable.all(of: told, tables, jobs: jobs)
    detection = DetectionAudit(compared: told, tables: seen, jobs: jobs).scores()
    utility = UtilityAudit(tables: seen, targets: targets, jobs: jobs).scores()
    sdMetrics = SDMetricsReports(
      quality: SDMetricsQualityReport(scoring: compared, knowing: tables, jobs: jobs),
      diagnostic: SDMetricsDiagnosticReport(checking: compared)
    )
  }

  package var realRows: Int { tables.reduce(0) { $0 + $1.realRows } }
  package var cloneRows: Int { tables.reduce(0) { $0 + $1.cloneRows } }

  /// Mean over the scored columns of all tables, as SDMetrics' Column Shapes.
  package var shapes: Double? { tables.lazy.flatMap(\.columns).mean(of: \.score) }

  /// Mean over the scored pairs of all tables, as SDMetrics' Column Pair Trends without its thresholds.
  package var pairs: Double? { tables.lazy.flatMap(\.pairs).mean(of: \.score) }

  /// Mean over the relationships, as SDMetrics' Cardinality.
  package var cardinality: Double? { relationships.mean(of: \.cardinalityShapeSimilarity) }

  /// Mean over the relationships of the share of references that find their parent.
  package var integrity: Double? { relationships.mean(of: \.referentialIntegrity) }

  /// Mean of ``ShapeWithNulls`` over the scored columns.
  package var shapesWithNulls: Double? { tables.lazy.flatMap(\.columns).mean(of: \.shapeWithNulls) }

  /// Mean of ``SharedBinContingency`` over the scored pairs.
  package var pairsSharedBins: Double? {
    tables.lazy.flatMap(\.pairs).mean(of: \.sharedBinContingency)
  }

  /// Mean of the properties that apply, with equal weights, as SDMetrics' QualityReport.
  package var overall: Double? { [shapes, pairs, cardinality].mean(of: \.self) }

  /// Real rows of tables whose scores tell more than chance: eight warehouses never have the cities of eight others.
  package static let tellingRows = 100

  /// Tables with fewer rows than ``tellingRows``.
  package var smallTables: Int { tables.count { !$0.isTelling } }

  /// ``overall`` of the other tables and the foreign keys between them; of all where there are no others.
  package var overallOfLargeTables: Double? {
    let large = tables.filter(\.isTelling)
    let names = Set(large.map(\.table))
    guard !names.isEmpty else { return overall }
    let report = QualityReport(
      tables: large,
      relationships: relationships.filter {
        names.contains($0.key.child) && names.contains($0.key.parent)
      }
    )
    return report.overall
  }

  package var privacyVerdict: PrivacyVerdict { PrivacyVerdict(privacy) }

  package var verdict: Verdict { Verdict(overall: overallOfLargeTables, integrity: integrity) }
}

/// What the run's scores amount to, in a word.
package enum Verdict: String, Hashable, Sendable {
  /// A reference in the clone has no parent.
  case broken
  /// ``QualityReport/overallOfLargeTables`` at least 0.9.
  case good
  /// At least 0.75.
  case fair
  case poor
  /// Nothing could be scored: no rows on a side.
  case unscored

  package init(overall: Double?, integrity: Double?) {
    if let integrity, integrity < 1 {
      self = .broken
    } else if let overall {
      self = overall >= 0.9 ? .good : overall >= 0.75 ? .fair : .poor
    } else {
      self = .unscored
    }
  }
}

/// The scores of one table.
package struct TableQuality: Hashable, Sendable {
  package var table: TableID
  package var realRows: Int
  package var cloneRows: Int
  /// Rows that were scored: all, or those of a sample of entities.
  package var realRowsCompared: Int
  package var cloneRowsCompared: Int
  package var columns: [ColumnQuality]
  package var pairs: [PairQuality]

  /// - `realRowsCompared`, `cloneRowsCompared`: nil for all rows.
  package init(
    table: TableID,
    realRows: Int,
    cloneRows: Int,
    realRowsCompared: Int? = nil,
    cloneRowsCompared: Int? = nil,
    columns: [ColumnQuality],
    pairs: [PairQuality]
  ) {
    self.table = table
    self.realRows = realRows
    self.cloneRows = cloneRows
    self.realRowsCompared = realRowsCompared ?? realRows
    self.cloneRowsCompared = cloneRowsCompared ?? cloneRows
    self.columns = columns
    self.pairs = pairs
  }

  /// Whether scores are more than chance.
  package var isTelling: Bool { realRows >= QualityReport.tellingRows }

  package var shapes: Double? { columns.mean(of: \.score) }
  package var shapesWithNulls: Double? { columns.mean(of: \.shapeWithNulls) }
  package var missingValueSimilarity: Double? { columns.mean(of: \.missingValueSimilarity) }
  package var pairTrends: Double? { pairs.mean(of: \.score) }
  package var pairsSharedBins: Double? { pairs.mean(of: \.sharedBinContingency) }
}

/// The scores of one column.
package struct ColumnQuality: Hashable, Sendable {
  package var column: String
  package var treatment: ColumnTreatment
  package var kind: ValueKind
  /// ``ColumnTreatment/metric``; nil where it does not apply.
  package var score: Double?
  package var shapeWithNulls: Double?
  package var missingValueSimilarity: Double?
  package var realNullRate: Double?
  package var cloneNullRate: Double?
  /// Of the values, or of the lengths of a text; nil for categories, keys and small tables.
  package var realRange: ProtectedRange?
  package var cloneRange: ProtectedRange?
  /// How many categories; nil for other columns.
  package var categories: CategoryCounts?
  package var rareCategories: RareCategories?
  /// Nil where a side has no values, or all are of one category.
  package var significance: Significance?
}

/// How many categories each side has; never which.
package struct CategoryCounts: Hashable, Sendable {
  package var real: Int
  package var clone: Int
  /// Categories of the real side that the clone lacks.
  package var missing: Int
  /// Categories of the clone that the real side lacks.
  package var new: Int

  package init(_ codes: SharedCodes) {
    (real, clone, missing, new) = (0, 0, 0, 0)
    for (realCount, cloneCount) in zip(codes.realCounts, codes.cloneCounts).dropFirst() {
      if realCount > 0 { real += 1 }
      if cloneCount > 0 { clone += 1 }
      if cloneCount == 0 { missing += 1 }
      if realCount == 0 { new += 1 }
    }
  }
}

/// The scores of two columns of a table together.
package struct PairQuality: Hashable, Sendable {
  /// The SDMetrics metric that fits the two columns.
  package enum Metric: String, Hashable, Sendable {
    case correlationSimilarity = "CorrelationSimilarity"
    case contingencySimilarity = "ContingencySimilarity"
  }

  package var first: String
  package var second: String
  package var metric: Metric
  package var score: Double?
  /// Pearson's r for a correlation, Cramér's V for a contingency.
  package var realAssociation: Double?
  package var cloneAssociation: Double?
  package var sharedBinContingency: Double?
}

/// The scores of one foreign key.
package struct RelationshipQuality: Hashable, Sendable {
  package var key: ForeignKey
  package var referentialIntegrity: Double?
  package var cardinalityShapeSimilarity: Double?
  /// Clone rows whose reference has no parent.
  package var orphans: Int
  package var realNullRate: Double?
  package var cloneNullRate: Double?
  package var realMeanChildren: Double?
  package var cloneMeanChildren: Double?
  package var realChildlessShare: Double?
  package var cloneChildlessShare: Double?
  package var family = FamilyQuality()
}

extension Sequence {
  /// The mean of the scores that apply, or nil where none does.
  package func mean(of score: (Element) -> Double?) -> Double? {
    var sum = 0.0
    var count = 0
    for element in self {
      guard let value = score(element) else { continue }
      sum += value
      count += 1
    }
    return count == 0 ? nil : sum / Double(count)
  }
}
