import Statistics

/// Correlated normal variables that become known one after the other.
struct LatentRow {
  /// Lower triangular, row by row.
  let factor: [Double]
  let count: Int
  /// What each variable adds to those before it, in standard deviations.
  var innovations: [Double]

  /// - `factor`: Cholesky's, of the correlations.
  init(factor: [Double], count: Int) {
    self.factor = factor
    self.count = count
    innovations = [Double](repeating: 0, count: count)
  }

  /// Standard deviations by which a given value counts, at most: what the source has nothing like says nothing more.
  private static let farthest = 4.0

  /// Sets a variable to where a code is, given those before it; anywhere where the code says nothing.
  mutating func place(
    _ position: Int,
    at code: Int32,
    of scale: LatentScale,
    using generator: inout CounterGenerator
  ) {
    guard let level = scale.level(of: code) else {
      innovations[position] = generator.normal()
      return
    }
    let (low, high) = scale.stretch(ofLevel: level)
    let mean = mean(position)
    let deviation = factor[position * count + position]
    let drawn = StandardNormal.draw(
      from: (low - mean) / deviation,
      to: (high - mean) / deviation,
      using: &generator
    )
    innovations[position] = min(max(drawn, -Self.farthest), Self.farthest)
  }

  /// Sets a variable to a value.
  mutating func set(_ position: Int, to value: Double) {
    let innovation = (value - mean(position)) / factor[position * count + position]
    innovations[position] = min(max(innovation, -Self.farthest), Self.farthest)
  }

  /// Of a variable given those before it.
  private func mean(_ position: Int) -> Double {
    let start = position * count
    var sum = 0.0
    for earlier in 0..<position { sum += factor[start + earlier] * innovations[earlier] }
    return sum
  }

  /// The value of a variable.
  func latent(_ position: Int) -> Double {
    mean(position) + factor[position * count + position] * innovations[position]
  }
}
