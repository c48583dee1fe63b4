/// ``KSComplement`` of a statistic of every sequence, as SDMetrics' metric of this name.
package enum StatisticMSAS {
  /// The score, or nil where a side has no sequence with enough numbers.
  package static func score(
    real: Sequences,
    clone: Sequences,
    _ statistic: SummaryStatistic
  ) -> Double? {
    func values(_ side: Sequences) -> [Double] {
      side.numbers.compactMap { numbers in statistic.value(of: numbers.filter { !$0.isNaN }) }
    }
    return KSComplement.score(numbers: values(real), values(clone))
  }
}
