package import ColumnTransforms
import ModelEncoding
package import Statistics

/// A distribution of numbers behind a latent variable.
package struct NumberMarginal: Sendable, Equatable, Codable {
  package let distribution: MarginalDistribution
  /// On whose scale the distribution lies; nil for the numbers' own.
  package let scaler: FittedScaler?
  /// Numbers at evenly spaced latent values; drawing looks them up, because some quantiles take long.
  private let table: [Double]

  /// Latent values between which numbers are looked up; beyond them the outermost ones stand.
  private static let reach = 4.0
  private static let pointsPerUnit = 32.0
  private static var lastPoint: Int { Int(2 * reach * pointsPerUnit) }

  /// - `range`: where numbers may lie.
  private init(
    _ distribution: MarginalDistribution,
    scaler: FittedScaler?,
    range: ClosedRange<Double>
  ) {
    self.distribution = distribution
    self.scaler = scaler
    let restored = { scaler?.scaler.restored($0) ?? $0 }
    let quantile = distribution.distribution.quantile
    table = (0...Self.lastPoint).map { point in
      let latent = Double(point) / Self.pointsPerUnit - Self.reach
      let number = restored(quantile(StandardNormal.cdf(latent)))
      return min(max(number, range.lowerBound), range.upperBound)
    }
  }

  /// Values from which a distribution is fitted, at most.
  private static let valueLimit = 4_000
  /// Kolmogorov–Smirnov distance up to which a distribution counts as near.
  private static let nearDistance = 0.03

  /// The distribution that a target asks for; nil where it has none.
  init?(of target: TrainingTarget) {
    guard target.marginal.source != .codes, let numbers = target.numbers else { return nil }
    let all = target.rows.map { numbers[Int($0)] }.filter(\.isFinite).sorted()
    let step = max(1, Double(all.count) / Double(Self.valueLimit))
    let sample = stride(from: step / 2, to: Double(all.count), by: step).map { all[Int($0)] }
    guard let first = sample.first, let last = sample.last else { return nil }
    let scaler = target.marginal.scaler.flatMap { FittedScaler($0, fitting: sample) }
    guard let distribution = Self.distribution(target.marginal.source, scaler, sample) else {
      return nil
    }
    self.init(distribution, scaler: scaler, range: first...last)
  }

  private static func distribution(
    _ source: MarginalSource,
    _ scaler: FittedScaler?,
    _ sample: [Double]
  ) -> MarginalDistribution? {
    let scaled = scaler.map { fitted in sample.map { fitted.scaler.scaled($0) } } ?? sample
    switch source {
    case .codes: return nil
    case .nearest:
      guard let nearest = MarginalDistribution.nearest(to: scaled),
        nearest.distance <= nearDistance
      else { return nil }
      return nearest.distribution
    case .family(let family): return MarginalDistribution(family, fitting: scaled)
    }
  }

  /// The number behind a latent value.
  func number(at latent: Double) -> Double {
    let place = (min(max(latent, -Self.reach), Self.reach) + Self.reach) * Self.pointsPerUnit
    let lower = min(Int(place), Self.lastPoint - 1)
    return table[lower] + (place - Double(lower)) * (table[lower + 1] - table[lower])
  }
}

extension NumberMarginal: SelfChecking {
  package var problem: String? {
    let isWhole = table.count == Self.lastPoint + 1 && table.allSatisfy(\.isFinite)
    return isWhole ? nil : "the numbers of a distribution are in disorder"
  }
}
