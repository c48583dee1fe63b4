/// The share of the clone's rows whose category the real side has, as SDMetrics' `CategoryAdherence`.
package enum CategoryAdherence {
  /// The score, NULL being a category like others; nil where the clone has no rows.
  package static func score(_ codes: SharedCodes) -> Double? {
    guard !codes.clone.isEmpty else { return nil }
    let known = zip(codes.realCounts, codes.cloneCounts).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    return Double(known) / Double(codes.clone.count)
  }
}
