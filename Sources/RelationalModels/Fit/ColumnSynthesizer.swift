import TableModels

/// What draws the columns of rows in a table whose columns have no trees of their own.
enum ColumnSynthesizer: Sendable, Codable {
  case marginals(FittedMarginals)
  case gaussianCopula(GaussianCopula)

  /// Features that drawing looks at.
  var usedFeatures: [Int] {
    switch self {
    case .marginals(let marginals): marginals.usedFeatures
    case .gaussianCopula(let copula): copula.usedFeatures
    }
  }

  func sampler() -> any RowSampler {
    switch self {
    case .marginals(let marginals): marginals.sampler()
    case .gaussianCopula(let copula): copula.sampler()
    }
  }
}
