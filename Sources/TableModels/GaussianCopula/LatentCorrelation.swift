/// Correlations of latent normal variables of which only levels are seen.
///
/// If two latent variables have correlation ρ, the scores of their levels have covariance Σ aₖ bₖ ρᵏ, where aₖ and bₖ are
/// the scores' Hermite coefficients (Mehler 1866, DOI 10.1515/crll.1866.66.161). Solved for ρ this gives the
/// correlation of nearly continuous variables, the polychoric one of ordered labels, and all between, from the
/// correlations of the scores alone; rank-based latent models do the same with Kendall's τ (Fan, Liu, Ning and Zou 2017,
/// DOI 10.1111/rssb.12168).
enum LatentCorrelation {
  /// Nothing is taken for an exact function of another thing.
  static let strongest = 0.999
  /// The correlation, or the strongest one.
  static func bounded(_ correlation: Double) -> Double {
    min(max(correlation, -strongest), strongest)
  }

  private static let halvings = 40

  /// The latent correlation that gives scores this correlation; the strongest one where none does.
  static func solve(
    _ correlation: Double,
    _ first: (variance: Double, coefficients: [Double]),
    _ second: (variance: Double, coefficients: [Double])
  ) -> Double {
    let scale = (first.variance * second.variance).squareRoot()
    guard scale > 0, correlation != 0 else { return 0 }
    let products = zip(first.coefficients, second.coefficients).map { $0 * $1 / scale }
    func implied(_ latent: Double) -> Double {
      products.reversed().reduce(0) { ($0 + $1) * latent }
    }
    var (low, high) = correlation > 0 ? (0, strongest) : (-strongest, 0)
    if correlation > 0, implied(high) <= correlation { return high }
    if correlation < 0, implied(low) >= correlation { return low }
    for _ in 0..<halvings {
      let middle = (low + high) / 2
      if implied(middle) < correlation { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
