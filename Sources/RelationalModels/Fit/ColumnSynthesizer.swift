import ColumnTransforms
import Statistics
import TableModels

/// What draws the columns of rows in a table whose columns have no trees of their own.
enum ColumnSynthesizer: Sendable, Codable {
  case marginals(FittedMarginals)
  case gaussianCopula(GaussianCopula)
  case hierarchicalCopula(HierarchicalCopula)

  /// Features that drawing looks at.
  var usedFeatures: [Int] {
    switch self {
    case .marginals(let marginals): marginals.usedFeatures
    case .gaussianCopula(let copula): copula.usedFeatures
    case .hierarchicalCopula(let copula): copula.usedFeatures
    }
  }

  /// The largest code that a target can come out as; nil where there is no such target.
  func largestCode(of target: Int) -> Int32? {
    switch self {
    case .marginals(let marginals): marginals.largestCode(of: target)
    case .gaussianCopula(let copula): copula.largestCode(of: target)
    case .hierarchicalCopula(let copula): copula.largestCode(of: target)
    }
  }

  /// The distribution that a target is drawn from, in words; nil where it is drawn from its codes.
  func marginal(of target: Int) -> String? {
    let variable = copula?.variables.first { $0.source == .value(target) }
    guard let marginal = variable?.marginal else { return nil }
    let family = "a \(marginal.distribution.family.rawValue) distribution"
    switch marginal.scaler {
    case .some(.log): return "\(family) of its logarithm"
    case .some(.logit): return "\(family) of its logit"
    case nil: return family
    }
  }

  /// Keys of whose parents rows are drawn given parameters.
  var levels: [ParentLevel] {
    if case .hierarchicalCopula(let copula) = self { copula.levels } else { [] }
  }

  /// Share of the variance of a target's values that lies between parents by a level.
  func shareBetweenParents(of target: Int, level: ParentLevel) -> Double {
    guard case .hierarchicalCopula(let copula) = self else { return 0 }
    return copula.shareBetweenParents(of: target, level: level)
  }

  private var copula: GaussianCopula? {
    switch self {
    case .marginals: nil
    case .gaussianCopula(let copula): copula
    case .hierarchicalCopula(let copula): copula.copula
    }
  }

  /// - `parameters`: of every parent, by key.
  func sampler(parameters: [Int: [Float]]) -> any RowSampler {
    switch self {
    case .marginals(let marginals): marginals.sampler()
    case .gaussianCopula(let copula): copula.sampler()
    case .hierarchicalCopula(let copula): copula.sampler(parameters: parameters)
    }
  }
}
