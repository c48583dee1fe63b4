import Metadata
import TableData

/// How two foreign keys of a table to the same parent keep apart, as in home and away, or from and to.
struct ParentPair: Codable {
  enum Relation: Equatable, Codable {
    /// Never the same row.
    case different
    /// The first one's key is always the smaller.
    case ascending
    /// The edges from the first to the second form no circle.
    case acyclic
  }

  /// Positions in the plan's keys.
  var first: Int
  var second: Int
  var relation: Relation

  /// Rows that must bear a relation out.
  static let minimumSupport = 20

  /// The strongest relation of every two keys to the same parent.
  static func pairs(plan: TablePlan, frame: TableFrame) -> [ParentPair] {
    var pairs: [ParentPair] = []
    for first in plan.keys.indices where isDrawn(plan.keyRoles[first]) {
      for second in plan.keys.indices where second > first && isDrawn(plan.keyRoles[second]) {
        let (left, right) = (plan.keys[first], plan.keys[second])
        guard left.parent == right.parent, left.parentColumns == right.parentColumns,
          !frame.parents[first].isEmpty, !frame.parents[second].isEmpty
        else { continue }
        let edges = edges(left, right, frame: frame)
        guard edges.count >= minimumSupport, edges.allSatisfy({ $0 != $1 }) else { continue }
        func add(_ first: Int, _ second: Int, _ relation: Relation) {
          pairs.append(ParentPair(first: first, second: second, relation: relation))
        }
        switch order(left, right, frame: frame) {
        case true?: add(first, second, .ascending)
        case false?: add(second, first, .ascending)
        case nil:
          add(first, second, isAcyclic(edges) ? .acyclic : .different)
        }
      }
    }
    return pairs
  }

  /// Hashes of both keys where both are set, also of parents that are not in the sample.
  private static func edges(
    _ left: ForeignKey,
    _ right: ForeignKey,
    frame: TableFrame
  ) -> [(UInt64, UInt64)] {
    let from = RowHasher(left.childColumns.compactMap { frame.rows[$0] })
    let to = RowHasher(right.childColumns.compactMap { frame.rows[$0] })
    return (0..<frame.rowCount).compactMap { row in
      guard let from = from.hash(row: row), let to = to.hash(row: row) else { return nil }
      return (from, to)
    }
  }

  private static func isDrawn(_ role: TablePlan.KeyRole) -> Bool {
    role == .context || role == .matched
  }

  /// Whether the left key's number is the smaller one in all rows, or the larger one; nil for neither.
  private static func order(_ left: ForeignKey, _ right: ForeignKey, frame: TableFrame) -> Bool? {
    guard left.childColumns.count == 1, let lower = frame.rows[left.childColumns[0]],
      let upper = frame.rows[right.childColumns[0]]
    else { return nil }
    var ascends = true
    var descends = true
    for row in 0..<frame.rowCount {
      guard !lower.isNull[row], !upper.isNull[row] else { continue }
      guard let a = lower.number(at: row), let b = upper.number(at: row) else { return nil }
      if a >= b { ascends = false }
      if a <= b { descends = false }
    }
    return ascends ? true : descends ? false : nil
  }

  /// Whether edges between rows form no circle: rows without an edge to them are taken away until none is left
  /// (Kahn 1962, DOI 10.1145/368996.369025).
  static func isAcyclic<Node: Hashable>(_ edges: [(Node, Node)]) -> Bool {
    var incoming: [Node: Int] = [:]
    var outgoing: [Node: [Node]] = [:]
    for (from, to) in edges {
      incoming[to, default: 0] += 1
      outgoing[from, default: []].append(to)
    }
    var free = outgoing.keys.filter { incoming[$0] == nil }
    var taken = 0
    while let node = free.popLast() {
      for next in outgoing[node] ?? [] {
        taken += 1
        incoming[next, default: 0] -= 1
        if incoming[next] == 0 { free.append(next) }
      }
    }
    return taken == edges.count
  }
}
