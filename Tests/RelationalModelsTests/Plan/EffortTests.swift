import Statistics
import Testing

@testable import RelationalModels

@Suite struct EffortTests {
  @Test(
    "Only balanced looks at the size of a table",
    arguments: [
      (Effort.fast, 10, TablePlan.Tier.forests), (.fast, 1_000_000, .forests),
      (.balanced, 10, .chosen), (.balanced, 200_000, .chosen), (.balanced, 200_001, .forests),
      (.best, 10, .chosen), (.best, 1_000_000, .chosen),
    ]
  )
  func tierFollowsSize(effort: Effort, rowCount: Int, tier: TablePlan.Tier) {
    #expect(effort.tier(rowCount: rowCount) == tier)
  }

  /// Points that are the sum of four answers and some chance, and a seat that depends on nothing.
  private static func exams(_ count: Int) -> SampleDatabase {
    var random = CounterGenerator(31)
    let answers = (0..<4).map { _ in (0..<count).map { _ in Int64(random.integer(below: 10)) } }
    let points = (0..<count).map { row in
      answers.reduce(Int64(0)) { $0 + 2 * $1[row] } + Int64(random.integer(below: 5))
    }
    let seats = (0..<count).map { _ in Int64(random.integer(below: 50)) }
    return SampleDatabase(
      SampleTable(
        "exam",
        [.serial(count)]
          + answers.enumerated().map { .integers("answer\($0.offset)", $0.element) }
          + [.integers("points", points), .integers("seat", seats)]
      )
    )
  }

  /// How far points lie from the sum of the answers, on average.
  private static func distance(_ clone: SampleClone) -> Double {
    let answers = (0..<4).map { clone.numbers("exam", "answer\($0)").compactMap(\.self) }
    let points = clone.numbers("exam", "points").compactMap(\.self)
    let distances = points.indices.map { row in
      abs(points[row] - 2 - answers.reduce(0) { $0 + 2 * $1[row] })
    }
    return distances.reduce(0, +) / Double(distances.count)
  }

  @Test func boostingIsChosenWhereItTellsMore() throws {
    let database = Self.exams(2_500)
    let model = try database.fit { $0.effort = .best }
    let boosted = model.boostedColumns(of: tableID("exam"))
    #expect(boosted.contains("points"))
    #expect(!boosted.contains("seat"))
    let fast = try database.fit { $0.effort = .fast }
    #expect(fast.boostedColumns(of: tableID("exam")).isEmpty)
    let distance = Self.distance(
      try SampleClone(model, seed: 1, metadata: database.metadata)
    )
    let fastDistance = Self.distance(
      try SampleClone(fast, seed: 1, metadata: database.metadata)
    )
    #expect(distance < 0.8 * fastDistance)
  }

  @Test func resultsDoNotDependOnJobs() throws {
    let database = Self.exams(1_200)
    let alone = try database.clone(jobs: 1) { $0.effort = .best }
    let together = try database.clone(jobs: 3) { $0.effort = .best }
    for column in ["answer0", "answer3", "points", "seat"] {
      #expect(alone.cells("exam", column) == together.cells("exam", column))
    }
  }
}
