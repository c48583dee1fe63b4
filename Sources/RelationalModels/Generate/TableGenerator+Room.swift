import ColumnTransforms
import Metadata
import Statistics
import TableData

/// How many children keys leave room for.
extension TableGenerator {
  /// Parents that a key may refer to; nil where all may.
  func eligibleParents(_ key: Int, tables: [TableID: SyntheticTable]) -> [Bool]? {
    let constants = model.discriminators[key] ?? []
    guard let parent = tables[model.plan.keys[key].parent] else { return nil }
    let isChildless = model.fanOutRules.rows(of: key, .none, parent: parent)
    guard !constants.isEmpty || isChildless != nil else { return nil }
    let isEligible = (0..<parent.rowCount).map { row in
      constants.allSatisfy { parent.hash(row, [$0.parentColumn]) == $0.hash }
        && isChildless?[row] != true
    }
    // Values that the clone does not have cannot be asked for.
    return isEligible.contains(true) ? isEligible : nil
  }

  /// The largest number of children of every parent row that unique keys allow; nil without limits.
  func room(for key: Int, tables: [TableID: SyntheticTable]) -> [Double]? {
    let foreign = model.plan.keys[key]
    guard let parent = tables[foreign.parent] else { return nil }
    var room = [Double](repeating: .infinity, count: parent.rowCount)
    for unique in table.allKeys where unique.predicate == nil && !unique.hasExpressions {
      guard unique.columns.contains(where: { foreign.childColumns.contains($0) }),
        let limits = limits(of: unique, for: key, parent: parent, tables: tables)
      else { continue }
      for row in room.indices { room[row] = min(room[row], limits[row]) }
    }
    if let isEligible = eligibleParents(key, tables: tables) {
      for row in room.indices where !isEligible[row] { room[row] = 0 }
    }
    return room.contains { $0.isFinite } ? room : nil
  }

  /// How many values the rest of a unique key can take beside each row of a parent; nil where that is not known.
  private func limits(
    of unique: UniqueKey,
    for key: Int,
    parent: SyntheticTable,
    tables: [TableID: SyntheticTable]
  ) -> [Double]? {
    let foreign = model.plan.keys[key]
    var rest = Set(unique.columns).subtracting(foreign.childColumns)
    var limits = [Double](repeating: 1, count: parent.rowCount)
    for name in rest {
      guard let position = columnPositions[name],
        !model.columns[position].isNullable || unique.nullsNotDistinct
      else { return nil }
    }
    for (other, role) in model.plan.keyRoles.enumerated()
    where other != key && (role == .context || role == .matched) {
      let covered = rest.intersection(model.plan.keys[other].childColumns)
      guard !covered.isEmpty else { continue }
      guard let factors = candidates(of: other, beside: key, parent: parent, tables: tables) else {
        return nil
      }
      for row in limits.indices { limits[row] *= factors[row] }
      rest.subtract(covered)
    }
    for case .column(let step) in model.rowModel?.steps ?? [] where rest.contains(step.name) {
      guard step.codec.isExact else { return nil }
      for row in limits.indices { limits[row] *= Double(step.codec.codeCount) }
      rest.remove(step.name)
    }
    return rest.isEmpty ? limits : nil
  }

  /// Number of parents of another key that go with each parent of this one.
  private func candidates(
    of other: Int,
    beside key: Int,
    parent: SyntheticTable,
    tables: [TableID: SyntheticTable]
  ) -> [Double]? {
    let (foreign, sibling) = (model.plan.keys[key], model.plan.keys[other])
    guard let partner = tables[sibling.parent] else { return nil }
    let shared = sibling.childColumns.filter { foreign.childColumns.contains($0) }
    let isEligible = eligibleParents(other, tables: tables)
    guard !shared.isEmpty else {
      let count = isEligible?.reduce(0) { $0 + ($1 ? 1 : 0) } ?? partner.rowCount
      return [Double](repeating: Double(count), count: parent.rowCount)
    }
    func names(_ key: ForeignKey) -> [String] {
      shared.compactMap { column in
        key.childColumns.firstIndex(of: column).map { key.parentColumns[$0] }
      }
    }
    var counts: [UInt64: Double] = [:]
    for row in 0..<partner.rowCount where isEligible?[row] ?? true {
      counts[partner.hash(row, names(sibling)), default: 0] += 1
    }
    return (0..<parent.rowCount).map { counts[parent.hash($0, names(foreign))] ?? 0 }
  }

  /// Places in an order in which edges lead from earlier to later rows of a parent, so that they form no circle.
  ///
  /// Rows with more edges out than in come first, which leaves the most room for the degrees drawn.
  func order(outward: [Int]?, inward: [Int]?, rowCount: Int, pair: Int) -> [Int32] {
    var random = generator("order", pair)
    let balance = (0..<rowCount).map { row -> Double in
      let out = Double(outward?[row] ?? 0)
      let into = Double(inward?[row] ?? 0)
      return (out - into) / max(1, out + into) + 1e-6 * random.uniform()
    }
    var places = [Int32](repeating: 0, count: rowCount)
    let sorted = (0..<rowCount).sorted { (balance[$1], $0) < (balance[$0], $1) }
    for (place, row) in sorted.enumerated() { places[row] = Int32(place) }
    return places
  }
}

extension SyntheticTable {
  /// Hash of the row's values in these columns, all of which are kept; null counts as 0.
  func hash(_ row: Int, _ columns: [String]) -> UInt64 {
    var hash: UInt64 = 0
    for name in columns { hash = RowHasher.combine(hash, retained[name]?.hash(row) ?? 0) }
    return hash
  }
}
