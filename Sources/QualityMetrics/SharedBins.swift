import Metadata
import TableData

/// Bins that both sides share, laid by the real side, for ``SharedBinContingency``.
package enum SharedBins {
  /// Quantile bins of a column of numbers.
  package static let binCount = 10
  /// Categories with a bin of their own, the commonest of the real side; the rest share one.
  package static let categoryCount = 30

  /// The bins that fit a column.
  ///
  /// - Parameters:
  ///   - real: the real values.
  ///   - clone: the clone's.
  ///   - kind: what the numbers are; nil for categories.
  /// - Returns: both sides in bins.
  static func codes(
    real: ColumnValues,
    clone: ColumnValues,
    numbersOf kind: ValueKind?
  ) -> SharedCodes {
    guard let kind else { return categories(SharedCodes(real: real, clone: clone)) }
    return quantiles(real: real.numbers(kind: kind), clone: clone.numbers(kind: kind))
  }

  /// Quantile bins of the real side's values; code 0 is NULL (NaN).
  package static func quantiles(real: [Double], clone: [Double]) -> SharedCodes {
    let sorted = real.filter { !$0.isNaN }.sorted()
    var cuts: [Double] = []
    if !sorted.isEmpty {
      for bin in 1..<binCount {
        let cut = sorted[bin * sorted.count / binCount]
        if cut != cuts.last, cut != sorted.first { cuts.append(cut) }
      }
    }
    func code(_ value: Double) -> Int32 {
      guard !value.isNaN else { return 0 }
      var code: Int32 = 1
      for cut in cuts where cut <= value { code += 1 }
      return code
    }
    return SharedCodes(real: real.map(code), clone: clone.map(code), count: cuts.count + 2)
  }

  /// The commonest real categories keep their own code; code 0 stays NULL and the last takes all others.
  package static func categories(_ codes: SharedCodes) -> SharedCodes {
    let counts = codes.realCounts
    let ranked = (1..<max(1, codes.count)).sorted {
      (counts[$1], $0) < (counts[$0], $1)
    }
    let others = Int32(min(ranked.count, categoryCount) + 1)
    var translation = [Int32](repeating: others, count: max(1, codes.count))
    translation[0] = 0
    for (rank, code) in ranked.prefix(categoryCount).enumerated() {
      translation[code] = Int32(rank + 1)
    }
    return SharedCodes(
      real: codes.real.map { translation[Int($0)] },
      clone: codes.clone.map { translation[Int($0)] },
      count: Int(others) + 1
    )
  }
}
