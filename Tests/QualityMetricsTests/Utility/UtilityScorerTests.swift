import ConditionalTrees
import Metadata
import TableData
import Testing

@testable import QualityMetrics

@Suite struct UtilityScorerTests {
  /// Spending goes with age and not with mood, and most who spend much are members.
  private static func rows(_ count: Int, seed: UInt64, shuffles: Bool = false) -> [SampleColumn] {
    var random = SampleNumbers(seed: seed)
    var (ages, moods, spendings, members): ([Int64?], [Int64?], [Double?], [String?]) =
      ([], [], [], [])
    for row in 0..<count {
      let age = Int64.random(in: 18..<90, using: &random)
      let spending = Double(age) + .random(in: -10...10, using: &random)
      ages.append(age)
      moods.append(Int64.random(in: 0..<50, using: &random))
      spendings.append(row % 50 == 0 ? nil : spending)
      members.append(
        spending + .random(in: -10...10, using: &random) > 60 ? "yes" : "no"
      )
    }
    if shuffles { spendings.shuffle(using: &random) }
    return [
      .integers("age", ages), .integers("mood", moods), .reals("spending", spendings),
      .texts("member", members),
    ]
  }

  private static func scorer(
    clone: [SampleColumn],
    real: [SampleColumn] = rows(1_200, seed: 1),
    units: UnitSplit? = nil
  ) -> UtilityScorer {
    let compared = ComparedTable(
      table: table(of: real),
      real: QualityMetricsTests.rows(of: real),
      clone: QualityMetricsTests.rows(of: clone),
      units: units
    )
    return UtilityScorer(
      table: DetectorTable(compared, TableScorer().score(compared)),
      rowLimit: 600,
      boosting: GradientBoosting(trees: 25)
    )
  }

  @Test func aGoodCloneTeachesWhatRealRowsTeach() throws {
    let scorer = Self.scorer(clone: Self.rows(1_000, seed: 2))
    let number = try #require(scorer.score(target: "spending"))
    #expect(number.metric == .rSquared)
    #expect(number.real > 0.85 && abs(number.clone - number.real) < 0.05)
    #expect(number.features.first?.name == "age")
    #expect(number.features.allSatisfy { $0.name != "spending" })
    let label = try #require(scorer.score(target: "member"))
    #expect(label.metric == .auc)
    #expect(label.real > 0.9 && abs(label.clone - label.real) < 0.05)
    #expect(label.importanceCorrelation ?? 0 > 0.4)
    #expect(label.learntRows > 500 && label.testedRows > 500)
  }

  @Test func aShuffledColumnTeachesNothing() throws {
    let scorer = Self.scorer(clone: Self.rows(1_000, seed: 2, shuffles: true))
    let number = try #require(scorer.score(target: "spending"))
    #expect(number.real > 0.85 && number.clone < 0.1)
  }

  @Test func columnsThatRealRowsTellAreChosen() {
    let best = Self.scorer(clone: Self.rows(1_000, seed: 2)).bestTold()
    #expect(Set(best.map(\.target)) == ["age", "spending", "member"])
    #expect(best.last?.target != "mood")
  }

  @Test func lengthsOfTextsAreTriedOnlyWhereTheyAreNamed() throws {
    func withNotes(_ columns: [SampleColumn]) -> [SampleColumn] {
      let notes = (0..<1_200).map { row -> String? in
        String(repeating: "x", count: row % 40) + "\(row)"
      }
      return columns + [
        .texts("note", notes), .integers("size", (0..<1_200).map { Int64($0 % 40) }),
      ]
    }
    let scorer = Self.scorer(
      clone: withNotes(Self.rows(1_200, seed: 2)),
      real: withNotes(Self.rows(1_200, seed: 1))
    )
    #expect(scorer.bestTold().allSatisfy { $0.target != "note" })
    #expect(try #require(scorer.score(target: "note")).real > 0.9)
  }

  @Test func modelsAreTriedOnRowsKeptOutWhereTheseAreEnough() throws {
    let split = UnitSplit(
      unitOfRow: (0..<1_200).map(Int32.init),
      unitCount: 1_200,
      isHeldOut: (0..<1_200).map { $0 % 3 == 0 }
    )
    let scorer = Self.scorer(clone: Self.rows(1_000, seed: 2), units: split)
    #expect(try #require(scorer.score(target: "member")).testedRows == 400)
  }

  @Test func fewRowsAndConstantColumnsSayNothing() {
    let few = Self.scorer(clone: Self.rows(150, seed: 2))
    #expect(few.score(target: "member") == nil)
    #expect(few.score(target: "nothing") == nil)
    let constant = SampleColumn.integers("flag", [Int64?](repeating: 1, count: 1_200))
    let real = Self.rows(1_200, seed: 1) + [constant]
    #expect(Self.scorer(clone: real, real: real).score(target: "flag") == nil)
  }

  @Test func largeTablesAreServedFirstAndNamedColumnsAlways() {
    let table = Self.scorer(clone: Self.rows(1_000, seed: 2)).table
    func targets(_ targets: UtilityTargets, budget: Int) -> [String] {
      UtilityAudit(tables: [table], targets: targets, jobs: 2, rowLimit: 400, budget: budget)
        .scores().map(\.target)
    }
    #expect(targets(.best, budget: 0).isEmpty)
    #expect(targets(.named([sampleTable: ["mood", "member"]]), budget: 0) == ["mood", "member"])
  }
}
