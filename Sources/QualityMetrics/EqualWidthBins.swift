/// Ten bins of equal width over one side's own range: how SDMetrics' report pairs a number with a category.
///
/// Follows `numpy.histogram_bin_edges` and `numpy.digitize`: the largest value and missing values (NaN) fall
/// into the same bin beyond the last edge.
package struct EqualWidthBins: Sendable {
  /// NumPy's default.
  package static let binCount = 10

  private let edges: [Double]

  /// Lays the bins over the finite values; without any they cover 0 to 1.
  package init(over values: [Double]) {
    var low = Double.infinity
    var high = -Double.infinity
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    if low > high { (low, high) = (0, 1) }
    if low == high { (low, high) = (low - 0.5, high + 0.5) }
    let step = (high - low) / Double(Self.binCount)
    edges = (0..<Self.binCount).map { Double($0) * step + low } + [high]
  }

  /// The bin of a value, 0 (below the range) to 11 (at or above its end, or missing).
  package func bin(of value: Double) -> Int32 {
    guard !value.isNaN else { return Int32(edges.count) }
    var bin: Int32 = 0
    for edge in edges where edge <= value { bin += 1 }
    return bin
  }

  /// A pair of columns, each in bins of its own side's range.
  package static func codes(real: [Double], clone: [Double]) -> SharedCodes {
    let realBins = EqualWidthBins(over: real)
    let cloneBins = EqualWidthBins(over: clone)
    return SharedCodes(
      real: real.map(realBins.bin(of:)),
      clone: clone.map(cloneBins.bin(of:)),
      count: binCount + 2
    )
  }
}
