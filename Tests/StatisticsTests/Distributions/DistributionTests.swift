import Foundation
import Testing

@testable import Statistics

/// What Fixtures/make_distributions.py wrote down.
private struct Expected: Decodable {
  var parameters: [Double]
  var shares: [Double]
  var quantiles: [Double]
  var points: [Double]
  var cdf: [Double]
  var logDensity: [Double]
  var sample: [Double]
  var logLikelihood: Double

  static let ofFamily: [String: Expected] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/distributions.json")
    guard let data = try? Data(contentsOf: file) else { return [:] }
    return (try? JSONDecoder().decode([String: Expected].self, from: data)) ?? [:]
  }()
}

/// Every family of distributions beside scipy's.
@Suite struct DistributionTests {
  private static func distribution(
    _ family: MarginalDistribution.Family,
    _ p: [Double]
  ) -> any ContinuousDistribution {
    switch family {
    case .normal: NormalDistribution(mean: p[0], deviation: p[1])
    case .beta: BetaDistribution(a: p[0], b: p[1], low: p[2], high: p[3])
    case .gamma: GammaDistribution(shape: p[0], scale: p[1], low: p[2])
    case .truncatedNormal:
      TruncatedNormalDistribution(mean: p[0], deviation: p[1], low: p[2], high: p[3])
    case .uniform: UniformDistribution(low: p[0], high: p[1])
    case .studentT: StudentTDistribution(degrees: p[0], location: p[1], scale: p[2])
    case .logLaplace: LogLaplaceDistribution(exponent: p[0], scale: p[1], low: p[2])
    case .gaussianKernel:
      GaussianKernelDistribution(points: Array(p.dropFirst()), bandwidth: p[0])
    }
  }

  private func isNear(_ value: Double, _ expected: Double, _ tolerance: Double = 1e-9) -> Bool {
    value == expected || abs(value - expected) <= tolerance * max(1, abs(expected))
  }

  @Test(arguments: MarginalDistribution.Family.allCases)
  func `functions are scipy's`(_ family: MarginalDistribution.Family) throws {
    let expected = try #require(Expected.ofFamily[family.rawValue])
    let distribution = Self.distribution(family, expected.parameters)
    for (place, point) in expected.points.enumerated() {
      #expect(isNear(distribution.cdf(point), expected.cdf[place]), "cdf at \(point)")
      #expect(
        isNear(distribution.logDensity(point), expected.logDensity[place], 1e-8),
        "density at \(point)"
      )
    }
    for (share, quantile) in zip(expected.shares, expected.quantiles) {
      #expect(isNear(distribution.quantile(share), quantile), "\(share)")
    }
  }

  @Test(arguments: MarginalDistribution.Family.allCases)
  func `quantiles undo the distribution function`(_ family: MarginalDistribution.Family) throws {
    let expected = try #require(Expected.ofFamily[family.rawValue])
    let distribution = Self.distribution(family, expected.parameters)
    for share in stride(from: 0.05, to: 1, by: 0.05) {
      #expect(isNear(distribution.cdf(distribution.quantile(share)), share))
    }
  }

  @Test(arguments: MarginalDistribution.Family.allCases)
  func `fits are as likely as scipy's`(_ family: MarginalDistribution.Family) throws {
    let expected = try #require(Expected.ofFamily[family.rawValue])
    let fitted = try #require(MarginalDistribution(family, fitting: expected.sample))
    #expect(fitted.family == family)
    let likelihood = fitted.distribution.logLikelihood(expected.sample)
    #expect(
      isNear(likelihood, expected.logLikelihood, 1e-6),
      "\(likelihood) \(expected.logLikelihood)"
    )
  }

  @Test(arguments: MarginalDistribution.Family.allCases)
  func `constants and nothing are not fitted`(_ family: MarginalDistribution.Family) {
    #expect(MarginalDistribution(family, fitting: []) == nil)
    #expect(MarginalDistribution(family, fitting: [2]) == nil)
    #expect(MarginalDistribution(family, fitting: [2, 2, 2]) == nil)
  }

  @Test func `the nearest family is the one that values come from`() throws {
    for family in [
      MarginalDistribution.Family.normal, .gamma, .uniform, .studentT, .logLaplace,
    ] {
      let expected = try #require(Expected.ofFamily[family.rawValue])
      let distribution = Self.distribution(family, expected.parameters)
      let sample = (1...1_000).map { distribution.quantile((Double($0) - 0.5) / 1_000) }
      let nearest = try #require(MarginalDistribution.nearest(to: sample))
      #expect(nearest.distance < 0.02)
      #expect(nearest.distribution.family != .gaussianKernel)
    }
  }

  @Test func `kernels are taken where no family is near`() throws {
    let sample = (0..<600).map { Double($0 % 3) * 10 + Double($0) / 600 }.sorted()
    #expect(MarginalDistribution.nearest(to: sample)?.distribution.family == .gaussianKernel)
  }
}
