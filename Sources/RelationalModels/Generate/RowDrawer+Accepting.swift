import ConditionalTrees
import Metadata
import Statistics

/// What becomes of a drawn row.
extension RowDrawer {
  func collectFeatures(into collector: inout FeatureCollector) {
    collector.add(UnsafeBufferPointer(features))
  }

  /// Enters the current row as a sibling of those to come.
  func accept(row: Int, using random: inout CounterGenerator) {
    for index in steps.indices {
      tracker.add(step: index, bucket: features[steps[index].trackedFeature])
      let bucket = features[steps[index].slot]
      switch steps[index].step {
      case .entity(let step):
        entity?.accept(identifier: Self.identity(cells[step.with(\.identifier)]))
      case .column(let step): balances[step.with(\.column)].add(bucket)
      case .parent(let step): step.with { accept($0, row: row, bucket: bucket) }
      }
    }
    for index in kept.indices {
      let position = kept[index].position
      kept[index].values.append(cells[position], labels: generator.labels[position])
    }
    if keepsFeatures {
      for key in parentRows.indices { chosenParents[key].append(parentRows[key]) }
    }
    for slot in seenValues.indices {
      let column = seenValues[slot].column
      seenValues[slot].add(cells[column], numbers[column], codes[column], using: &random)
    }
    place += 1
    swap(&previousNumbers, &numbers)
    swap(&previousCells, &cells)
    for key in parentRows.indices { previousParents[key] = parentRows[key] }
  }

  private func accept(_ step: ParentStep, row: Int, bucket: UInt8) {
    let parent = parentRows[step.key]
    switch step.choice {
    case .typed:
      if parent >= 0, !seenParents[step.key].contains(parent) {
        seenParents[step.key].append(parent)
      }
    case .earlierRow:
      earlier[step.key]?.enter(row: row, parent: parent, group: group(of: step.key))
    case .later: edges[step.key]?.append(bucket == 2)
    case .agreeing, .along: if parent >= 0 { placesLeft[step.key]?[Int(parent)] -= 1 }
    case .carriedOver, .decided, .planned, .conditional: break
    }
  }

  /// The kept values by name, once all rows are drawn.
  var retained: [String: RetainedColumn] {
    Dictionary(uniqueKeysWithValues: kept.map { ($0.name, $0.values) })
  }

  /// The accepted row, which ``accept(row:using:)`` moved away.
  var acceptedCells: [OutputCell] { previousCells }

  /// A time of the accepted row; NaN for null and for "no end".
  func acceptedNumber(_ column: Int) -> Double {
    let value = previousNumbers[column]
    return value.isFinite && !model.sentinels[column].contains(value) ? value : .nan
  }

  /// Gives back what a rejected row took.
  func reject() {
    for case .parent(let step) in rowModel.steps {
      if pools[step.key] != nil, parentRows[step.key] >= 0 {
        pools[step.key]?.giveBack(parentRows[step.key])
      }
    }
  }
}
