import ColumnTransforms
import ConditionalTrees
import Metadata

/// Columns of an entity that siblings share.
extension StepDrafter {
  /// Columns of an entity that are drawn, its identifier last.
  func columns(of entity: EmbeddedEntity?) -> [Int] {
    guard let entity else { return [] }
    let drawn = fit.modelled.filter { rules.isDrawn($0) }
    let own = drawn.filter { entity.columns.contains($0) && $0 != entity.identifier }
    let ascending = own.filter(ascends)
    // Of several clocks the finest goes first: the others can be told from it, and it keeps them in order.
    return ascending.sorted { (codeCount($0), $1) > (codeCount($1), $0) }
      + own.filter { !ascending.contains($0) }.sorted { (rank($0), $0) < (rank($1), $1) }
      + drawn.filter { $0 == entity.identifier }
  }

  private func codeCount(_ column: Int) -> Int { fit.codecs[column]?.codeCount ?? 0 }

  /// Whether a number never falls from one sibling to the next, and rises.
  private func ascends(_ column: Int) -> Bool {
    let rows = ownRows(column).filter { fitter.places.place[Int($0)] > 0 }
    guard !fit.numbers[column].isEmpty else { return false }
    let steps = rows.map { fit.numbers[column][Int($0)] - fit.numbers[column][Int($0) - 1] }
    return Self.isOrdered(steps) && steps.contains { $0 > 0 }
  }

  /// The step that decides whether a row is another one of the same entity.
  func entityDraft(_ entity: EmbeddedEntity) -> StepDraft {
    let name = fit.columns[entity.identifier].name
    var lengths = [UInt8](repeating: 1, count: frame.rowCount)
    var length = 0
    for row in lengths.indices {
      length = entity.isFirst[row] ? 1 : length + 1
      lengths[row] = countBin(length)
    }
    return StepDraft(
      name: "rows of \(name)",
      kind: .entity(entity),
      targets: [
        StepDraft.Target(
          target: TreeTarget(
            codes: entity.isFirst.map { $0 ? EntityStep.new : EntityStep.same },
            bucketOfCode: [0, 1],
            isOrdinal: false
          ),
          rows: (0..<Int32(frame.rowCount)).filter { fitter.places.place[Int($0)] > 0 }
        )
      ],
      ownInfos: [
        FeatureStore.Info(name: "\(name) again", isCategorical: true),
        FeatureStore.Info(name: "rows of \(name)", isCategorical: false),
      ],
      ownFeatures: [entity.isFirst.map { $0 ? 1 : 2 }, lengths],
      trackedFeature: 1
    )
  }

  /// Rows from which a column is learnt: all, or the first ones of what it belongs to.
  func ownRows(_ column: Int) -> [Int32] {
    guard let entity, entity.columns.contains(column) else {
      return (0..<Int32(frame.rowCount)).map { $0 }
    }
    return entity.firstRows
  }
}
