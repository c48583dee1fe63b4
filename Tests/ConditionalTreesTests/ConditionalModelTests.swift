import Statistics
import Testing

@testable import ConditionalTrees

/// What holds for every tier.
@Suite struct ConditionalModelTests {
  typealias Tier = ConditionalModel.Tier

  /// Code 1 in 90 % of the rows whose feature is above 100, else in 20 %.
  private static func dependent(_ count: Int = 2_000) -> TreeSample {
    var random = CounterGenerator(11)
    var features: [[UInt8]] = []
    var codes: [Int32] = []
    for _ in 0..<count {
      let bin = UInt8(1 + random.integer(below: 200))
      let noise = UInt8(1 + random.integer(below: 200))
      features.append([bin, noise])
      codes.append(random.uniform() < (bin > 100 ? 0.9 : 0.2) ? 1 : 0)
    }
    return TreeSample(features, codes: codes)
  }

  @Test(arguments: Tier.allCases)
  func recoversAPlantedDependency(tier: Tier) {
    let model = Self.dependent().model(tier)
    #expect(abs(model.share(of: 1, given: [30, 50]) - 0.2) < 0.07)
    #expect(abs(model.share(of: 1, given: [170, 50]) - 0.9) < 0.07)
  }

  @Test(
    "A flag and null decide in few rows, too",
    arguments: Tier.allCases,
    [300, 900, 3_000, 12_000]
  )
  func flagsAreSeenInSmallNodes(tier: Tier, rowCount: Int) {
    var random = CounterGenerator(14)
    var sample = TreeSample([], isCategorical: [false, false, false], codes: [])
    for row in 0..<rowCount {
      let flag = UInt8(random.integer(below: 2))
      let isNull = random.uniform() < 0.5
      let value = isNull ? 0 : UInt8(1 + random.integer(below: 250))
      sample.features.append([flag, value, UInt8(1 + random.integer(below: 250))])
      sample.codes.append(Int32(flag) * 2 + (isNull ? 1 : 0))
      sample.units.append(Int32(row))
    }
    let model = sample.model(tier)
    #expect(model.share(of: 3, given: [1, 0, 90]) > 0.97)
    #expect(model.share(of: 2, given: [1, 1, 90]) > 0.97)
    #expect(model.share(of: 0, given: [0, 3, 90]) > 0.97)
  }

  @Test(arguments: Tier.allCases)
  func independentTargetKeepsItsMarginal(tier: Tier) {
    var random = CounterGenerator(12)
    let codes = (0..<2_000).map { _ in Int32(random.uniform() < 0.3 ? 1 : 0) }
    let sample = TreeSample(codes.map { _ in [UInt8(random.integer(below: 250))] }, codes: codes)
    let model = sample.model(tier)
    for bin: UInt8 in [0, 60, 120, 240] {
      #expect(abs(model.share(of: 1, given: [bin]) - 0.3) < 0.1)
    }
  }

  @Test(arguments: Tier.allCases)
  func ordinalTargetFollowsItsCondition(tier: Tier) {
    var random = CounterGenerator(13)
    var sample = TreeSample([], isCategorical: [false], codes: [])
    for row in 0..<3_000 {
      let bin = UInt8(1 + random.integer(below: 100))
      sample.features.append([bin])
      sample.codes.append(1 + Int32(bin) + Int32(random.integer(below: 9)))
      sample.units.append(Int32(row))
    }
    let model = sample.model(tier, isOrdinal: true)
    for bin: UInt8 in [20, 50, 80] {
      let draws = model.draws([bin])
      let mean = Double(draws.reduce(0, +)) / Double(draws.count)
      #expect(abs(mean - (Double(bin) + 5)) < 6)
    }
  }

  @Test(arguments: Tier.allCases)
  func labelsThatAreNotNeighboursAreSplitTogether(tier: Tier) {
    // Odd labels mean code 1: no threshold separates them.
    var random = CounterGenerator(14)
    let labels = (0..<2_000).map { _ in UInt8(1 + random.integer(below: 10)) }
    let sample = TreeSample(
      labels.map { [$0] },
      isCategorical: [true],
      codes: labels.map { Int32($0 % 2) }
    )
    let model = sample.model(tier)
    for label: UInt8 in 1...10 {
      #expect(model.share(of: 1, given: [label]) == (label % 2 == 1 ? 1 : 0))
    }
  }

  @Test(arguments: Tier.allCases)
  func nullIsABinOfItsOwn(tier: Tier) {
    var random = CounterGenerator(15)
    let bins = (0..<1_500).map { _ in
      random.uniform() < 0.3 ? 0 : UInt8(1 + random.integer(below: 200))
    }
    let model = TreeSample(bins.map { [$0] }, codes: bins.map { $0 == 0 ? 1 : 0 }).model(tier)
    #expect(model.share(of: 1, given: [0]) > 0.95)
    #expect(model.share(of: 1, given: [120]) < 0.05)
  }

  @Test(arguments: Tier.allCases)
  func supportIsCountedInUnits(tier: Tier) {
    // 15 units of 100 rows: far from twice 20 units, however many rows there are.
    let features = (0..<1_500).map { [UInt8($0 % 2 == 0 ? 10 : 200)] }
    let codes = (0..<1_500).map { Int32($0 % 2) }
    let units = (0..<1_500).map { Int32($0 / 100) }
    let few = TreeSample(features, codes: codes, units: units).model(tier)
    #expect(few.usedFeatures.isEmpty)
    let many = TreeSample(features, codes: codes).model(tier)
    #expect(many.share(of: 1, given: [200]) > 0.95)
  }

  @Test(arguments: Tier.allCases)
  func whatOneUnitDoesIsNoLeaf(tier: Tier) {
    // Only unit 0 has the feature, in 300 rows.
    let features = (0..<3_000).map { [UInt8($0 < 300 ? 200 : 10)] }
    let units = (0..<3_000).map { Int32($0 < 300 ? 0 : $0) }
    let codes = (0..<3_000).map { Int32($0 < 300 ? 1 : 0) }
    let model = TreeSample(features, codes: codes, units: units).model(tier)
    #expect(abs(model.share(of: 1, given: [200]) - model.share(of: 1, given: [10])) < 0.05)
  }

  @Test(arguments: Tier.allCases)
  func constantTargetNeedsNoCondition(tier: Tier) {
    let model = TreeSample(
      (0..<200).map { [UInt8($0)] },
      codes: [Int32](repeating: 3, count: 200)
    ).model(tier)
    #expect(model.usedFeatures.isEmpty)
    #expect(model.share(of: 3, given: [7]) == 1)
  }

  @Test(arguments: Tier.allCases)
  func oneRowIsEnough(tier: Tier) {
    let model = TreeSample([[5]], codes: [2]).model(tier)
    #expect(model.share(of: 2, given: [5]) == 1)
    #expect(model.share(of: 2, given: [0]) == 1)
  }

  @Test(arguments: Tier.allCases)
  func noRowsGiveAModelOfNothing(tier: Tier) {
    let sample = TreeSample([], isCategorical: [false], codes: [])
    #expect(sample.model(tier).usedFeatures.isEmpty)
  }

  @Test(arguments: Tier.allCases)
  func noFeaturesGiveTheMarginal(tier: Tier) {
    let codes = (0..<1_000).map { Int32($0 % 4 == 0 ? 1 : 0) }
    let model = TreeSample(codes.map { _ in [] }, isCategorical: [], codes: codes).model(tier)
    #expect(abs(model.share(of: 1, given: [0]) - 0.25) < 0.05)
  }

  @Test(arguments: Tier.allCases)
  func onlySeenCodesAreDrawn(tier: Tier) {
    let sample = TreeSample(
      (0..<500).map { [UInt8($0 % 250)] },
      codes: (0..<500).map { Int32($0 % 3 * 10) }
    )
    let model = sample.model(tier)
    for bin: UInt8 in [0, 100, 255] {
      #expect(Set(model.draws([bin])).isSubset(of: [0, 10, 20]))
    }
  }

  @Test(arguments: Tier.allCases)
  func theSameGeneratorGivesTheSameModel(tier: Tier) {
    let sample = Self.dependent(800)
    let first = sample.model(tier, seed: 4)
    let second = sample.model(tier, seed: 4)
    #expect(first.usedFeatures == second.usedFeatures)
    for bin: UInt8 in [10, 90, 110, 190] {
      #expect(first.draws([bin, 1]) == second.draws([bin, 1]))
    }
  }
}
