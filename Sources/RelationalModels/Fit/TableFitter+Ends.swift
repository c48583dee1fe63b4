import ColumnTransforms
import Metadata
import Statistics
import TableData

/// Ends of the children's series.
extension TableFitter {
  /// Enters the ends of the children's series among the features of their parents, and the times between them.
  ///
  /// Returns these times.
  func noteChildEnds(state: inout FitState) -> [ChildSpan] {
    guard let contextKey = plan.contextKey, frame.groupStart.count > 1 else { return [] }
    let groups = frame.groupStart.count - 1
    let parent = plan.keys[contextKey].parent
    let ends = ChildEnd.all(of: plan.id, columns: fit.columns, modelled: fit.modelled)
    let values = ends.map { end in
      (0..<groups).map { group -> Double in
        let start = Int(frame.groupStart[group])
        let stop = Int(frame.groupStart[group + 1])
        guard stop > start else { return .nan }
        let value = fit.numbers[end.column][end.isLast ? stop - 1 : start]
        guard fit.isRegular(value, in: end.column) else {
          return end.isLast ? ChildEnd.open : .nan
        }
        return value
      }
    }
    for (end, values) in zip(ends, values) {
      state.childEnds[parent, default: [:]][end.name] = ChildEndValues(
        kind: fit.columns[end.column].type.valueKind,
        isLast: end.isLast,
        values: values
      )
    }
    var generator = generator("spans")
    let spans = ChildSpan.all(
      of: ends,
      values: values,
      units: state.frames[parent]?.units ?? [],
      k: frame.k,
      using: &generator
    )
    let codecs = ends.map { fit.codecs[$0.column] }
    state.stores[parent]?.appendEnds(ends, values: values, codecs: codecs, spans: spans)
    return spans
  }
}
