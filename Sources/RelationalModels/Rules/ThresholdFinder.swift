import ColumnTransforms
import Metadata

/// Finds labels that tell in which of a few stretches another column's number or date lies, such as a tier that
/// points decide.
struct ThresholdFinder {
  struct Finding {
    var source: Int
    var bounds: [Double]
    var codes: [Int32]
    var evidence: RuleEvidence
  }

  private static let maximumLabels = 16
  private static let maximumStretches = 12
  /// Rows of a stretch; fewer prove nothing about where it ends.
  private static let minimumRows = 20

  let scope: RuleScope

  /// Stretches of another column that decide this one; nil where none does.
  func finding(of column: Int) -> Finding? {
    guard let codec = scope.fit.codecs[column], codec.isExact,
      codec.codeCount <= Self.maximumLabels, !scope.isPart(column)
    else { return nil }
    for source in scope.fit.modelled where source != column && !scope.isPart(source) {
      let type = scope.fit.columns[source].type.valueKind
      guard type.isPlainNumber || type.isMoment,
        let (bounds, codes) = stretches(of: source, labelling: column)
      else { continue }
      var evidence = RuleEvidence()
      for row in 0..<scope.frame.rowCount {
        let number = scope.fit.numbers[source][row]
        guard !number.isNaN else { continue }
        let place = Self.place(of: number, in: bounds)
        evidence.add(
          unit: scope.frame.units[row],
          holds: codes[place] == scope.fit.codes[column][row]
        )
        if evidence.isLost(of: scope.frame.rowCount) { break }
      }
      if evidence.isBorneOut, evidence.exceptions == 0 {
        return Finding(source: source, bounds: bounds, codes: codes, evidence: evidence)
      }
    }
    return nil
  }

  /// The stretch that a number lies in: the first whose upper bound is not below it.
  static func place(of number: Double, in bounds: [Double]) -> Int {
    bounds.firstIndex { number <= $0 } ?? bounds.count
  }

  /// Runs of one label when rows are sorted by the source; bounds lie halfway between two rows.
  private func stretches(of source: Int, labelling column: Int) -> ([Double], [Int32])? {
    let numbers = scope.fit.numbers[source]
    let labels = scope.fit.codes[column]
    // All rows, so that no bound lies where a row of the other half would contradict it.
    let rows = (0..<numbers.count).filter { !numbers[$0].isNaN }
      .sorted { (numbers[$0], $0) < (numbers[$1], $1) }
    // Rows without a number would be left without a rule.
    guard rows.count == numbers.count else { return nil }
    var bounds: [Double] = []
    var codes: [Int32] = []
    var length = 0
    for (place, row) in rows.enumerated() {
      if let last = codes.last, last == labels[row] {
        length += 1
        continue
      }
      if place > 0 {
        let before = numbers[rows[place - 1]]
        guard before < numbers[row], length >= Self.minimumRows,
          codes.count < Self.maximumStretches
        else { return nil }
        bounds.append(before + ((numbers[row] - before) / 2).rounded(.down))
      }
      codes.append(labels[row])
      length = 1
    }
    // Each stretch twice on the average would be no order but noise with few values.
    guard length >= Self.minimumRows, bounds.count >= 1,
      bounds.count < 2 * Set(codes).count
    else { return nil }
    return (bounds, codes)
  }
}
