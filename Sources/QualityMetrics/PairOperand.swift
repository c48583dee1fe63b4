import Metadata
import TableData

/// A column made ready for its pairs: what is shared by all of them is computed once.
struct PairOperand {
  private let name: String
  /// Nil for categories.
  private let numbers: (real: [Double], clone: [Double])?
  /// Categories as they are; numbers in bins of each side's own range.
  private let codes: SharedCodes
  /// The same in bins that both sides share.
  private let sharedBins: SharedCodes

  init(_ column: ColumnQuality, real: ColumnValues, clone: ColumnValues) {
    name = column.column
    if column.treatment == .number {
      let numbers = (real: real.numbers(kind: column.kind), clone: clone.numbers(kind: column.kind))
      self.numbers = numbers
      codes = EqualWidthBins.codes(real: numbers.real, clone: numbers.clone)
      sharedBins = SharedBins.quantiles(real: numbers.real, clone: numbers.clone)
    } else {
      numbers = nil
      codes = SharedCodes(real: real, clone: clone)
      sharedBins = SharedBins.categories(codes)
    }
  }

  /// Two numbers by correlation, anything else by contingency.
  func score(with other: PairOperand) -> PairQuality {
    var pair = PairQuality(first: name, second: other.name, metric: .contingencySimilarity)
    pair.sharedBinContingency = SharedBinContingency.score(sharedBins, other.sharedBins)
    if let numbers, let others = other.numbers {
      pair.metric = .correlationSimilarity
      let result = CorrelationSimilarity.score(
        real: (numbers.real, others.real),
        clone: (numbers.clone, others.clone)
      )
      pair.score = result?.score
      pair.realAssociation = result?.real
      pair.cloneAssociation = result?.clone
    } else {
      let result = ContingencySimilarity.score(codes, other.codes)
      pair.score = result?.score
      pair.realAssociation = result?.real
      pair.cloneAssociation = result?.clone
    }
    return pair
  }
}
