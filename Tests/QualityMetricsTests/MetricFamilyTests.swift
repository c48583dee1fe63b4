import Foundation
import Metadata
import QualityMetrics
import TableData
import Testing

/// What Fixtures/make_metric_family.py wrote down.
private struct Reference: Decodable {
  struct Degrees: Decodable {
    var children: [String: [Int]]
    var scores: [String: Double]
  }
  struct Structure: Decodable {
    var real: [String: String]
    var clone: [String: String]
    var score: Double
  }
  struct TableCase: Decodable {
    var real: Rows
    var clone: Rows
    var heldOut: Rows
    var scores: [String: Double?]
  }
  struct Rows: Decodable {
    var amount: [Double?]
    var ratio: [Double?]
    var placed: [Int64?]
    var colour: [String?]
    var gift: [Int64?]
    var series: [Int64?]

    var columns: [SampleColumn] {
      var series = SampleColumn.integers("series", series)
      series.column.sdtype = .id
      var gift = SampleColumn.integers("gift", gift, type: "bool")
      gift.column.sdtype = .boolean
      var placed = SampleColumn.integers("placed", placed, type: "timestamp")
      placed.column.sdtype = .datetime
      return [
        .reals("amount", amount), .reals("ratio", ratio), placed, .texts("colour", colour), gift,
        series,
      ]
    }
  }
  var tables: [TableCase]
  var degrees: [Degrees]
  var structure: Structure

  static func load() throws -> Reference {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/metric_family.json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }
}

/// One case, with the scores that pgsynth gives it under the names that the script wrote down.
private struct ScoredCase {
  let compared: ComparedTable
  let heldOut: TableRows

  init(_ expected: Reference.TableCase) {
    let real = expected.real.columns
    compared = ComparedTable(
      table: table(of: real),
      real: rows(of: real),
      clone: rows(of: expected.clone.columns)
    )
    heldOut = rows(of: expected.heldOut.columns)
  }

  func pair(_ name: String) throws -> (real: ColumnValues, clone: ColumnValues) {
    (try #require(compared.real[name]), try #require(compared.clone[name]))
  }

  func codes(_ name: String) throws -> SharedCodes {
    let (real, clone) = try pair(name)
    return SharedCodes(real: real, clone: clone)
  }

  func numbers(_ name: String) throws -> (real: [Double], clone: [Double]) {
    let (real, clone) = try pair(name)
    return (real.numbers(kind: .real), clone.numbers(kind: .real))
  }

  func sequences(
    _ name: String,
    _ change: (Double) -> Double = { $0 }
  ) throws -> (real: Sequences, clone: Sequences) {
    let keys = try codes("series")
    let values = try numbers(name)
    return (
      Sequences(keys: keys.real, numbers: values.real.map(change)),
      Sequences(keys: keys.clone, numbers: values.clone.map(change))
    )
  }

  /// Columns as an attacker sees them: amounts in bins.
  func attacked(_ names: Substring) throws -> [SharedCodes] {
    try names.split(separator: "+").map { name in
      guard name == "amount" else { return try codes(String(name)) }
      let (real, clone) = try numbers("amount")
      return DisclosureProtection.bins(real: real, clone: clone)
    }
  }

  func score(_ name: String) throws -> Double? {
    let words = name.split(separator: " ")
    let last = String(words[words.count - 1])
    switch words[0] {
    case "RangeCoverage":
      let (real, clone) = try pair(last)
      return RangeCoverage.score(real: real, clone: clone)
    case "BoundaryAdherence":
      let (real, clone) = try pair(last)
      return BoundaryAdherence.score(real: real, clone: clone)
    case "StatisticSimilarity":
      let (real, clone) = try pair(last)
      let statistic = try #require(SummaryStatistic(rawValue: String(words[1])))
      return StatisticSimilarity.score(real: real, clone: clone, statistic)
    case "CategoryCoverage": return CategoryCoverage.score(try codes(last))
    case "CategoryAdherence": return CategoryAdherence.score(try codes(last))
    case "KeyUniqueness":
      return KeyUniqueness.score(try words.dropFirst().map { try pair(String($0)).clone })
    case "Spearman":
      let (first, second) = (try numbers("amount"), try numbers("ratio"))
      return CorrelationSimilarity.score(
        real: (first.real, second.real),
        clone: (first.clone, second.clone),
        .spearman
      )?.score
    case "SequenceLengthSimilarity":
      let (real, clone) = try sequences("ratio")
      return SequenceLengthSimilarity.score(real: real, clone: clone)
    case "StatisticMSAS":
      let (real, clone) = try sequences("ratio")
      let statistic = try #require(SummaryStatistic(rawValue: last))
      return StatisticMSAS.score(real: real, clone: clone, statistic)
    case "InterRowMSAS" where last == "logarithms":
      let (real, clone) = try sequences("amount") { $0 + 1 }
      return InterRowMSAS.score(real: real, clone: clone, ofLogarithms: true)
    case "InterRowMSAS":
      let (real, clone) = try sequences("ratio")
      return InterRowMSAS.score(real: real, clone: clone, distance: try #require(Int(last)))
    case "NewRowSynthesis": return NewRowSynthesis.score(compared)
    case "DisclosureProtection":
      return DisclosureProtection.score(
        known: try attacked(words[2]),
        sensitive: try attacked(words[3]),
        try #require(DisclosureProtection.Method(rawValue: String(words[1])))
      )?.score
    case "DCROverfittingProtection":
      return DCROverfittingProtection.score(
        training: gower(compared.real),
        validation: gower(heldOut),
        clone: gower(compared.clone)
      )
    default:
      Issue.record("no metric \(name)")
      return nil
    }
  }

  /// The columns that SDMetrics looks at, categories in one code space for all lists of rows.
  func gower(_ rows: TableRows) -> [GowerDistance.Values] {
    let spaces = [compared.real, compared.clone, heldOut]
    return compared.sdMetricsColumns.map { column in
      guard let values = rows[column.name] else { return .numbers([]) }
      if column.kind == .continuous { return .numbers(values.numbers(kind: column.valueKind)) }
      func texts(_ values: ColumnValues) -> [String?] {
        (0..<values.count).map { row in
          values.text(at: row) ?? values.number(at: row).map { "\($0)" }
        }
      }
      let all = spaces.compactMap { $0[column.name] }.flatMap(texts).compactMap(\.self)
      let order = Array(Set(all)).sorted()
      return .codes(
        texts(values).map { text in
          text.flatMap { order.firstIndex(of: $0) }.map { Int32($0 + 1) } ?? 0
        }
      )
    }
  }
}

@Suite struct MetricFamilyTests {
  @Test(arguments: 0..<3) func everyMetricScoresAsInSDMetrics(position: Int) throws {
    let expected = try Reference.load().tables[position]
    let scored = ScoredCase(expected)
    for (name, score) in expected.scores where !name.hasPrefix("DCRBaseline") {
      let found = try scored.score(name)
      switch (found, score) {
      case (nil, nil): break
      case (let found?, let score?): #expect(abs(found - score) <= 1e-6, "\(name)")
      default: Issue.record("\(name) is \(String(describing: found)), not \(score as Any)")
      }
    }
  }

  /// What is drawn agrees within three standard deviations of a mean of as many draws.
  @Test(arguments: 0..<3) func distancesOfRandomRowsAreThoseOfSDMetrics(position: Int) throws {
    let expected = try Reference.load().tables[position]
    let scored = ScoredCase(expected)
    var generator = SampleNumbers(seed: 7)
    let draws = 40
    let results = (0..<draws).compactMap { _ in
      DCRBaselineProtection.score(
        real: scored.gower(scored.compared.real),
        clone: scored.gower(scored.compared.clone),
        using: &generator
      )
    }
    #expect(results.count == draws)
    func value(_ name: String) throws -> Double {
      try #require(expected.scores["DCRBaselineProtection \(name)"] ?? nil)
    }
    let first = try #require(results.first)
    #expect(abs(first.clone - (try value("clone"))) <= 1e-6)
    #expect(first.score == min(1, first.clone / first.random))
    let mean = results.reduce(0) { $0 + $1.random } / Double(draws)
    let spread = try value("deviation") * (2 / Double(draws)).squareRoot()
    #expect(abs(mean - (try value("random"))) <= 3 * spread)
  }

  @Test func cardinalitiesScoreAsInSDMetrics() throws {
    for expected in try Reference.load().degrees {
      func degrees(_ side: String) throws -> [DegreeCount] {
        Dictionary(grouping: try #require(expected.children[side]), by: \.self)
          .map { DegreeCount(children: $0.key, parents: $0.value.count) }
      }
      let (real, clone) = (try degrees("real"), try degrees("clone"))
      for (name, score) in expected.scores {
        let found =
          if let statistic = SummaryStatistic(rawValue: name) {
            CardinalityStatisticSimilarity.score(real: real, clone: clone, statistic)
          } else {
            CardinalityBoundaryAdherence.score(real: real, clone: clone)
          }
        #expect(abs(try #require(found) - score) <= 1e-6, "\(name)")
      }
    }
  }

  @Test func structureScoresAsInSDMetrics() throws {
    let expected = try Reference.load().structure
    let found = TableStructure.score(
      real: Set(expected.real.map { [$0.key, $0.value] }),
      clone: Set(expected.clone.map { [$0.key, $0.value] })
    )
    #expect(found == expected.score)
    #expect(TableStructure.score(real: Set<String>(), clone: []) == nil)
  }

  /// Reports use the scores that there are, and come to the same without.
  @Test(arguments: 0..<3) func whatIsKnownIsNotComputedOtherwise(position: Int) throws {
    let table = ScoredCase(try Reference.load().tables[position]).compared
    let compared = ComparedDatabase(tables: [table], relationships: [])
    let alone = SDMetricsQualityReport(scoring: compared, knowing: [])
    let scored = [TableScorer().score(table)]
    #expect(SDMetricsQualityReport(scoring: compared, knowing: scored) == alone)
    #expect(alone.score(of: .columnShapes) != nil)
    #expect(alone.score(of: .cardinality) == nil)
    #expect(alone.details.contains { $0.property == .columnPairTrends && $0.score == nil })
  }
}
