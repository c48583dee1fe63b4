import TableData

/// A column of a table made ready for its pairs there.
struct PairOperand {
  private let name: String
  private let trend: TrendOperand
  /// In bins that both sides share.
  private let sharedBins: SharedCodes

  init(_ column: ColumnQuality, real: ColumnValues, clone: ColumnValues) {
    name = column.column
    let kind = column.treatment == .number ? column.kind : nil
    trend = TrendOperand(real: real, clone: clone, numbersOf: kind)
    sharedBins = SharedBins.codes(real: real, clone: clone, numbersOf: kind)
  }

  func score(with other: PairOperand) -> PairQuality {
    let trend = trend.trend(with: other.trend)
    return PairQuality(
      first: name,
      second: other.name,
      metric: trend.metric,
      score: trend.score,
      realAssociation: trend.real,
      cloneAssociation: trend.clone,
      sharedBinContingency: SharedBinContingency.score(sharedBins, other.sharedBins)
    )
  }
}

extension PairQuality {
  var trend: PairTrend {
    PairTrend(metric: metric, score: score, real: realAssociation, clone: cloneAssociation)
  }
}
