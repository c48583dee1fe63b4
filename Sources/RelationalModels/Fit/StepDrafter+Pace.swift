import Metadata

/// Series whose last value is known before the others, as a guide.
///
/// Steps that are drawn one by one add up to any last value. Drawn in units of the mean step that is needed to get
/// there, each makes up for those before it, and the last one closes the gap: stick breaking (Sethuraman 1994,
/// Statistica Sinica 4, 639-650) with sticks of learnt lengths.
extension StepDrafter {
  /// Steps that are mostly the same are no shares of anything.
  private static let maximumUsualShare = 0.75
  private static let minimumChildren = 2.0

  /// Whether a column ascends towards its group's last value in steps of all sizes.
  ///
  /// - `rows`: rows that have something to tell, ascending.
  func headsForEnd(_ column: Int, rows: [Int32]) -> Bool {
    let kind = fit.columns[column].type.valueKind
    // The time of day is in the step and would be lost.
    guard kind == .date || kind.isPlainNumber, fit.sentinels[column].isEmpty,
      !fit.numbers[column].contains(where: \.isNaN)
    else { return false }
    let (later, steps) = differences(column, reference: .previous(column), rows: rows)
    let groups = rows.reduce(0) { $0 + (fitter.places.place[Int($1)] == 0 ? 1 : 0) }
    guard Double(rows.count) >= Self.minimumChildren * Double(groups), Self.isOrdered(steps),
      Self.modalShare(steps) < Self.maximumUsualShare
    else { return false }
    // Whole months are steps of their own.
    return months(column, reference: .previous(column), rows: later, differences: steps) == nil
  }

  /// The mean step from a row's previous sibling to the last one; nil where no way is left.
  func pace(from base: Double, column: Int, row: Int) -> Double? {
    let left = Int(fitter.places.size[row] - fitter.places.place[row])
    let way = fit.numbers[column][row + left - 1] - base
    return way > 0 ? way / Double(left) : nil
  }
}
