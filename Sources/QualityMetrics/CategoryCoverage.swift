/// The share of the real side's categories that the clone has, as SDMetrics' `CategoryCoverage`.
package enum CategoryCoverage {
  /// The score, NULL being no category; nil where the real side has no values.
  package static func score(_ codes: SharedCodes) -> Double? {
    let counts = CategoryCounts(codes)
    return counts.real == 0 ? nil : Double(counts.real - counts.missing) / Double(counts.real)
  }
}
