import Statistics

@testable import ConditionalTrees

/// Rows with binned features, a target and units, as tests write them down.
struct TreeSample {
  var features: [[UInt8]]
  var isCategorical: [Bool]
  var codes: [Int32]
  var units: [Int32]

  /// By default each row is a unit of its own.
  init(
    _ features: [[UInt8]],
    isCategorical: [Bool]? = nil,
    codes: [Int32],
    units: [Int32]? = nil
  ) {
    self.features = features
    self.isCategorical =
      isCategorical ?? [Bool](repeating: false, count: features.first?.count ?? 0)
    self.codes = codes
    self.units = units ?? codes.indices.map { Int32($0) }
  }

  var matrix: FeatureMatrix {
    var matrix = FeatureMatrix(rowCount: codes.count, isCategorical: isCategorical)
    matrix.bytes = features.flatMap { $0 }
    return matrix
  }

  var rows: [Int32] { codes.indices.map { Int32($0) } }

  /// Codes are their own buckets.
  func model(
    _ tier: ConditionalModel.Tier,
    seed: UInt64 = 1,
    isOrdinal: Bool = false,
    minimumUnits: Int = 20
  ) -> ConditionalModel {
    var generator = CounterGenerator(seed)
    return ConditionalModel(
      fitting: target(isOrdinal: isOrdinal),
      matrix: matrix,
      rows: rows,
      units: units,
      candidates: Array(isCategorical.indices),
      minimumUnits: minimumUnits,
      tier: tier,
      using: &generator
    )
  }

  /// The same rows as a model sees them.
  func trainingSet(isOrdinal: Bool = false, minimumUnits: Int = 20) -> TrainingSet {
    TrainingSet(
      target(isOrdinal: isOrdinal),
      matrix: matrix,
      rows: rows,
      units: units,
      candidates: Array(isCategorical.indices),
      minimumUnits: minimumUnits
    )
  }

  private func target(isOrdinal: Bool) -> TreeTarget {
    TreeTarget(
      codes: codes,
      bucketOfCode: (0...(codes.max() ?? 0)).map { UInt8($0) },
      isOrdinal: isOrdinal
    )
  }
}

extension ConditionalModel {
  /// Codes drawn for one row of bins.
  func draws(_ features: [UInt8], count: Int = 2_000, seed: UInt64 = 9) -> [Int32] {
    var generator = CounterGenerator(seed)
    return features.withUnsafeBufferPointer { features in
      guard let base = features.baseAddress else { return [] }
      return (0..<count).map { _ in sample(base, using: &generator) }
    }
  }

  /// Share of a code among draws for one row of bins.
  func share(of code: Int32, given features: [UInt8]) -> Double {
    let draws = draws(features)
    return Double(draws.reduce(0) { $0 + ($1 == code ? 1 : 0) }) / Double(draws.count)
  }
}
