import Foundation

/// ``KSComplement`` of the differences between rows of a sequence, as SDMetrics' metric of this name.
package enum InterRowMSAS {
  /// The score, or nil where a side has no differences.
  ///
  /// The differences of all sequences are one distribution; SDMetrics 0.32's documentation speaks of their mean in
  /// each sequence, its values do not.
  ///
  /// - Parameters:
  ///   - real: the real sequences.
  ///   - clone: the clone's.
  ///   - distance: how many rows apart.
  ///   - ofLogarithms: whether to compare ratios: differences of natural logarithms.
  /// - Returns: a score from 0 to 1, or nil.
  package static func score(
    real: Sequences,
    clone: Sequences,
    distance: Int = 1,
    ofLogarithms: Bool = false
  ) -> Double? {
    func differences(_ side: Sequences) -> [Double] {
      side.numbers.flatMap { numbers -> [Double] in
        guard numbers.count > distance else { return [] }
        let numbers = ofLogarithms ? numbers.map { log($0) } : numbers
        return (distance..<numbers.count).compactMap { row in
          let difference = numbers[row] - numbers[row - distance]
          return difference.isNaN ? nil : difference
        }
      }
    }
    return KSComplement.score(numbers: differences(real), differences(clone))
  }
}
