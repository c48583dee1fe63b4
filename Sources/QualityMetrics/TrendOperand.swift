import Metadata
import TableData

/// How alike two columns hang together on both sides, by the SDMetrics metric that fits them.
struct PairTrend {
  var metric: PairQuality.Metric
  var score: Double?
  /// Pearson's r for a correlation, Cramér's V for a contingency.
  var real: Double?
  var clone: Double?
}

/// A column made ready for its pairs: what is shared by all of them is computed once.
struct TrendOperand {
  /// Nil for categories.
  let numbers: (real: [Double], clone: [Double])?
  /// Categories as they are; numbers in bins of each side's own range.
  let codes: SharedCodes

  /// - Parameters:
  ///   - real: the real values.
  ///   - clone: the clone's.
  ///   - kind: what the numbers are; nil for categories.
  init(real: ColumnValues, clone: ColumnValues, numbersOf kind: ValueKind?) {
    if let kind {
      let numbers = (real: real.numbers(kind: kind), clone: clone.numbers(kind: kind))
      self.numbers = numbers
      codes = EqualWidthBins.codes(real: numbers.real, clone: numbers.clone)
    } else {
      numbers = nil
      codes = SharedCodes(real: real, clone: clone)
    }
  }

  /// Two numbers by correlation, anything else by contingency.
  func trend(with other: TrendOperand) -> PairTrend {
    if let numbers, let others = other.numbers {
      let result = CorrelationSimilarity.score(
        real: (numbers.real, others.real),
        clone: (numbers.clone, others.clone)
      )
      return PairTrend(
        metric: .correlationSimilarity,
        score: result?.score,
        real: result?.real,
        clone: result?.clone
      )
    }
    let result = ContingencySimilarity.score(codes, other.codes)
    return PairTrend(
      metric: .contingencySimilarity,
      score: result?.score,
      real: result?.real,
      clone: result?.clone
    )
  }

  /// The columns of some rows of both sides, by name.
  static func operands(
    _ columns: some Sequence<SDMetricsColumn>,
    real: (rows: TableRows, positions: [Int]),
    clone: (rows: TableRows, positions: [Int])
  ) -> [String: TrendOperand] {
    var operands: [String: TrendOperand] = [:]
    for column in columns {
      guard let realValues = real.rows[column.name], let cloneValues = clone.rows[column.name]
      else { continue }
      operands[column.name] = TrendOperand(
        real: realValues.selecting(real.positions),
        clone: cloneValues.selecting(clone.positions),
        numbersOf: column.kind == .continuous ? column.valueKind : nil
      )
    }
    return operands
  }
}
