import ColumnTransforms
import ConditionalTrees
import Metadata

/// First siblings that learn from all siblings.
extension StepDrafter {
  /// Fewer groups than this many times k are too few for trees to learn from their first rows alone.
  private static let groupsPerK = 25
  /// Cells of about equally many rows into which values are divided.
  private static let cells = 6
  /// Standard deviations of chi-squared beyond which first siblings are of another kind.
  private static let maximumDeviations = 2.0

  /// A draw for first siblings alone, learnt from all rows as if these had no siblings; nil where trees find enough first
  /// ones, or where these differ from others.
  ///
  /// Trees go by the sibling before, and where there is none only first rows are left to learn from: of forty
  /// categories with thirty products each, forty.
  func firstDraw(_ column: Int, codec: ColumnCodec) -> (StepDraft.Draw, StepDraft.Target)? {
    guard rules.isShared(column) || hasFewGroups && areFirstsLikeOthers(column) else { return nil }
    var draw = StepDraft.Draw(reference: nil, codec: codec)
    draw.isForFirst = true
    let target = StepDraft.Target(
      target: TreeTarget(
        codes: fit.codes[column],
        bucketOfCode: codec.bucketOfCode,
        isOrdinal: codec.isOrdinal
      ),
      rows: ownRows(column),
      ignoresSiblings: true
    )
    return (draw, target)
  }

  private var hasFewGroups: Bool {
    guard plan.contextKey != nil, fitter.places.areSiblingsUnits(frame.units) else { return false }
    let groups = fitter.places.place.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
    return groups < Self.groupsPerK * frame.k
  }

  /// Whether first siblings hold low and high values, or labels, as often as all rows do.
  private func areFirstsLikeOthers(_ column: Int) -> Bool {
    guard fit.columns[column].name != plan.siblingOrder.first else { return false }
    let buckets = fit.buckets[column]
    var rows = [Double](repeating: 0, count: 256)
    var firsts = rows
    for row in 0..<frame.orphanStart {
      rows[Int(buckets[row])] += 1
      if fitter.places.place[row] == 0 { firsts[Int(buckets[row])] += 1 }
    }
    let share = firsts.reduce(0, +) / max(1, rows.reduce(0, +))
    let size = rows.reduce(0, +) / Double(Self.cells)
    var deviation = 0.0
    var count = -1.0
    var cell = (rows: 0.0, firsts: 0.0)
    for bucket in rows.indices {
      cell.rows += rows[bucket]
      cell.firsts += firsts[bucket]
      guard cell.rows >= size || bucket == rows.count - 1, cell.rows > 0 else { continue }
      let expected = share * cell.rows
      deviation += (cell.firsts - expected) * (cell.firsts - expected) / expected
      count += 1
      cell = (0, 0)
    }
    return count > 0 && deviation <= count + Self.maximumDeviations * (2 * count).squareRoot()
  }
}

extension TableFitter {
  /// Features of the row that a model of first siblings must not go by: those about siblings, and where siblings are
  /// units of their own, those of parents that tell few parents apart, because in each a crowd of siblings seems to agree.
  ///
  /// - `state`: with the features of the parents that the layout takes over.
  func blindFeatures(_ layout: RowLayout, state: FitState) -> Set<Int> {
    var blind = Set(layout.siblingFeatures)
    guard let contextKey = plan.contextKey, places.areSiblingsUnits(frame.units),
      let parents = state.frames[plan.keys[contextKey].parent],
      let context = state.stores[parents.table.id]
    else { return blind }
    for (slot, feature) in layout.contextFeatures.enumerated() {
      var counts = [Int](repeating: 0, count: 256)
      for bin in context.columns[feature] { counts[Int(bin)] += 1 }
      if counts.contains(where: { $0 > 0 && $0 < parents.k }) { blind.insert(slot) }
    }
    return blind
  }
}

extension SiblingPlaces {
  /// Whether siblings are protected each by itself, rather than by their parent.
  func areSiblingsUnits(_ units: [Int32]) -> Bool {
    place.indices.contains { place[$0] > 0 && units[$0] != units[$0 - 1] }
  }
}
