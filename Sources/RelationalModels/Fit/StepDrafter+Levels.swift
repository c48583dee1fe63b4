import ColumnTransforms
import Metadata
import Statistics

extension StepDrafter {
  /// Columns with levels at the time of a row, at most.
  private static let maximumLevels = 8
  /// Fewer codes than these need no level to be drawn from.
  static let fewCodes = 40

  /// The drafts, the siblings' time with the levels of the columns that follow it.
  func withLevels(_ drafts: [StepDraft]) -> [StepDraft] {
    let finder = TimeLevelFinder(fitter: fitter)
    guard !levels.isEmpty, let time = finder.time,
      let turn = drafts.firstIndex(where: { $0.column == time })
    else { return drafts }
    let times = finder.times
    var drafts = drafts
    let found = drafts.indices.dropFirst(turn + 1).compactMap { step in
      drafts[step].drawnColumn.flatMap { levels[$0] }.map { (step: step, level: $0) }
    }
    for (step, level) in found.sorted(by: { ($0.level.gain, $1.step) > ($1.level.gain, $0.step) })
      .prefix(Self.maximumLevels)
    {
      drafts[turn].levels.append(ColumnStep.Level(step: step, level: level))
      let name = drafts[step].name
      drafts[turn].ownInfos += [
        FeatureStore.Info(name: "\(name) around then", isCategorical: false),
        FeatureStore.Info(name: "\(name) before, from there", isCategorical: false),
      ]
      let buckets = fit.buckets[level.column]
      let bins = (0..<frame.rowCount).map { row in
        level.bins(at: times[row], previous: fitter.places.place[row] > 0 ? buckets[row - 1] : 0)
      }
      drafts[turn].ownFeatures += [bins.map(\.level), bins.map(\.distance)]
    }
    return drafts
  }

  /// How a column is drawn from its level; nil where the level leaves too much open.
  func levelDraw(of column: Int, earlier: [Int]) -> (source: ValueSource, level: TimeLevel)? {
    guard let level = levels[column], level.gain >= TimeLevel.minimumGainOfDraws,
      let time = TimeLevelFinder(fitter: fitter).time, earlier.contains(time),
      case .numeric(let codec)? = fit.codecs[column], codec.codeCount > Self.fewCodes
    else { return nil }
    return (.column(time), level)
  }
}
