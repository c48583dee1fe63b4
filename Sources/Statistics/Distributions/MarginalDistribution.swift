/// A continuous distribution of any of the families.
package enum MarginalDistribution: Sendable, Equatable, Codable {
  case normal(NormalDistribution)
  case beta(BetaDistribution)
  case gamma(GammaDistribution)
  case truncatedNormal(TruncatedNormalDistribution)
  case uniform(UniformDistribution)
  case studentT(StudentTDistribution)
  case logLaplace(LogLaplaceDistribution)
  case gaussianKernel(GaussianKernelDistribution)

  /// Families of distributions.
  package enum Family: String, Sendable, CaseIterable, Codable {
    case normal
    case beta
    case gamma
    case truncatedNormal = "truncated-normal"
    case uniform
    case studentT = "student-t"
    case logLaplace = "log-laplace"
    case gaussianKernel = "gaussian-kde"
  }

  /// Share of the values' range by which the support reaches beyond them, so that the outermost ones are possible in
  /// families that have ends.
  private static let margin = 1e-3

  /// The likeliest distribution of a family; nil where it cannot describe the values.
  ///
  /// - `sample`: finite values, ascending.
  package init?(_ family: Family, fitting sample: [Double]) {
    guard let first = sample.first, let last = sample.last, first < last else { return nil }
    let margin = Self.margin * (last - first)
    let support = (first - margin)...(last + margin)
    func fit<Distribution: ContinuousDistribution>(
      _ wrap: (Distribution) -> Self
    ) -> Self? {
      Distribution.fit(sample, support: support).map(wrap)
    }
    let fitted =
      switch family {
      case .normal: fit(Self.normal)
      case .beta: fit(Self.beta)
      case .gamma: fit(Self.gamma)
      case .truncatedNormal: fit(Self.truncatedNormal)
      case .uniform: fit(Self.uniform)
      case .studentT: fit(Self.studentT)
      case .logLaplace: fit(Self.logLaplace)
      case .gaussianKernel: fit(Self.gaussianKernel)
      }
    guard let fitted else { return nil }
    self = fitted
  }

  /// The distribution with the smallest Kolmogorov–Smirnov distance from the values, with that distance.
  ///
  /// Not the likeliest one: families with different supports and values on a grid make likelihoods incomparable, and one
  /// minus this distance is what shapes of columns are scored by. Kernels, which need hundreds of parameters, are taken
  /// where all others are further away than chance explains.
  ///
  /// - `sample`: finite values, ascending.
  package static func nearest(to sample: [Double]) -> (
    distribution: MarginalDistribution, distance: Double
  )? {
    let found = Family.allCases.filter { $0 != .gaussianKernel }.compactMap { family in
      Self(family, fitting: sample).map { ($0, $0.distribution.distance(from: sample)) }
    }
    let nearest = found.min { $0.1 < $1.1 }
    // The 99th percentile of Kolmogorov's distribution.
    let bound = 1.63 / Double(max(1, sample.count)).squareRoot()
    if let nearest, nearest.1 <= bound { return nearest }
    guard let kernels = Self(.gaussianKernel, fitting: sample) else { return nearest }
    let distance = kernels.distribution.distance(from: sample)
    return nearest.map { $0.1 <= distance ? $0 : (kernels, distance) } ?? (kernels, distance)
  }

  package var family: Family {
    switch self {
    case .normal: .normal
    case .beta: .beta
    case .gamma: .gamma
    case .truncatedNormal: .truncatedNormal
    case .uniform: .uniform
    case .studentT: .studentT
    case .logLaplace: .logLaplace
    case .gaussianKernel: .gaussianKernel
    }
  }

  package var distribution: any ContinuousDistribution {
    switch self {
    case .normal(let distribution): distribution
    case .beta(let distribution): distribution
    case .gamma(let distribution): distribution
    case .truncatedNormal(let distribution): distribution
    case .uniform(let distribution): distribution
    case .studentT(let distribution): distribution
    case .logLaplace(let distribution): distribution
    case .gaussianKernel(let distribution): distribution
    }
  }
}
