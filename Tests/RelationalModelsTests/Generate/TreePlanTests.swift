import Statistics
import Testing

@testable import RelationalModels

struct TreePlanTests {
  /// A forest of three roots with twelve children each, and a chain of 20 below the first child.
  private static let parents: [Int32] = {
    var parents = [Int32](repeating: -1, count: 3)
    for row in 3..<39 { parents.append(Int32(row % 3)) }
    for row in 39..<59 { parents.append(Int32(row == 39 ? 3 : row - 1)) }
    return parents
  }()

  private static func model(_ parents: [Int32], isUnique: Bool = false) -> TreeModel {
    let depths = ParentDrafter.depths(parents)
    let codes = parents.map { parent in
      parent < 0 ? SelfCode.null : SelfCode.firstDepth + Int32(depths[Int(parent)])
    }
    return TreeModel(codes: codes, parents: parents, depths: depths, k: 5, isUnique: isUnique)
  }

  private static func plan(_ model: TreeModel, rows: Int, seed: UInt64 = 1) -> TreePlan {
    var random = CounterGenerator(seed)
    return TreePlan(model, rowCount: rows, isNullable: true, using: &random)
  }

  @Test
  func `depths and roots are those of the source`() {
    let plan = Self.plan(Self.model(Self.parents), rows: Self.parents.count)
    let goal = ParentDrafter.depths(Self.parents).sorted()
    #expect(ParentDrafter.depths(plan.parents).sorted() == goal)
  }

  @Test(arguments: [1, 2, 7, 59, 300])
  func `parents come first at any size`(rows: Int) {
    for seed in 0..<20 as Range<UInt64> {
      let plan = Self.plan(Self.model(Self.parents), rows: rows, seed: seed)
      #expect(plan.parents.count == rows)
      #expect(plan.parents.enumerated().allSatisfy { $1 < Int32($0) })
      #expect(plan.parents.first == -1)
    }
  }

  /// One in five was referred by any of those before.
  @Test
  func `parents lie as far back as in the source`() {
    var random = CounterGenerator(5)
    let source = (0..<3_000).map { row in
      row > 10 && random.uniform() < 0.2 ? Int32(random.integer(below: row)) : -1
    }
    func meanDistance(_ parents: [Int32]) -> Double {
      let distances = parents.enumerated().filter { $0.element >= 0 }.map {
        $0.offset - Int($0.element)
      }
      return Double(distances.reduce(0, +)) / Double(distances.count)
    }
    let plan = Self.plan(Self.model(source), rows: source.count)
    let ratio = meanDistance(plan.parents) / meanDistance(source)
    #expect(ratio > 0.85 && ratio < 1.15)
  }

  @Test
  func `a list stays a list`() {
    let list = (0..<50).map { Int32($0 - 1) }
    let plan = Self.plan(Self.model(list, isUnique: true), rows: 50)
    let used = plan.parents.filter { $0 >= 0 }
    #expect(Set(used).count == used.count)
  }
}

struct ParentPairTests {
  @Test
  func `circles are seen`() {
    #expect(ParentPair.isAcyclic([(1, 2), (2, 3), (1, 3)]))
    #expect(!ParentPair.isAcyclic([(1, 2), (2, 3), (3, 1)]))
    #expect(!ParentPair.isAcyclic([(1, 1)]))
  }
}

struct ParentPoolTests {
  @Test func aSearchThatMayGiveUpLooksAtFew() {
    var generator = CounterGenerator(5)
    var pool = ParentPool(
      typeOfParent: [Int](repeating: 0, count: 20_000),
      typeCount: 1,
      degrees: nil,
      isEligible: nil,
      using: &generator
    )
    func looks() -> Int {
      var looks = 0
      _ = pool.any(using: &generator) { _ in
        looks += 1
        return false
      }
      return looks
    }
    #expect(looks() > 20_000)
    pool.givesUp = true
    #expect(looks() < 1_000)
  }

  @Test
  func `degrees are met and refused parents are left out`() {
    var random = CounterGenerator(1)
    var pool = ParentPool(
      typeOfParent: [0, 0, 0, 1],
      typeCount: 2,
      degrees: [3, 0, 2, 1],
      isEligible: [true, true, true, false],
      using: &random
    )
    let taken = (0..<5).compactMap { _ in
      pool.take(type: 0, using: &random) { $0 != 1 }
    }
    #expect(taken.sorted() == [0, 0, 0, 2, 2])
    #expect(pool.take(type: 0, using: &random) { $0 == 3 } == nil)
    #expect(pool.take(type: 0, using: &random) { $0 == 1 } == 1)
  }
}
