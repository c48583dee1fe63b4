import ColumnTransforms
import Metadata
import Statistics

/// Chooses summaries of a parent's children that are worth drawing before the children themselves.
///
/// Guides keep what a parent's children have in common: without them each sibling is drawn from the
/// average parent, and a classifier that sees per-parent means tells the difference at once.
struct GuideFinder {
  let drafts: [StepDraft]
  let frame: TableFrame
  let fit: FitColumns
  /// Steps that may have guides.
  let steps: [Int]

  private static let maximumGuides = 12
  /// Share of the variance between parents above which a summary is worth it.
  private static let minimumShare = 0.02
  /// How much of the variance of the parents' summaries must be theirs where the share is smaller: of many children
  /// even a little that they have in common tells.
  private static let minimumOwnShare = 0.25
  /// Correlation of the spreads of two halves of a parent's children, likewise.
  private static let minimumReliability = 0.1
  /// Parents whose children can be halved that show a reliability.
  private static let minimumHalved = 50
  /// R² of numbers with the ranks of their buckets above which the ranks say it all.
  private static let maximumStraightness = 0.7

  /// Guides with their value for every context parent (NaN without children), most telling first.
  func guides() -> [(Guide, [Double])] {
    var scored: [(score: Double, guide: Guide)] = []
    let drafts = steps.map { ($0, self.drafts[$0]) }
    for (step, draft) in drafts where draft.advances {
      scored.append((2, Guide(step: step, kind: .last)))
    }
    // A mean over values of which the last may stand for "no end" tells little else than that, and drawn beside
    // the end it would contradict it.
    for (step, draft) in drafts where !draft.hasSentinels {
      let buckets = draft.ownFeatures[draft.trackedFeature]
      guard let first = buckets.first, buckets.contains(where: { $0 != first }) else { continue }
      let ranks = buckets.map { Double($0) }
      let share = betweenShare(ranks)
      if draft.isOrdinal {
        scored.append((share, Guide(step: step, kind: .mean)))
        if !draft.advances, reliabilityOfSpread(ranks) > Self.minimumReliability {
          scored.append((betweenShare(distances(ranks)), Guide(step: step, kind: .spread)))
        }
        if let amounts = amounts(of: draft, buckets: buckets) {
          let share = betweenShare(buckets.map { amounts[Int($0)] })
          scored.append((share, Guide(step: step, kind: .amount, amounts: amounts)))
        }
      }
      if !draft.isOrdinal || draft.returns {
        scored.append((share, Guide(step: step, kind: .distinct)))
      }
    }
    let parents = frame.filledGroupCount
    func isWorthIt(_ share: Double) -> Bool {
      let found = MeanReliability(share: share, rows: frame.orphanStart, parents: parents)
      return share > Self.minimumShare
        || found.isSignificant && found.reliability > Self.minimumOwnShare
    }
    let found = scored.filter { isWorthIt($0.score) }.sorted {
      ($0.score, $1.guide.step) > ($1.score, $0.guide.step)
    }
    // A spread says nothing without the mean that it is about.
    let centred = Set(found.filter { $0.guide.kind == .mean }.map(\.guide.step))
    let useful = found.filter { $0.guide.kind != .spread || centred.contains($0.guide.step) }
    return withValues(useful.prefix(Self.maximumGuides).map(\.guide))
  }

  /// Guides with their values; a spread comes after the mean it refers to, and not without.
  private func withValues(_ chosen: [Guide]) -> [(Guide, [Double])] {
    var guides = chosen.filter { $0.kind != .spread }
    for var guide in chosen where guide.kind == .spread {
      guard let centre = guides.firstIndex(where: { $0.step == guide.step && $0.kind == .mean })
      else { continue }
      guide.centre = centre
      guides.append(guide)
    }
    return guides.map { guide in
      var guide = guide
      let draft = drafts[guide.step]
      let values = values(of: guide)
      if guide.kind == .amount || guide.kind == .spread {
        guide.bounds = bounds(of: guide, draft: draft, values: values)
      }
      return (guide, values)
    }
  }

  /// Bounds that tell both the parents' values and those of single children apart: the fewer children are left,
  /// the further is what they have to bring from what is usual for all.
  private func bounds(of guide: Guide, draft: StepDraft, values: [Double]) -> [Double] {
    let buckets = draft.ownFeatures[draft.trackedFeature]
    var single: [Double] = []
    for group in values.indices where !values[group].isNaN {
      let rows = Int(frame.groupStart[group])..<Int(frame.groupStart[group + 1])
      let centre = rows.reduce(0.0) { $0 + Double(buckets[$1]) } / Double(rows.count)
      single += rows.map { guide.addend(bucket: buckets[$0], centre: centre) }
    }
    return (quantiles(of: values.filter { !$0.isNaN }) + quantiles(of: single)).sorted()
  }

  private func quantiles(of values: [Double]) -> [Double] {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return [] }
    return (1...Self.quantileCount).map { sorted[(sorted.count - 1) * $0 / Self.quantileCount] }
  }

  private static let quantileCount = 126

  /// Mean number of every bucket, where numbers are so skewed that ranks do not tell sums; nil elsewhere.
  private func amounts(of draft: StepDraft, buckets: [UInt8]) -> [Double]? {
    guard let column = draft.column, !draft.advances,
      fit.columns[column].type.valueKind.isPlainNumber, !fit.numbers[column].isEmpty
    else { return nil }
    var sums = [(sum: Double, count: Double)](repeating: (0, 0), count: 256)
    for (row, bucket) in buckets.enumerated()
    where fit.isRegular(fit.numbers[column][row], in: column) {
      sums[Int(bucket)].sum += fit.numbers[column][row]
      sums[Int(bucket)].count += 1
    }
    let amounts = sums.map { $0.count > 0 ? $0.sum / $0.count : 0 }
    let filled = buckets.filter { $0 > 0 }
    let straightness =
      pearsonCorrelation(filled.map { Double($0) }, filled.map { amounts[Int($0)] }) ?? 0
    return straightness * straightness < Self.maximumStraightness ? amounts : nil
  }

  /// Correlation over parents between the spreads of the first, third … and of the second, fourth … children.
  private func reliabilityOfSpread(_ ranks: [Double]) -> Double {
    var first: [Double] = []
    var second: [Double] = []
    for group in 0..<max(0, frame.groupStart.count - 1) {
      let rows = Int(frame.groupStart[group])..<Int(frame.groupStart[group + 1])
      guard rows.count >= 4 else { continue }
      func spread(from start: Int) -> Double {
        let half = stride(from: rows.lowerBound + start, to: rows.upperBound, by: 2)
          .map { ranks[$0] }
        let mean = half.reduce(0, +) / Double(half.count)
        return half.reduce(0) { $0 + abs($1 - mean) } / Double(half.count)
      }
      first.append(spread(from: 0))
      second.append(spread(from: 1))
    }
    return first.count >= Self.minimumHalved ? pearsonCorrelation(first, second) ?? 0 : 0
  }

  /// Distance of every child's rank from the mean of its parent's children.
  private func distances(_ ranks: [Double]) -> [Double] {
    var distances = [Double](repeating: 0, count: ranks.count)
    for group in 0..<max(0, frame.groupStart.count - 1) {
      let rows = Int(frame.groupStart[group])..<Int(frame.groupStart[group + 1])
      let mean = rows.reduce(0.0) { $0 + ranks[$1] } / Double(rows.count)
      for row in rows { distances[row] = abs(ranks[row] - mean) }
    }
    return distances
  }

  /// Share of the variance that lies between parents, less what chance alone would give.
  private func betweenShare(_ numbers: [Double]) -> Double {
    var group = 0
    return varianceBetweenGroups(
      numbers[..<frame.orphanStart],
      groupCount: max(0, frame.groupStart.count - 1)
    ) { row in
      // Rows are in the order of their parents.
      while row >= Int(frame.groupStart[group + 1]) { group += 1 }
      return group
    }
  }

  /// The guide's value for every context parent.
  private func values(of guide: Guide) -> [Double] {
    let draft = drafts[guide.step]
    let buckets = draft.ownFeatures[draft.trackedFeature]
    return (0..<max(0, frame.groupStart.count - 1)).map { group in
      let range = Int(frame.groupStart[group])..<Int(frame.groupStart[group + 1])
      guard !range.isEmpty else { return .nan }
      let count = Double(range.count)
      switch guide.kind {
      case .mean, .amount, .spread:
        let centre =
          guide.kind == .spread ? range.reduce(0.0) { $0 + Double(buckets[$1]) } / count : 0
        return range.reduce(0.0) { $0 + guide.addend(bucket: buckets[$1], centre: centre) } / count
      case .last: return Double(buckets[range.upperBound - 1])
      case .distinct:
        return Double(Set(buckets[range].filter { $0 > 0 }).count)
      }
    }
  }
}
