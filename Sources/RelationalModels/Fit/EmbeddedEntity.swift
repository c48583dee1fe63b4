import Metadata
import TableData

/// An entity without a table of its own: siblings in a row that hold its identifier repeat all that depends on it,
/// as the lines of a basket repeat its day and its shop.
///
/// Foreign keys that follow from the identifier are part of the entity.
struct EmbeddedEntity {
  /// Position among the stored columns of the one that tells entities apart.
  let identifier: Int
  /// Positions of the columns that follow from it, itself included.
  let columns: Set<Int>
  /// Positions among the plan's keys of those that follow from it.
  let keys: Set<Int>
  /// Whether a row is the first of its entity.
  let isFirst: [Bool]

  /// The first rows, ascending.
  var firstRows: [Int32] { isFirst.indices.filter { isFirst[$0] }.map { Int32($0) } }
}

/// Finds the entity that a table's siblings embed.
struct EmbeddedEntityFinder {
  /// Share of the rows that must belong to the entity of their previous sibling.
  private static let minimumShare = 0.1
  /// Entities per context parent below which the parent itself is the entity.
  private static let minimumPerParent = 1.2
  /// −ln of the probability below which agreement within entities is not taken for chance.
  private static let surprise = 10.0

  let frame: TableFrame
  let fit: FitColumns
  let plan: TablePlan
  let places: SiblingPlaces

  func entity() -> EmbeddedEntity? {
    guard plan.contextKey != nil, frame.orphanStart == frame.rowCount, frame.rowCount > 0 else {
      return nil
    }
    let candidates = fit.columns.indices.compactMap { position -> (Int, [Bool])? in
      firstRows(ofIdentifier: position).map { (position, $0) }
    }
    let found = candidates.compactMap { position, isFirst in
      entity(identifiedBy: position, isFirst: isFirst)
    }
    return found.max {
      ($0.columns.count + $0.keys.count, $1.identifier)
        < ($1.columns.count + $1.keys.count, $0.identifier)
    }
  }

  /// First rows where equal values stand together and nowhere else; nil where they do not.
  private func firstRows(ofIdentifier position: Int) -> [Bool]? {
    guard fit.roles[position].hasOwnValues, let values = frame.rows[fit.columns[position].name],
      values.nullCount == 0
    else { return nil }
    let hasher = RowHasher([values])
    var isFirst = [Bool](repeating: false, count: frame.rowCount)
    var seen: Set<UInt64> = []
    var last: UInt64?
    var groups = 0
    for row in 0..<frame.rowCount {
      guard let hash = hasher.hash(row: row) else { return nil }
      if places.place[row] == 0 { groups += 1 }
      if places.place[row] == 0 || hash != last {
        guard seen.insert(hash).inserted else { return nil }
        isFirst[row] = true
      }
      last = hash
    }
    let again = frame.rowCount - seen.count
    guard Double(again) >= Self.minimumShare * Double(frame.rowCount), again >= 2 * frame.k,
      seen.count >= 4 * frame.k, Double(seen.count) >= Self.minimumPerParent * Double(groups)
    else { return nil }
    return isFirst
  }

  private func entity(identifiedBy identifier: Int, isFirst: [Bool]) -> EmbeddedEntity? {
    let columns = fit.columns.indices.filter { position in
      guard position != identifier else { return true }
      guard fit.roles[position].hasOwnValues, let values = frame.rows[fit.columns[position].name]
      else { return false }
      let hasher = RowHasher([values])
      return follows(isFirst) { hasher.hashWithNulls(row: $0) }
    }
    let keys = plan.keys.indices.filter { key in
      guard key != plan.contextKey, plan.keyRoles[key] == .matched else { return false }
      let values = plan.keys[key].childColumns.compactMap { frame.rows[$0] }
      let hasher = RowHasher(values)
      return follows(isFirst) { hasher.hashWithNulls(row: $0) }
    }
    guard columns.count + keys.count > 1 else { return nil }
    return EmbeddedEntity(
      identifier: identifier,
      columns: Set(columns),
      keys: Set(keys),
      isFirst: isFirst
    )
  }

  /// Whether rows of one entity always agree, more than neighbouring entities do.
  private func follows(_ isFirst: [Bool], _ hash: (Int) -> UInt64) -> Bool {
    var again = 0
    var neighbours = 0
    var alike = 0
    for row in 1..<frame.rowCount where places.place[row] > 0 {
      let isEqual = hash(row) == hash(row - 1)
      if !isFirst[row] {
        guard isEqual else { return false }
        again += 1
      } else {
        neighbours += 1
        if isEqual { alike += 1 }
      }
    }
    let differ = Double(neighbours - alike) / Double(max(1, neighbours))
    return Double(again) * differ >= Self.surprise
  }
}
