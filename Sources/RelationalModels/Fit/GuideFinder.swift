import Metadata

/// Chooses summaries of a parent's children that are worth drawing before the children themselves.
///
/// Guides keep what a parent's children have in common: without them each sibling is drawn from the
/// average parent, and a classifier that sees per-parent means tells the difference at once.
struct GuideFinder {
  let drafts: [StepDraft]
  let frame: TableFrame

  private static let maximumGuides = 10

  /// Guides with their value for every context parent (NaN without children), most telling first.
  func guides() -> [(Guide, [Double])] {
    var scored: [(score: Double, guide: Guide)] = []
    for (step, draft) in drafts.enumerated() where draft.advances {
      scored.append((2, Guide(step: step, kind: .last)))
    }
    // A mean over values of which the last may stand for "no end" tells little else than that, and drawn beside
    // the end it would contradict it.
    for (step, draft) in drafts.enumerated() where !draft.hasSentinels {
      let buckets = draft.ownFeatures[draft.trackedFeature]
      guard let first = buckets.first, buckets.contains(where: { $0 != first }) else { continue }
      if draft.isOrdinal {
        scored.append((betweenShare(buckets), Guide(step: step, kind: .mean)))
      }
      if !draft.isOrdinal || draft.returns {
        scored.append((betweenShare(buckets), Guide(step: step, kind: .distinct)))
      }
    }
    return scored.filter { $0.score > 0.02 }.sorted {
      ($0.score, $1.guide.step) > ($1.score, $0.guide.step)
    }
    .prefix(Self.maximumGuides).map { entry in
      (entry.guide, Self.values(of: entry.guide, draft: drafts[entry.guide.step], frame: frame))
    }
  }

  /// Share of the variance of buckets that lies between parents, less what chance alone would give.
  private func betweenShare(_ buckets: [UInt8]) -> Double {
    let end = frame.orphanStart
    guard end > 1 else { return 0 }
    let mean = buckets[..<end].reduce(0.0) { $0 + Double($1) } / Double(end)
    var total = 0.0
    var between = 0.0
    var groups = 0.0
    for group in 0..<(frame.groupStart.count - 1) {
      let range = Int(frame.groupStart[group])..<Int(frame.groupStart[group + 1])
      guard !range.isEmpty else { continue }
      groups += 1
      var sum = 0.0
      for row in range {
        let distance = Double(buckets[row]) - mean
        sum += distance
        total += distance * distance
      }
      between += sum * sum / Double(range.count)
    }
    guard total > 0 else { return 0 }
    return between / total - groups / Double(end)
  }

  /// The guide's value for every context parent.
  static func values(of guide: Guide, draft: StepDraft, frame: TableFrame) -> [Double] {
    let buckets = draft.ownFeatures[draft.trackedFeature]
    return (0..<max(0, frame.groupStart.count - 1)).map { group in
      let range = Int(frame.groupStart[group])..<Int(frame.groupStart[group + 1])
      guard !range.isEmpty else { return .nan }
      switch guide.kind {
      case .mean:
        return range.reduce(0.0) { $0 + Double(buckets[$1]) } / Double(range.count)
      case .last: return Double(buckets[range.upperBound - 1])
      case .distinct:
        return Double(Set(buckets[range].filter { $0 > 0 }).count)
      }
    }
  }
}
