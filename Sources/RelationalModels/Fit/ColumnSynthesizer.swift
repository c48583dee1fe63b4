import TableModels

/// What draws the columns of rows in a table whose columns have no trees of their own.
enum ColumnSynthesizer: Sendable {
  case marginals(FittedMarginals)

  /// Features that drawing looks at.
  var usedFeatures: [Int] {
    switch self {
    case .marginals(let marginals): marginals.usedFeatures
    }
  }

  func sampler() -> any RowSampler {
    switch self {
    case .marginals(let marginals): marginals.sampler()
    }
  }
}
