/// A stricter pair metric for any two columns: contingency over bins that both sides share, NULL being a bin.
///
/// SDMetrics bins each side by its own range, which hides a shift, and compares numbers by correlation alone,
/// which sees straight lines only. Here numbers fall into the real side's deciles and categories into the real
/// side's 30 commonest, so that a permuted, shifted or null-ridden column shows in every pair it is in.
package enum SharedBinContingency {
  /// The score of two columns in ``SharedBins``, or nil where a side has no rows.
  package static func score(_ first: SharedCodes, _ second: SharedCodes) -> Double? {
    let real = ContingencyTable(
      first.real,
      second.real,
      firstCount: first.count,
      secondCount: second.count
    )
    let clone = ContingencyTable(
      first.clone,
      second.clone,
      firstCount: first.count,
      secondCount: second.count
    )
    return ContingencyTable.totalVariation(real, clone).map { 1 - $0 }
  }
}
