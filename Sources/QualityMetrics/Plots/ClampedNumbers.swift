import TableData

/// A column of numbers whose extremes count as the ends of the range that may be shown.
///
/// Means, spreads and directions of these say nothing about single values: none of them can move them far.
struct ClampedNumbers: Sendable {
  /// Missing values are NaN.
  let real: [Double]
  let clone: [Double]
  let range: ProtectedRange

  init(real: [Double], clone: [Double], range: ProtectedRange) {
    func clamped(_ values: [Double]) -> [Double] {
      values.map { $0.isNaN ? $0 : min(max($0, range.low), range.high) }
    }
    self.real = clamped(real)
    self.clone = clamped(clone)
    self.range = range
  }

  /// The columns of a table that have a range, in table order: numbers, and lengths of texts that hardly repeat.
  static func columns(
    of table: ComparedTable,
    _ quality: TableQuality
  ) -> [(column: ColumnQuality, numbers: ClampedNumbers)] {
    quality.columns.compactMap { column in
      guard let range = column.realRange, let real = table.real[column.column],
        let clone = table.clone[column.column]
      else { return nil }
      return (
        column,
        ClampedNumbers(
          real: real.textLengths.numbers(kind: column.kind),
          clone: clone.textLengths.numbers(kind: column.kind),
          range: range
        )
      )
    }
  }
}

/// Mean and standard deviation of the numbers that are there.
struct Moments {
  let mean: Double
  let deviation: Double

  /// Nil for fewer than two numbers.
  init?(_ values: some Sequence<Double>) {
    var count = 0.0
    var mean = 0.0
    var squares = 0.0
    // Welford's way (DOI 10.1080/00401706.1962.10490022), which loses no digits to large means.
    for value in values where value.isFinite {
      count += 1
      let step = value - mean
      mean += step / count
      squares += step * (value - mean)
    }
    guard count >= 2 else { return nil }
    self.mean = mean
    deviation = (squares / (count - 1)).squareRoot()
  }
}
