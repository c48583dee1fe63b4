import Foundation

/// Remembers what the siblings drawn so far look like, one slot a step.
///
/// The same code runs over real rows at fit and over synthetic rows at generation, so that the model
/// never sees conditions it was not trained on.
struct SequenceTracker {
  /// What the siblings so far had in one step.
  private struct Summary {
    var previous: UInt8 = 0
    var sum = 0
    var count = 0
    var distinct = 0
  }

  private let showsMeans: [Bool]
  private let guides: [Guide]
  /// Guides whose addends are summed, by step.
  private let summedGuides: [[Int]]
  /// Sum so far and centre of every guide.
  private var addends: [(sum: Double, centre: Double)]
  // One array for all: each further one would be checked for copies at every cell.
  private var summaries: [Summary]
  /// One generation mark a step and bucket, so that starting a group costs nothing.
  private var marks: [UInt32]
  private var generation: UInt32 = 0

  /// - `showsMeans`: for every step whether the mean of its buckets says more than the number of different ones.
  init(showsMeans: [Bool], guides: [Guide]) {
    self.showsMeans = showsMeans
    self.guides = guides
    let summed = showsMeans.indices.map { step in
      guides.indices.filter {
        guides[$0].step == step && (guides[$0].kind == .amount || guides[$0].kind == .spread)
      }
    }
    summedGuides = summed.allSatisfy(\.isEmpty) ? [] : summed
    addends = [(Double, Double)](repeating: (0, 0), count: guides.count)
    summaries = [Summary](repeating: Summary(), count: showsMeans.count)
    marks = [UInt32](repeating: 0, count: showsMeans.count * 256)
  }

  mutating func startGroup() {
    generation += 1
    for step in summaries.indices { summaries[step] = Summary() }
    for guide in addends.indices { addends[guide].sum = 0 }
  }

  /// Adds a row's bucket of one step.
  mutating func add(step: Int, bucket: UInt8) {
    if !summedGuides.isEmpty {
      for guide in summedGuides[step] {
        addends[guide].sum += guides[guide].addend(bucket: bucket, centre: addends[guide].centre)
      }
    }
    guard bucket > 0 else {
      summaries[step].previous = 0
      return
    }
    let mark = step * 256 + Int(bucket)
    let isNew = marks[mark] != generation
    if isNew { marks[mark] = generation }
    var summary = summaries[step]
    summary.previous = bucket
    summary.sum += Int(bucket)
    summary.count += 1
    if isNew { summary.distinct += 1 }
    summaries[step] = summary
  }

  /// The previous sibling's bucket; 0 at the start.
  func previous(_ step: Int) -> UInt8 { summaries[step].previous }

  /// Mean bucket so far, or the number of different ones; 0 at the start.
  func running(_ step: Int) -> UInt8 {
    let summary = summaries[step]
    guard summary.count > 0 else { return 0 }
    return showsMeans[step] ? UInt8(summary.sum / summary.count) : countBin(summary.distinct)
  }

  /// Sum and number of buckets, and different ones, so far.
  func totals(_ step: Int) -> (sum: Int, count: Int, distinct: Int) {
    let summary = summaries[step]
    return (summary.sum, summary.count, summary.distinct)
  }

  /// Writes place and siblings' summaries into a row of features.
  func write(
    to features: UnsafeMutablePointer<UInt8>,
    layout: RowLayout,
    place: Int,
    groupSize: Int
  ) {
    features[layout.sequenceStart] = countBin(groupSize)
    features[layout.sequenceStart + 1] = countBin(place)
    features[layout.sequenceStart + 2] = countBin(groupSize - place)
    for step in summaries.indices {
      features[layout.previousStart + step] = previous(step)
      features[layout.runningStart + step] = running(step)
    }
  }

  /// Writes what the siblings to come must add so that the guides are met.
  ///
  /// - `finals`: the guide's value for the whole group.
  mutating func writeDeficits(
    to features: UnsafeMutablePointer<UInt8>,
    layout: RowLayout,
    place: Int,
    groupSize: Int,
    finals: (Int) -> Double
  ) {
    let left = Double(max(1, groupSize - place))
    for (slot, guide) in guides.enumerated() {
      let final = finals(slot)
      guard !final.isNaN else {
        features[layout.guideStart + slot] = 0
        continue
      }
      switch guide.kind {
      case .mean:
        // The mean that the remaining siblings need; null siblings are assumed as frequent as so far.
        let needed = (final * Double(groupSize) - Double(summaries[guide.step].sum)) / left
        features[layout.guideStart + slot] = UInt8(min(255, max(1, needed.rounded())))
      case .amount, .spread:
        if place == 0, guide.kind == .spread { addends[slot].centre = finals(guide.centre) }
        let needed = (final * Double(groupSize) - addends[slot].sum) / left
        features[layout.guideStart + slot] = guide.feature(of: needed)
      case .last:
        // A drawn one may lie between two buckets.
        let last = final.rounded()
        guard place > 0 else {
          // Nothing is behind yet: the end itself.
          features[layout.guideStart + slot] = UInt8(min(255, max(1, last)))
          continue
        }
        // Buckets to go per remaining sibling, on a scale fine enough for long groups.
        let pace = max(0, last - Double(previous(guide.step))) / left
        features[layout.guideStart + slot] = UInt8(
          min(255, 1 + (24 * log2(1 + 4 * pace)).rounded())
        )
      case .distinct:
        let missing = max(0, final - Double(summaries[guide.step].distinct))
        features[layout.guideStart + slot] = UInt8(min(255, 1 + (missing / left * 100).rounded()))
      }
    }
  }
}
