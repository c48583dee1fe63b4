import Metadata
import Statistics
import TableData

/// The share of the clone's rows that match no real row, as SDMetrics' `NewRowSynthesis`.
///
/// Rows match where they agree in all columns that SDMetrics does not ignore: categories and NULLs exactly, numbers
/// within a hundredth of the clone's. Dates and times are numbers since 1970, so that eighteen months match.
package enum NewRowSynthesis {
  /// SDMetrics' default for `numerical_match_tolerance`.
  private static let tolerance = 0.01

  /// The score, or nil where the clone has no rows or the table no such columns.
  package static func score(_ compared: ComparedTable) -> Double? {
    let columns = compared.sdMetricsColumns
    guard compared.clone.rowCount > 0, !columns.isEmpty else { return nil }
    var codes: [SharedCodes] = []
    var numbers: [(real: [Double], clone: [Double])] = []
    for column in columns {
      switch compared.point(column) {
      case .categories(let categories): codes.append(categories)
      case .numbers(let real, let clone):
        let real = real.map { sinceEpoch($0, column.valueKind) }
        let clone = clone.map { sinceEpoch($0, column.valueKind) }
        codes.append(missing(real, clone))
        numbers.append((real, clone))
      case nil: break
      }
    }
    guard let groups = SharedCodes.joined(codes) else { return nil }
    return score(groups, numbers)
  }

  /// Looks for each row's matches among the real rows of its group, which are sorted by the first number.
  private static func score(
    _ groups: SharedCodes,
    _ numbers: [(real: [Double], clone: [Double])]
  ) -> Double? {
    var realRows = [[Int]](repeating: [], count: groups.count)
    for (row, group) in groups.real.enumerated() { realRows[Int(group)].append(row) }
    if let first = numbers.first?.real {
      for group in realRows.indices { realRows[group].sort { first[$0] < first[$1] } }
    }
    var new = 0
    for (row, group) in groups.clone.enumerated() {
      let candidates = realRows[Int(group)]
      guard let first = numbers.first else {
        new += candidates.isEmpty ? 1 : 0
        continue
      }
      let value = first.clone[row]
      // Where the first number is missing, it is so in the whole group.
      let start =
        value.isNaN
        ? 0 : candidates.firstPlace { first.real[$0] >= value - tolerance * abs(value) }
      let isKnown = candidates[start...].lazy
        .prefix { value.isNaN || first.real[$0] <= value + tolerance * abs(value) }
        .contains { real in numbers.allSatisfy { matches($0.real[real], $0.clone[row]) } }
      new += isKnown ? 0 : 1
    }
    return Double(new) / Double(groups.clone.count)
  }

  /// Within a group both numbers are missing or none.
  private static func matches(_ real: Double, _ clone: Double) -> Bool {
    clone.isNaN || abs(real - clone) <= tolerance * abs(clone)
  }

  private static func missing(_ real: [Double], _ clone: [Double]) -> SharedCodes {
    SharedCodes(
      real: real.map { $0.isNaN ? 0 : 1 },
      clone: clone.map { $0.isNaN ? 0 : 1 },
      count: 2
    )
  }

  /// Dates and timestamps, which are counted from 2000, in the same units since 1970.
  private static func sinceEpoch(_ value: Double, _ kind: ValueKind) -> Double {
    let daysFrom1970 = 10_957.0
    return switch kind {
    case .date, .timestamp: value + daysFrom1970 * (kind.unitsPerDay ?? 1)
    default: value
    }
  }
}
