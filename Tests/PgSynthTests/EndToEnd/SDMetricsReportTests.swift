import Foundation
import Metadata
import QualityMetrics
import TableData
import TestSupport
import Testing

@testable import PgSynth

/// What Fixtures/make_reports.py wrote down about a database and a damaged copy of it.
private struct Reference: Decodable {
  struct Report: Decodable {
    var score: Double
    var properties: [String: Double?]
    /// Scores by what they are about; foreign keys over the same columns share a name.
    var details: [String: [Double]]
  }
  var schema: String
  /// "child.name" of the foreign keys that SDMetrics can score.
  var relationships: Set<String>
  var sdtypes: [String: [String: String]]
  var quality: Report
  var diagnostic: Report
  var metrics: [String: [Double]]

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")

  static func load(_ name: String) throws -> Reference {
    let file = folder.appending(path: "reports/\(name).json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }
}

/// The databases of which SDMetrics' reports are stored, and a copy of each that is damaged as it was for them.
private struct DamagedDatabase {
  static let names = [
    "northwind", "chinook", "sakila", "pagila", "world", "adventureworkslt", "mondial",
    "nycweather",
  ]

  /// Where the dumps NAME.sql.gz are, which are not part of the project.
  static let folder = ProcessInfo.processInfo.environment["PGSYNTH_TEST_DATA"]

  let reference: Reference
  let compared: ComparedDatabase

  init(_ name: String, _ database: ScratchDatabase, load: (ScratchDatabase) throws -> Void) throws {
    reference = try .load(name)
    try load(database)
    let damage = try String(
      contentsOf: Reference.folder.appending(path: "corrupted_copy.sql"),
      encoding: .utf8
    )
    try database.execute("SET corruption.source = '\(reference.schema)';" + damage)
    var options = CloneOptions(source: try database.connectionString)
    options.sourceSchemas = [reference.schema]
    options.targetSchemas = [reference.schema: "altered"]
    let sides = try Evaluation(options).read { _ in }
    let (sdtypes, scored) = (reference.sdtypes, reference.relationships)
    compared = ComparedDatabase(
      tables: try sides.database.tables.map { compared in
        var table = compared.table
        for position in table.columns.indices {
          let name = table.columns[position].name
          let sdtype = try #require(sdtypes[table.id.name]?[name])
          table.columns[position].sdtype = SDType(named: sdtype)
        }
        return ComparedTable(table: table, real: compared.real, clone: compared.clone)
      },
      relationships: sides.database.relationships.filter {
        scored.contains("\($0.key.child.name).\($0.key.name)")
      }
    )
  }
}

extension SDType {
  fileprivate init(named name: String) {
    self =
      switch name {
      case "numerical": .numerical
      case "categorical": .categorical
      case "datetime": .datetime
      case "boolean": .boolean
      case "id": .id
      case "unknown": .unknown
      default: .pii(name)
      }
  }
}

extension SDMetricsDetail {
  /// What the script calls it.
  fileprivate var name: String {
    var columns = columns.joined(separator: ",")
    if metric == "KeyUniqueness" { columns = self.columns.joined(separator: "+") }
    if relationship != nil, property != .intertableTrends { columns = "" }
    let key = relationship.map { $0.childColumns.joined(separator: "+") } ?? ""
    return [
      property.rawValue, metric, table.name, columns, key, relationship?.parent.name ?? "",
    ].joined(separator: "|")
  }
}

private func expectSame(_ found: [String: [Double]], _ expected: [String: [Double]]) {
  for name in Set(found.keys).union(expected.keys).sorted() {
    let (left, right) = (found[name, default: []].sorted(), expected[name, default: []].sorted())
    let isSame = left.count == right.count && zip(left, right).allSatisfy { abs($0 - $1) <= 1e-6 }
    #expect(isSame, "\(name): \(left), not \(right)")
  }
}

private func expectSame<Report: SDMetricsReport>(_ report: Report, _ expected: Reference.Report)
  throws
{
  var details: [String: [Double]] = [:]
  for detail in report.details {
    if let score = detail.score { details[detail.name, default: []].append(score) }
  }
  expectSame(details, expected.details)
  #expect(Report.properties.map(\.rawValue).sorted() == expected.properties.keys.sorted())
  for property in Report.properties {
    let found = report.score(of: property)
    let stored = expected.properties[property.rawValue] ?? nil
    #expect((found == nil) == (stored == nil), "\(property.rawValue)")
    if let found, let stored { #expect(abs(found - stored) <= 1e-6, "\(property.rawValue)") }
  }
  #expect(abs(try #require(report.score) - expected.score) <= 1e-6)
}

/// SDMetrics 0.32 and pgsynth agree to 1e-6 on whole databases: both reports with all lines and properties, and the
/// metrics that no report has.
@Suite(.serialized) struct SDMetricsReportTests {
  private func check(_ damaged: DamagedDatabase) throws {
    let (compared, reference) = (damaged.compared, damaged.reference)
    try expectSame(
      SDMetricsQualityReport(scoring: compared, knowing: [], jobs: 2),
      reference.quality
    )
    try expectSame(SDMetricsDiagnosticReport(checking: compared), reference.diagnostic)
    expectSame(OtherMetrics(compared, like: reference.metrics).scores, reference.metrics)
  }

  @Test func theSampleScoresAsInSDMetrics() throws {
    try withScratchDatabase { database in
      try check(
        DamagedDatabase("shop", database) { try $0.execute(SampleDatabase.sql) }
      )
    }
  }

  @Test(
    .enabled(
      if: DamagedDatabase.folder != nil,
      "PGSYNTH_TEST_DATA names no folder with dumps of public sample databases"
    ),
    arguments: DamagedDatabase.names
  )
  func aDatabaseScoresAsInSDMetrics(name: String) throws {
    let folder = try #require(DamagedDatabase.folder)
    try withScratchDatabase { database in
      try check(
        DamagedDatabase(name, database) { try $0.load(file: "\(folder)/\(name).sql.gz") }
      )
    }
  }
}

/// The metrics that no report has, under the names that the script gives them.
private struct OtherMetrics {
  private(set) var scores: [String: [Double]] = [:]

  /// - `like`: names the tables of which new rows were counted and columns were ranked, which takes long.
  init(_ compared: ComparedDatabase, like names: [String: [Double]]) {
    for table in compared.tables {
      for column in table.table.columns { add(column, of: table) }
      addCorrelations(of: table, among: names)
      let name = "NewRowSynthesis|\(table.id.name)"
      if names[name] != nil { add(name, NewRowSynthesis.score(table)) }
    }
    for relationship in compared.relationships where relationship.key.childColumns.count == 1 {
      add(relationship, in: compared)
    }
  }

  private mutating func add(_ name: String, _ score: Double?) {
    if let score { scores[name, default: []].append(score) }
  }

  private mutating func add(_ column: Column, of table: ComparedTable) {
    guard let real = table.real[column.name], let clone = table.clone[column.name] else { return }
    let name = "\(table.id.name)|\(column.name)"
    add(
      "MissingValueSimilarity|\(name)",
      MissingValueSimilarity.score(
        realRate: MissingValueSimilarity.nullRate(of: real),
        cloneRate: MissingValueSimilarity.nullRate(of: clone)
      )
    )
    switch SDMetricsColumnKind(column) {
    case .continuous:
      add("RangeCoverage|\(name)", RangeCoverage.score(real: real, clone: clone))
      for statistic in [SummaryStatistic.mean, .median, .standardDeviation] {
        add(
          "StatisticSimilarity \(statistic.rawValue)|\(name)",
          StatisticSimilarity.score(real: real, clone: clone, statistic)
        )
      }
    case .discrete:
      add(
        "CategoryCoverage|\(name)",
        CategoryCoverage.score(SharedCodes(real: real, clone: clone))
      )
    case nil: break
    }
  }

  private func numbers(
    _ table: ComparedTable,
    _ column: SDMetricsColumn
  ) -> (real: [Double], clone: [Double])? {
    guard let real = table.real[column.name], let clone = table.clone[column.name] else {
      return nil
    }
    return (real.numbers(kind: column.valueKind), clone.numbers(kind: column.valueKind))
  }

  private mutating func addCorrelations(
    of table: ComparedTable,
    among names: [String: [Double]]
  ) {
    let columns = table.sdMetricsColumns.filter { $0.kind == .continuous }
    for (place, second) in columns.enumerated() {
      for first in columns.prefix(place) {
        let name = "Spearman|\(table.id.name)|\(first.name)|\(second.name)"
        guard names[name] != nil, let left = numbers(table, first),
          let right = numbers(table, second)
        else { continue }
        add(
          name,
          CorrelationSimilarity.score(
            real: (left.real, right.real),
            clone: (left.clone, right.clone),
            .spearman
          )?.score
        )
      }
    }
  }

  private mutating func add(_ relationship: ComparedRelationship, in compared: ComparedDatabase) {
    let key = relationship.key
    let name = "\(key.child.name)|\(key.childColumns[0])|\(key.parent.name)"
    for statistic in [SummaryStatistic.mean, .median, .standardDeviation] {
      add(
        "CardinalityStatisticSimilarity \(statistic.rawValue)|\(name)",
        CardinalityStatisticSimilarity.score(
          real: relationship.real.degrees,
          clone: relationship.clone.degrees,
          statistic
        )
      )
    }
    guard let child = compared[key.child], let real = child.real[key.childColumns[0]],
      let clone = child.clone[key.childColumns[0]]
    else { return }
    let keys = SharedCodes(real: real, clone: clone)
    func sequences(_ numbers: (real: [Double], clone: [Double])) -> (Sequences, Sequences) {
      (
        Sequences(keys: keys.real, numbers: numbers.real),
        Sequences(keys: keys.clone, numbers: numbers.clone)
      )
    }
    let lengths = sequences((keys.real.map { _ in 0 }, keys.clone.map { _ in 0 }))
    add(
      "SequenceLengthSimilarity|\(name)",
      SequenceLengthSimilarity.score(real: lengths.0, clone: lengths.1)
    )
    let numerical = child.sdMetricsColumns.filter {
      child.table.column($0.name)?.sdtype == .numerical
    }
    for column in numerical.prefix(2) {
      guard let numbers = numbers(child, column) else { continue }
      let (real, clone) = sequences(numbers)
      add(
        "StatisticMSAS|\(name)|\(column.name)",
        StatisticMSAS.score(real: real, clone: clone, .mean)
      )
      add("InterRowMSAS|\(name)|\(column.name)", InterRowMSAS.score(real: real, clone: clone))
    }
  }
}
