import Foundation
import Statistics

/// Fits several models of one target and keeps the one that foretells held-out units best.
struct ModelTrial {
  private let set: TrainingSet
  private let minimumUnits: Int
  /// The set with places in the order as codes.
  private let placed: TrainingSet
  private let order: CodeOrder
  /// Rows that models learn from, that end boosting, and that judge.
  private let learning: [Int32]
  private let ending: [Int32]
  private let judging: [Int32]

  /// Share of the units in each part.
  private static let shares = [0.75, 0.15, 0.1]
  /// Rows that a model learns from at most.
  private static let maximumRows = 50_000.0
  /// Units below which there are too few to judge by, as a multiple of the least units of a leaf.
  private static let minimumLeaves = 10
  /// Weight of the frequency in what is judged, so that one code not foreseen does not decide.
  private static let frequencyWeight = 0.02

  /// nil where conditions or units are missing and there is nothing to choose.
  init?(_ set: TrainingSet, minimumUnits: Int, seed: UInt64) {
    guard !set.features.isEmpty, set.unitCount >= Self.minimumLeaves * minimumUnits else {
      return nil
    }
    self.set = set
    self.minimumUnits = minimumUnits
    order = CodeOrder(set)
    placed = set.placed(in: order)
    let scale = min(1, Self.maximumRows / (Self.shares[0] * Double(set.rowCount)))
    let parts = set.parts(Self.shares.map { $0 * scale }, seed: seed)
    (learning, ending, judging) = (parts[0], parts[1], parts[2])
  }

  /// The forest, unless the judging rows are foretold better by boosted trees, or by no conditions at all.
  func best(using generator: inout CounterGenerator) -> ConditionalModel {
    let sample = placed.selecting(learning)
    let forest = ConditionalForest(sample, minimumUnits: minimumUnits, using: &generator)
    let frequency = ConditionalForest(
      sample.unconditional,
      minimumUnits: minimumUnits,
      using: &generator
    )
    let boosted = BoostedTree(
      placed,
      order: order,
      rows: learning,
      leftOut: ending,
      forest: forest,
      minimumUnits: minimumUnits
    )
    var gains = (frequency: Gain(), boosted: Gain())
    // The models look at features by their position in a whole row.
    var row = [UInt8](repeating: 0, count: (set.features.last ?? 0) + 1)
    row.withUnsafeMutableBufferPointer { row in
      guard let base = row.baseAddress else { return }
      for judged in judging {
        for (slot, feature) in set.features.enumerated() {
          base[feature] = set.matrix.bytes[Int(judged) * set.matrix.width + slot]
        }
        let place = placed.codes[Int(judged)]
        let share = frequency.probability(of: place..<(place + 1), given: base)
        func logarithm(_ probability: Double) -> Double {
          let weight = Self.frequencyWeight
          return log((1 - weight) * probability + weight * max(share, 1 / Double(set.rowCount)))
        }
        let known = logarithm(forest.probability(of: place..<(place + 1), given: base))
        let unit = set.units[Int(judged)]
        gains.frequency.add(logarithm(share) - known, of: unit)
        gains.boosted.add(
          logarithm(boosted.probability(ofPlace: place, given: base)) - known,
          of: unit
        )
      }
    }
    if boosted.leafCount > 1, gains.boosted.exceeds(standardErrors: 1),
      gains.boosted.sum > gains.frequency.sum
    {
      let forest = ConditionalForest(placed, minimumUnits: minimumUnits, using: &generator)
      return .boosted(BoostedTree(boosted, forest: forest))
    }
    // Left-out rows have pruned the forest already: chance among many columns is not to undo what it found.
    let isVain = gains.frequency.exceeds(standardErrors: 2)
    return whole(isVain ? set.unconditional : set, using: &generator)
  }

  private func whole(
    _ set: TrainingSet,
    using generator: inout CounterGenerator
  ) -> ConditionalModel {
    .forest(ConditionalForest(set, minimumUnits: minimumUnits, using: &generator))
  }
}

/// What the judging rows gain in log-likelihood over the forest.
private struct Gain {
  private(set) var sum = 0.0
  /// Sum of the squared gains of all units but the last.
  private var squares = 0.0
  private var last: (unit: Int32, gain: Double) = (-1, 0)

  /// - `unit`: does not decrease from call to call.
  mutating func add(_ gain: Double, of unit: Int32) {
    if unit != last.unit {
      squares += last.gain * last.gain
      last = (unit, 0)
    }
    last.gain += gain
    sum += gain
  }

  /// Whether the gain exceeds its own standard error that many times, so that chance does not decide.
  ///
  /// The standard-error rule of CART (Breiman and others, 1984); rows of a unit are no independent witnesses.
  func exceeds(standardErrors: Double) -> Bool {
    sum > standardErrors * (squares + last.gain * last.gain).squareRoot()
  }
}
