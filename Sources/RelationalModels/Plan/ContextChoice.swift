import Foundation
package import Metadata
import TableData

/// Scores how much a foreign key says about its child's rows: the best one becomes the context, inside
/// which rows are generated as a sequence.
package enum ContextChoice {
  /// Parents with fewer rows are conditions rather than contexts, unless they are part of the key.
  static let minimumParents = 30
  /// Rows looked at when data decides.
  private static let sampleRows = 20_000

  /// Context keys chosen without data, for sampling whole entities before anything is read.
  package static func structural(_ metadata: DatabaseMetadata) -> [TableID: ForeignKey] {
    let references = ReferenceRule.referenceTables(in: metadata)
    var chosen: [TableID: ForeignKey] = [:]
    for table in metadata.tables where !references.contains(table.id) {
      let scored = table.foreignKeys.filter { metadata[$0.parent] != nil && !$0.isSelfReference }.map {
        ($0, score($0, child: table, metadata: metadata, data: [:], isReference: references.contains($0.parent)))
      }
      if let best = scored.filter({ $0.1 > 0 }).max(by: { ($0.1, $1.0.name) < ($1.1, $0.0.name) }) {
        chosen[table.id] = best.0
      }
    }
    return chosen
  }

  /// Positive for keys that may serve as context; higher is better.
  static func score(
    _ key: ForeignKey,
    child: Table,
    metadata: DatabaseMetadata,
    data: [TableID: TableRows],
    isReference: Bool
  ) -> Double {
    guard !key.isSelfReference, let parent = metadata[key.parent] else { return 0 }
    let keyColumns = Set(child.primaryKey?.columns ?? [])
    let isPartOfKey = key.childColumns.allSatisfy { keyColumns.contains($0) }
    if isReference || (parent.rowCount ?? 0) < minimumParents, !isPartOfKey { return 0 }
    if isReference, (parent.rowCount ?? 0) < 2 { return 0 }
    let isNullable = key.childColumns.contains { child.column($0)?.isNullable ?? true }
    var score = 0.05
    if isPartOfKey { score += 0.3 }
    if keyColumns.first.map({ key.childColumns.contains($0) }) ?? false { score += 0.1 }
    if !isNullable { score += 0.2 }
    if key.onDelete == .cascade { score += 0.1 }
    if let rows = data[child.id], let parentRows = data[key.parent], rows.rowCount > 0 {
      let positions = TableFrame.positions(key: key, child: rows, parent: parentRows)
      score += dependence(rows: rows, positions: positions, child: child)
    } else if let children = child.rowCount, let parents = parent.rowCount, children > 0 {
      score += 0.1 * log2(1 + Double(children) / Double(max(1, min(children, parents))))
    }
    return score
  }

  /// Mean intra-class correlation of the child's columns within parents, times the log of the fan-out.
  private static func dependence(rows: TableRows, positions: [Int32], child: Table) -> Double {
    let foreign = Set(child.foreignKeys.flatMap(\.childColumns))
    let stride = max(1, rows.rowCount / sampleRows)
    // Whole parents are sampled: a few rows of each would hide the fan-out.
    let sampled = positions.indices.filter { positions[$0] >= 0 && Int(positions[$0]) % stride == 0 }
    var groupOf: [Int32: Int] = [:]
    var sizes: [Double] = []
    let groups = sampled.map { row -> Int in
      let group = groupOf[positions[row]] ?? sizes.count
      if group == sizes.count {
        groupOf[positions[row]] = group
        sizes.append(0)
      }
      sizes[group] += 1
      return group
    }
    guard sizes.count >= 2 else { return 0 }
    let meanFanOut = Double(sampled.count) / Double(sizes.count)
    guard meanFanOut > 1.05 else { return 0.02 }
    var total = 0.0
    var columns = 0.0
    for (name, values) in zip(rows.columnNames, rows.columns) where !foreign.contains(name) {
      let ranks = TableFrame.ranks(values)
      guard
        let correlation = intraClassCorrelation(
          sampled.map { Double(ranks[$0]) }, groups: groups, sizes: sizes)
      else { continue }
      total += correlation
      columns += 1
    }
    return columns == 0 ? 0.02 : total / columns * log2(1 + meanFanOut)
  }

  /// ICC(1) of one-way random effects (Shrout and Fleiss 1979, DOI 10.1037/0033-2909.86.2.420), at least 0.
  private static func intraClassCorrelation(
    _ values: [Double], groups: [Int], sizes: [Double]
  ) -> Double? {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    var sums = [Double](repeating: 0, count: sizes.count)
    var squares = 0.0
    for (position, value) in values.enumerated() {
      sums[groups[position]] += value - mean
      squares += (value - mean) * (value - mean)
    }
    guard squares > 0, count > Double(sizes.count) else { return nil }
    let between = zip(sums, sizes).reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
    let groupsCount = Double(sizes.count)
    let meanBetween = between / (groupsCount - 1)
    let meanWithin = (squares - between) / (count - groupsCount)
    let squaredSizes = sizes.reduce(0) { $0 + $1 * $1 }
    let effective = (count - squaredSizes / count) / (groupsCount - 1)
    let denominator = meanBetween + (effective - 1) * meanWithin
    return denominator <= 0 ? nil : max(0, (meanBetween - meanWithin) / denominator)
  }
}
