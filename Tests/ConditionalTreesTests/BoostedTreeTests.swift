import Foundation
import Statistics
import Testing

@testable import ConditionalTrees

@Suite struct BoostedTreeTests {
  /// A tree fitted on four fifths of the rows; the others end its boosting.
  private static func boosted(_ sample: TreeSample, isOrdinal: Bool = false) -> BoostedTree {
    let set = sample.trainingSet(isOrdinal: isOrdinal)
    let order = CodeOrder(set)
    let placed = set.placed(in: order)
    var generator = CounterGenerator(1)
    return BoostedTree(
      placed,
      order: order,
      rows: sample.rows.filter { $0 % 5 != 0 },
      leftOut: sample.rows.filter { $0 % 5 == 0 },
      forest: ConditionalForest(placed, minimumUnits: 20, using: &generator),
      minimumUnits: 20
    )
  }

  private static func draws(_ tree: BoostedTree, _ features: [UInt8]) -> [Double] {
    ConditionalModel.boosted(tree).draws(features, count: 4_000).map(Double.init)
  }

  /// Rows with two uniform features and a code that depends on them.
  private static func sample(
    _ count: Int,
    code: (_ first: UInt8, _ second: UInt8, inout CounterGenerator) -> Int32
  ) -> TreeSample {
    var random = CounterGenerator(21)
    var features: [[UInt8]] = []
    var codes: [Int32] = []
    for _ in 0..<count {
      let bins = [UInt8(1 + random.integer(below: 200)), UInt8(1 + random.integer(below: 200))]
      features.append(bins)
      codes.append(code(bins[0], bins[1], &random))
    }
    return TreeSample(features, codes: codes)
  }

  @Test func recoversAnExclusiveOr() {
    let sample = Self.sample(8_000) { first, second, random in
      ((first > 100) != (second > 100)) == (random.uniform() < 0.9) ? 1 : 0
    }
    let tree = Self.boosted(sample)
    for (bins, share) in [
      ([30, 40], 0.1), ([30, 170], 0.9), ([170, 40], 0.9), ([170, 170], 0.1),
    ] as [([UInt8], Double)] {
      let mean = Self.draws(tree, bins).reduce(0, +) / 4_000
      #expect(abs(mean - share) < 0.1, "at \(bins): \(mean)")
    }
  }

  @Test func followsANoisySine() {
    func expected(_ bin: UInt8) -> Double { 60 + 40 * sin(Double(bin) / 200 * 2 * .pi) }
    let sample = Self.sample(6_000) { first, _, random in
      let noise = (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() }
      return Int32((expected(first) + 5 * noise).rounded())
    }
    let tree = Self.boosted(sample, isOrdinal: true)
    for bin: UInt8 in [25, 75, 100, 150, 190] {
      let draws = Self.draws(tree, [bin, 100])
      let mean = draws.reduce(0, +) / Double(draws.count)
      let spread = (draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws.count))
        .squareRoot()
      #expect(abs(mean - expected(bin)) < 2.5, "mean at \(bin): \(mean)")
      #expect(abs(spread - 5) < 2.5, "spread at \(bin): \(spread)")
    }
  }

  @Test("Of rows with about the same probability, that share has the code")
  func isCalibrated() {
    func share(_ first: UInt8, _ second: UInt8) -> Double {
      1 / (1 + exp(-(Double(first) - 100) / 25 - (Double(second) - 100) / 50))
    }
    let sample = Self.sample(8_000) { first, second, random in
      random.uniform() < share(first, second) ? 1 : 0
    }
    let tree = Self.boosted(sample)
    let fresh = Self.sample(2_000) { _, _, _ in 0 }
    let place = Int32(sample.codes.count { $0 == 1 } > sample.codes.count / 2 ? 0 : 1)
    var told = [Double](repeating: 0, count: 10)
    var actual = [Double](repeating: 0, count: 10)
    var rows = [Double](repeating: 0, count: 10)
    for features in fresh.features {
      let probability = features.withUnsafeBufferPointer { bins in
        bins.baseAddress.map { tree.probability(ofPlace: place, given: $0) } ?? 0
      }
      let bin = min(9, Int(probability * 10))
      told[bin] += probability
      actual[bin] += share(features[0], features[1])
      rows[bin] += 1
    }
    for bin in 0..<10 where rows[bin] >= 50 {
      #expect(abs(told[bin] - actual[bin]) / rows[bin] < 0.05, "around \(Double(bin) / 10)")
    }
  }

  @Test func noiseIsLeftToTheMarginal() {
    let sample = Self.sample(3_000) { _, _, random in Int32(random.integer(below: 5)) }
    #expect(Self.boosted(sample).leafCount == 1)
  }

  @Test func probabilitiesAreThoseOfDraws() {
    let sample = Self.sample(4_000) { first, second, random in
      Int32(first / 20) + Int32(random.integer(below: 1 + Int(second) / 40))
    }
    let tree = Self.boosted(sample, isOrdinal: true)
    let order = CodeOrder(sample.trainingSet(isOrdinal: true))
    for bins: [UInt8] in [[20, 180], [110, 60], [190, 190]] {
      let draws = Self.draws(tree, bins)
      var total = 0.0
      for (place, code) in order.codes.enumerated() {
        let probability = bins.withUnsafeBufferPointer { bins in
          bins.baseAddress.map { tree.probability(ofPlace: Int32(place), given: $0) } ?? 0
        }
        total += probability
        let share = Double(draws.count { $0 == Double(code) }) / Double(draws.count)
        #expect(abs(share - probability) < 0.03, "code \(code) at \(bins)")
      }
      #expect(abs(total - 1) < 1e-4)
    }
  }

  @Test("Values off the scale are told apart from all others first")
  func nullIsAskedFirst() {
    let codes = [0, 0, 1, 2, 3, 255].map { Int32($0) }
    let set = TreeSample(codes.map { _ in [] }, isCategorical: [], codes: codes)
      .trainingSet(isOrdinal: true)
    let order = CodeOrder(set)
    #expect(order.codes == [0, 255, 1, 2, 3])
    #expect(order.middle(0..<5) == 2)
    #expect(order.middle(0..<2) == 1)
    #expect(order.rowCount(0..<1) == 2)
  }

  @Test func labelsGoByFrequency() {
    let codes = [3, 3, 3, 3, 1, 1, 2].map { Int32($0) }
    let order = CodeOrder(
      TreeSample(codes.map { _ in [] }, isCategorical: [], codes: codes).trainingSet()
    )
    #expect(order.codes == [3, 1, 2])
    #expect(order.middle(0..<3) == 1)
  }
}
