/// A mean over children that tells parents apart.
struct MeanReliability {
  /// How much of the variance of the parents' means is theirs, and not by chance (Spearman and Brown,
  /// 1910, DOI 10.1111/j.2044-8295.1910.tb00206.x).
  let reliability: Double
  /// Whether the share is beyond what chance gives now and then.
  let isSignificant: Bool

  /// Standard errors of the share of independent numbers above which it is not by chance.
  private static let minimumErrors = 3.0

  /// - `share`: of the variance that lies between parents, less what chance alone would give.
  init(share: Double, rows: Int, parents: Int) {
    let size = Double(rows) / Double(max(1, parents))
    reliability = share > 0 ? share * size / (1 + share * (size - 1)) : 0
    let error = (2 * Double(parents)).squareRoot() / Double(max(1, rows))
    isSignificant = share > Self.minimumErrors * error
  }
}
