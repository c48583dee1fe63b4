import Metadata
import TableData
import TableModels

/// The parents of the rows as models of whole rows see them.
extension TableFitter {
  /// Context and matched parents, in the order in which they become known.
  func rowParents(_ drafts: [StepDraft], layout: RowLayout, state: FitState) -> [RowParents] {
    var found: [RowParents] = []
    if let key = plan.contextKey,
      let parents = rowParents(
        key,
        repeated: Set(layout.contextFeatures.indices),
        witness: nil,
        state: state
      )
    {
      found.append(parents)
    }
    for (step, draft) in drafts.enumerated() {
      guard let key = draft.key, plan.keyRoles[key] == .matched else { continue }
      let start = layout.ownStart[step]
      let first = start + draft.ownFeatures.count
      let features = first..<(first + layout.parentWidth[step])
      // The type of a parent follows from its features.
      let type = draft.ownFeatures.count > 1 ? [start + draft.trackedFeature] : []
      if let parents = rowParents(
        key,
        repeated: Set(Array(features) + type),
        witness: start,
        state: state
      ) {
        found.append(parents)
      }
    }
    return found
  }

  private func rowParents(
    _ key: Int,
    repeated: Set<Int>,
    witness: Int?,
    state: FitState
  ) -> RowParents? {
    let parent = plan.keys[key].parent
    guard !frame.parents[key].isEmpty, let parentFrame = state.frames[parent],
      let store = state.stores[parent]
    else { return nil }
    return RowParents(
      key: key,
      ofRow: frame.parents[key],
      count: parentFrame.rowCount,
      features: zip(store.infos, store.columns).map {
        ParentFeature(bins: $1, isCategorical: $0.isCategorical)
      },
      repeated: repeated,
      witness: witness,
      isKept: !state.isGenerated(parent)
    )
  }
}
