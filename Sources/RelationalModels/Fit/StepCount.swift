import Metadata

/// How many steps of a series fit between two times that are known of its parent.
///
/// Where siblings follow each other at a fixed pace, such as yearly raises, their number is this one.
struct StepCount: Codable {
  /// Names of the ends among the parent's columns.
  let first: String
  let last: String
  /// The usual time from one sibling to the next.
  let gap: Double
  /// Where series that go on end for now.
  let horizon: Double

  var name: String { "steps from \(first) to \(last)" }

  /// Share of the steps that must be the usual one, give or take a day, and of the parents that must have the ends.
  private static let minimumShare = 0.5
  /// Pairs of ends that are counted between, at most.
  private static let maximumCounts = 4

  /// The bin of the number of steps between two times; 0 where there are none.
  func bin(_ first: Double, _ last: Double) -> UInt8 {
    let span = min(last, horizon) - first
    return span.isFinite ? UInt8(min(254, max(0, (span / gap).rounded(.down)))) + 1 : 0
  }

  /// Share of the parents of which the number must follow exactly.
  private static let exactShare = 0.999

  /// The feature that numbers of children follow from exactly, and their distance from it; nil where none does.
  static func exact(
    features: Range<Int>,
    store: FeatureStore,
    counts: [Double],
    k: Int
  ) -> ParentDraw.Steps? {
    for feature in features {
      let bins = store.columns[feature]
      var offsets: [Int: Int] = [:]
      var known = 0
      for (bin, count) in zip(bins, counts) where bin > 0 && bin < 255 {
        known += 1
        offsets[Int(count) - steps(bin), default: 0] += 1
      }
      guard let usual = offsets.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
        known >= 4 * k, Double(usual.value) >= exactShare * Double(known), Set(bins).count > 3
      else { continue }
      return ParentDraw.Steps(feature: feature, offset: usual.key)
    }
    return nil
  }

  /// The number of steps that a bin stands for.
  static func steps(_ bin: UInt8) -> Int { Int(bin) - 1 }

  /// Counts of the table's own steps between ends of series that were fitted before.
  static func all(fitter: TableFitter) -> [StepCount] {
    let (plan, frame, fit) = (fitter.plan, fitter.frame, fitter.fit)
    guard let context = plan.contextKey, let order = plan.siblingOrder.first,
      let time = fit.columns.firstIndex(where: { $0.name == order }),
      let perDay = fit.columns[time].type.valueKind.unitsPerDay, !fit.numbers[time].isEmpty
    else { return [] }
    let times = fit.numbers[time]
    let gaps = (0..<frame.rowCount).filter { fitter.places.place[$0] > 0 }
      .map { times[$0] - times[$0 - 1] }.filter(\.isFinite).sorted()
    guard gaps.count >= 4 * frame.k else { return [] }
    let gap = gaps[gaps.count / 2]
    let regular = gaps.filter { abs($0 - gap) <= perDay }
    guard gap >= perDay, Double(regular.count) >= minimumShare * Double(gaps.count) else {
      return []
    }
    let kind = fit.columns[time].type.valueKind
    let ends = (fitter.state.childEnds[plan.keys[context].parent] ?? [:]).filter { _, end in
      let known = end.values.reduce(0) { $0 + ($1.isNaN ? 0 : 1) }
      return end.kind == kind && Double(known) >= minimumShare * Double(end.values.count)
    }.sorted { $0.key < $1.key }
    let firsts = ends.filter { !$0.value.isLast }.map { ($0.value.values.meanOfFinite, $0.key) }
    guard let first = firsts.min(by: <), first.0.isFinite,
      let horizon = (times + ends.flatMap(\.value.values))
        .filter({ fit.isRegular($0, in: time) }).present
    else { return [] }
    return ends.filter(\.value.isLast).prefix(maximumCounts).map {
      StepCount(first: first.1, last: $0.key, gap: gap, horizon: horizon)
    }
  }
}
