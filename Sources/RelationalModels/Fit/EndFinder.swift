import Metadata
import TableData

/// Where a series ends together with another one of the same parent.
struct SharedEnd: Codable {
  /// The last end of the other table, among the parent's columns.
  let source: ValueSource
  /// What series that go on hold: a value that stands for "no end", or nil for null.
  let open: Double?
}

/// Finds times that end with those of a table generated before: the last salary and the last title of an employee
/// end on the same day, or not yet.
struct EndFinder {
  let frame: TableFrame
  let fit: FitColumns
  let plan: TablePlan
  let state: FitState

  /// Share of the parents that must agree.
  private static let minimumShare = 0.999

  func sharedEnd(of column: Int) -> SharedEnd? {
    guard let context = plan.contextKey, fit.columns[column].type.valueKind.isMoment,
      !fit.numbers[column].isEmpty
    else { return nil }
    let parent = plan.keys[context].parent
    let kind = fit.columns[column].type.valueKind
    let ends = (state.childEnds[parent] ?? [:]).filter { $0.value.isLast && $0.value.kind == kind }
    let sentinel = fit.sentinels[column].max()
    return ends.sorted { $0.key < $1.key }.first { agrees(column, $0.value.values) }.map {
      SharedEnd(source: .parent(key: context, column: $0.key), open: sentinel)
    }
  }

  private func agrees(_ column: Int, _ ends: [Double]) -> Bool {
    var distinct: Set<Double> = []
    var agreeing = 0
    var parents = 0
    for parent in 0..<max(0, frame.groupStart.count - 1) {
      let stop = Int(frame.groupStart[parent + 1])
      guard stop > Int(frame.groupStart[parent]), !ends[parent].isNaN else { continue }
      parents += 1
      let value = fit.numbers[column][stop - 1]
      let isOpen = fit.isOpen(value, in: column)
      guard isOpen ? ends[parent] == ChildEnd.open : ends[parent] == value else { continue }
      agreeing += 1
      if !isOpen { distinct.insert(value) }
    }
    return distinct.count >= 2 * frame.k && Double(agreeing) >= Self.minimumShare * Double(parents)
  }
}
