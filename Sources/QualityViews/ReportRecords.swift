import Foundation
import Metadata
import QualityMetrics
import TableData

/// A report as rows: the fields are the columns of the quality tables and the keys of the JSON summary.
struct ReportRecords: Encodable {
  struct Totals: Encodable {
    var realRows: Int
    var cloneRows: Int
    var overall: Double?
    var overallLarge: Double?
    var shapes: Double?
    var pairs: Double?
    var cardinality: Double?
    var integrity: Double?
    var shapesWithNulls: Double?
    var pairsSharedBins: Double?
    var verdict: String
    var privacy: String
    var sdmetricsQuality: Double?
    var sdmetricsDiagnostic: Double?
    var detection: Double?
  }

  struct TableRecord: Encodable {
    var tableSchema: String
    var tableName: String
    var realRows: Int
    var cloneRows: Int
    var shapes: Double?
    var pairs: Double?
    var cardinality: Double?
    var integrity: Double?
    var missingValues: Double?
    var shapesWithNulls: Double?
    var pairsSharedBins: Double?
    var columnsScored: Int
    var pairsScored: Int
    var detection: Double?
    var realRowsCompared: Int
    var cloneRowsCompared: Int
  }

  struct ColumnRecord: Encodable {
    var tableSchema: String
    var tableName: String
    var columnName: String
    var treatment: String
    var metric: String?
    var score: Double?
    var shapeWithNulls: Double?
    var missingValueSimilarity: Double?
    var realNullRate: Double?
    var cloneNullRate: Double?
    var realLow: String?
    var realHigh: String?
    var cloneLow: String?
    var cloneHigh: String?
    var realCategories: Int?
    var cloneCategories: Int?
    var missingCategories: Int?
    var newCategories: Int?
    var test: String?
    var pValue: Double?
    var rareCategories: Int?
    var rareCategoryCoverage: Double?
  }

  struct PairRecord: Encodable {
    var tableSchema: String
    var tableName: String
    // Named as the columns are: the encoder's snake case leaves digits where they stand.
    var column_1: String
    var column_2: String
    var metric: String
    var score: Double?
    var realAssociation: Double?
    var cloneAssociation: Double?
    var sharedBinContingency: Double?
  }

  struct RelationshipRecord: Encodable {
    var tableSchema: String
    var tableName: String
    var constraintName: String
    var columns: [String]
    var parentSchema: String
    var parentTable: String
    var parentColumns: [String]
    var referentialIntegrity: Double?
    var orphans: Int
    var cardinalityShapeSimilarity: Double?
    var realMeanChildren: Double?
    var cloneMeanChildren: Double?
    var realChildlessShare: Double?
    var cloneChildlessShare: Double?
    var realNullRate: Double?
    var cloneNullRate: Double?
    var trendsOneHop: Double?
    var trendsTwoHops: Double?
    var trendsFurther: Double?
    var siblingAutocorrelation: Double?
    var distinctPerParent: Double?
  }

  struct PrivacyRecord: Encodable {
    var tableSchema: String
    var tableName: String
    var aspect: String
    var units: Int
    var heldOutUnits: Int
    var dcrShare: Double?
    var dcrLow: Double?
    var dcrHigh: Double?
    var membershipAuc: Double?
    var membershipLow: Double?
    var membershipHigh: Double?
    var exactShare: Double?
    var heldOutExactShare: Double?
    var exactExcess: Double?
    var exactExcessLow: Double?
    var exactExcessHigh: Double?
    var verdict: String
    var disclosureHits: Double?
    var disclosureHeldOutHits: Double?
    var disclosureExcess: Double?
    var disclosureExcessLow: Double?
    var disclosureExcessHigh: Double?
    var disclosureColumn: String?
    var disclosureMeanExcess: Double?
  }

  let totals: Totals
  let tables: [TableRecord]
  let relationships: [RelationshipRecord]
  let privacy: [PrivacyRecord]
  let detection: [DetectionRecord]
  let utility: [UtilityRecord]
  let diagnostics: [DiagnosticRecord]

  init(_ report: QualityReport) {
    totals = Totals(
      realRows: report.realRows,
      cloneRows: report.cloneRows,
      overall: report.overall,
      overallLarge: report.overallOfLargeTables,
      shapes: report.shapes,
      pairs: report.pairs,
      cardinality: report.cardinality,
      integrity: report.integrity,
      shapesWithNulls: report.shapesWithNulls,
      pairsSharedBins: report.pairsSharedBins,
      verdict: report.verdict.rawValue,
      privacy: report.privacyVerdict.rawValue,
      sdmetricsQuality: report.sdMetrics?.quality.score,
      sdmetricsDiagnostic: report.sdMetrics?.diagnostic.score,
      detection: report.detection.meanAUC
    )
    let keysOfTable = Dictionary(grouping: report.relationships, by: \.key.child)
    let detectionOfTable = Dictionary(grouping: report.detection, by: \.table)
    tables = report.tables.map { table in
      var record = Self.record(table, keys: keysOfTable[table.table] ?? [])
      record.detection = detectionOfTable[table.table]?.meanAUC
      return record
    }
    relationships = report.relationships.map(Self.record)
    privacy = report.privacy.map(Self.record)
    detection = report.detection.map(DetectionRecord.init)
    utility = report.utility.map(UtilityRecord.init)
    diagnostics = report.sdMetrics?.diagnostic.details.map(DiagnosticRecord.init) ?? []
  }

  private static func record(_ check: PrivacyQuality) -> PrivacyRecord {
    PrivacyRecord(
      tableSchema: check.table.schema,
      tableName: check.table.name,
      aspect: check.aspect.rawValue,
      units: check.units,
      heldOutUnits: check.heldOutUnits,
      dcrShare: check.closestRecord?.value,
      dcrLow: check.closestRecord?.low,
      dcrHigh: check.closestRecord?.high,
      membershipAuc: check.membership?.value,
      membershipLow: check.membership?.low,
      membershipHigh: check.membership?.high,
      exactShare: check.exact?.share,
      heldOutExactShare: check.exact?.heldOutShare,
      exactExcess: check.exact?.excess.value,
      exactExcessLow: check.exact?.excess.low,
      exactExcessHigh: check.exact?.excess.high,
      verdict: PrivacyVerdict([check]).rawValue,
      disclosureHits: check.disclosure?.hits,
      disclosureHeldOutHits: check.disclosure?.heldOutHits,
      disclosureExcess: check.disclosure?.excess.value,
      disclosureExcessLow: check.disclosure?.excess.low,
      disclosureExcessHigh: check.disclosure?.excess.high,
      disclosureColumn: check.disclosure?.column,
      disclosureMeanExcess: check.disclosure?.meanExcess
    )
  }

  private static func record(_ table: TableQuality, keys: [RelationshipQuality]) -> TableRecord {
    TableRecord(
      tableSchema: table.table.schema,
      tableName: table.table.name,
      realRows: table.realRows,
      cloneRows: table.cloneRows,
      shapes: table.shapes,
      pairs: table.pairTrends,
      cardinality: keys.mean(of: \.cardinalityShapeSimilarity),
      integrity: keys.mean(of: \.referentialIntegrity),
      missingValues: table.missingValueSimilarity,
      shapesWithNulls: table.shapesWithNulls,
      pairsSharedBins: table.pairsSharedBins,
      columnsScored: table.columns.count { $0.score != nil },
      pairsScored: table.pairs.count { $0.score != nil },
      realRowsCompared: table.realRowsCompared,
      cloneRowsCompared: table.cloneRowsCompared
    )
  }

  static func columns(of table: TableQuality) -> [ColumnRecord] {
    table.columns.map { column in
      func text(_ value: Double?) -> String? {
        value.map { ValueText.text($0, kind: column.kind) }
      }
      return ColumnRecord(
        tableSchema: table.table.schema,
        tableName: table.table.name,
        columnName: column.column,
        treatment: column.treatment.rawValue,
        metric: column.treatment.metric,
        score: column.score,
        shapeWithNulls: column.shapeWithNulls,
        missingValueSimilarity: column.missingValueSimilarity,
        realNullRate: column.realNullRate,
        cloneNullRate: column.cloneNullRate,
        realLow: text(column.realRange?.low),
        realHigh: text(column.realRange?.high),
        cloneLow: text(column.cloneRange?.low),
        cloneHigh: text(column.cloneRange?.high),
        realCategories: column.categories?.real,
        cloneCategories: column.categories?.clone,
        missingCategories: column.categories?.missing,
        newCategories: column.categories?.new,
        test: column.significance?.test.rawValue,
        pValue: column.significance?.pValue,
        rareCategories: column.rareCategories?.real,
        rareCategoryCoverage: column.rareCategories?.coverage
      )
    }
  }

  static func pairs(of table: TableQuality) -> [PairRecord] {
    table.pairs.map { pair in
      PairRecord(
        tableSchema: table.table.schema,
        tableName: table.table.name,
        column_1: pair.first,
        column_2: pair.second,
        metric: pair.metric.rawValue,
        score: pair.score,
        realAssociation: pair.realAssociation,
        cloneAssociation: pair.cloneAssociation,
        sharedBinContingency: pair.sharedBinContingency
      )
    }
  }

  private static func record(_ relationship: RelationshipQuality) -> RelationshipRecord {
    let key = relationship.key
    return RelationshipRecord(
      tableSchema: key.child.schema,
      tableName: key.child.name,
      constraintName: key.name,
      columns: key.childColumns,
      parentSchema: key.parent.schema,
      parentTable: key.parent.name,
      parentColumns: key.parentColumns,
      referentialIntegrity: relationship.referentialIntegrity,
      orphans: relationship.orphans,
      cardinalityShapeSimilarity: relationship.cardinalityShapeSimilarity,
      realMeanChildren: relationship.realMeanChildren,
      cloneMeanChildren: relationship.cloneMeanChildren,
      realChildlessShare: relationship.realChildlessShare,
      cloneChildlessShare: relationship.cloneChildlessShare,
      realNullRate: relationship.realNullRate,
      cloneNullRate: relationship.cloneNullRate,
      trendsOneHop: relationship.family.trendsOneHop,
      trendsTwoHops: relationship.family.trendsTwoHops,
      trendsFurther: relationship.family.trendsFurther,
      siblingAutocorrelation: relationship.family.siblingAutocorrelation,
      distinctPerParent: relationship.family.distinctPerParent
    )
  }
}

/// Records as JSON text with the tables' column names as keys.
enum RecordJSON {
  static func text(_ record: some Encodable, pretty: Bool = false) -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    guard let data = try? encoder.encode(record) else {
      preconditionFailure("a record holds a number that is not finite")
    }
    return String(decoding: data, as: UTF8.self)
  }
}
