import ColumnTransforms
import ConditionalTrees
import Foundation
import Metadata
import Statistics
import TableData

/// Where each condition of a row lies, and the conditions of all real rows.
extension TableFitter {
  func makeLayout(drafts: [StepDraft], context: FeatureStore?) -> RowLayout {
    var layout = RowLayout()
    if let context {
      // The first features are the parent's own; the last ones count and describe its children.
      let width = context.width
      let tail = min(width, 16)
      let head = min(width - tail, Self.contextWidth - tail)
      layout.contextFeatures = Array(0..<head) + Array((width - tail)..<width)
      for feature in layout.contextFeatures {
        layout.add(
          "parent \(context.infos[feature].name)",
          isCategorical: context.infos[feature].isCategorical
        )
      }
    }
    let groups = frame.filledGroupCount
    layout.isSequence =
      groups > 0 && Double(frame.orphanStart) / Double(groups) >= Self.sequenceFanOut
    if layout.isSequence {
      layout.sequenceStart = layout.width
      for name in ["siblings", "place", "siblings left"] { layout.add(name, isCategorical: false) }
      layout.previousStart = layout.width
      for draft in drafts { layout.add("previous \(draft.name)", isCategorical: !draft.isOrdinal) }
      layout.runningStart = layout.width
      for draft in drafts { layout.add("siblings' \(draft.name)", isCategorical: false) }
      layout.guideStart = layout.width
    }
    return layout
  }

  /// Writes the conditions of all real rows.
  ///
  /// - `guideValues`: of every guide, one a context parent.
  func fill(
    _ layout: inout RowLayout,
    drafts: [StepDraft],
    guides: [Guide],
    guideValues: [[Double]],
    state: FitState
  ) -> FeatureMatrix {
    if layout.isSequence {
      for guide in guides {
        layout.add("\(guide.kind) \(drafts[guide.step].name) to come", isCategorical: false)
      }
    }
    for draft in drafts {
      layout.ownStart.append(layout.width)
      for info in draft.ownInfos { layout.add(info.name, isCategorical: info.isCategorical) }
      let parent = draft.parentStore(plan: plan, state: state)
      let width = min(parent?.width ?? 0, Self.matchedWidth)
      for info in (parent?.infos ?? []).prefix(width) {
        layout.add("\(draft.name) → \(info.name)", isCategorical: info.isCategorical)
      }
      layout.parentWidth.append(width)
    }
    var matrix = FeatureMatrix(rowCount: frame.rowCount, isCategorical: layout.isCategorical)
    let context = plan.contextKey.flatMap { state.stores[plan.keys[$0].parent] }
    let stores = drafts.map { $0.parentStore(plan: plan, state: state) }
    // Rows without a context parent have no guides: slot 0.
    let finals = guideValues.map { [Double.nan] + $0 }
    var tracker = SequenceTracker(
      showsMeans: drafts.map { $0.isOrdinal && !$0.returns },
      guides: guides
    )
    let width = layout.width
    matrix.bytes.withUnsafeMutableBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      for row in 0..<frame.rowCount {
        let features = base + row * width
        let parent = places.parent[row]
        if parent >= 0, let context {
          for (slot, feature) in layout.contextFeatures.enumerated() {
            features[slot] = context.columns[feature][Int(parent)]
          }
        }
        if layout.isSequence {
          if places.place[row] == 0 { tracker.startGroup() }
          tracker.write(
            to: features,
            layout: layout,
            place: Int(places.place[row]),
            groupSize: Int(places.size[row])
          )
          tracker.writeDeficits(
            to: features,
            layout: layout,
            place: Int(places.place[row]),
            groupSize: Int(places.size[row]),
            finals: { finals[$0][Int(places.parent[row] + 1)] }
          )
        }
        for (step, draft) in drafts.enumerated() {
          var slot = layout.ownStart[step]
          for own in draft.ownFeatures {
            features[slot] = own[row]
            slot += 1
          }
          if layout.parentWidth[step] > 0, let store = stores[step] {
            let parent = draft.parentRow(row, frame: frame)
            if parent >= 0 {
              store.copy(row: Int(parent), to: features + slot, limit: layout.parentWidth[step])
            }
          }
        }
        if layout.isSequence {
          for (step, draft) in drafts.enumerated() {
            tracker.add(step: step, bucket: draft.ownFeatures[draft.trackedFeature][row])
          }
        }
      }
    }
    return matrix
  }

  func storeLayout(drafts: [StepDraft], layout: RowLayout) -> StoreLayout {
    var parts: [StoreLayout.Part] = []
    func add(_ range: Range<Int>, limit: Int) {
      for feature in range.prefix(limit) {
        parts.append(
          StoreLayout.Part(
            info: FeatureStore.Info(
              name: layout.names[feature],
              isCategorical: layout.isCategorical[feature]
            ),
            feature: feature
          )
        )
      }
    }
    for (step, draft) in drafts.enumerated() {
      let start = layout.ownStart[step] + draft.trackedFeature
      parts.append(
        StoreLayout.Part(
          info: FeatureStore.Info(
            name: "\(plan.id.name).\(draft.name)",
            isCategorical: layout.isCategorical[start]
          ),
          feature: start
        )
      )
    }
    if layout.isSequence {
      add(layout.sequenceStart..<(layout.sequenceStart + 3), limit: 3)
    }
    add(0..<layout.contextFeatures.count, limit: Self.inheritedContextWidth)
    for (step, draft) in drafts.enumerated() where layout.parentWidth[step] > 0 {
      let start = layout.ownStart[step] + draft.ownFeatures.count
      add(start..<(start + layout.parentWidth[step]), limit: Self.inheritedMatchedWidth)
    }
    return StoreLayout(parts: parts)
  }
}
