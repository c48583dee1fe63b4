import TableData

/// A key that points where the parent of another key points: the customer of a payment is the customer of its rental.
struct KeyAgreement: Codable {
  /// Position of the key in the plan's keys.
  var key: Int
  /// Position of the other key.
  var via: Int
  /// The key of its parent, among the keys of that table's plan.
  var viaKey: Int
}

/// What rows say about two ways leading to the same parent.
struct KeyAgreementTally {
  /// Rows in which one of the ways leads somewhere.
  private(set) var rows = 0
  private(set) var exceptions = 0
  /// Rows by the parent that the first way leads to.
  private var counts: [Int32: Int] = [:]

  /// Agreement by chance is likely where nearly all rows have the same parent.
  private static let minimumDiffering = 20
  /// Of the rows that do not have the commonest parent, at most this share may differ.
  private static let unexplainedShare = 0.02

  /// - `goal`: the parent of every row, or one of ``TableFrame/Parent``.
  /// - `other`: the same on another way; nil where there is no such way.
  init(goal: [Int32], other: (Int) -> Int32?) {
    for row in goal.indices where goal[row] >= TableFrame.Parent.null {
      guard let found = other(row), found >= TableFrame.Parent.null,
        max(found, goal[row]) > TableFrame.Parent.null
      else { continue }
      rows += 1
      counts[goal[row], default: 0] += 1
      if found != goal[row] { exceptions += 1 }
    }
  }

  var isAgreed: Bool {
    let differing = rows - (counts.values.max() ?? 0)
    return rows >= RuleEvidence.minimumRows && differing >= Self.minimumDiffering
      && Double(exceptions) <= RuleEvidence.maximumExceptions * Double(rows)
      && Double(exceptions) <= Self.unexplainedShare * Double(differing)
  }
}
