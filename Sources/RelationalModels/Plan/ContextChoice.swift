import Foundation
package import Metadata
import TableData

/// Scores how much a foreign key says about its child's rows: the best one becomes the context, inside
/// which rows are generated as a sequence.
package enum ContextChoice {
  /// Parents with fewer rows are conditions rather than contexts, unless they are part of the key.
  static let minimumParents = 30
  /// Parents with children above which their number is no argument any more.
  private static let manyParents = 250.0
  /// An identifying relationship outweighs what data says.
  private static let identifyingScore = 2.0
  /// Rows looked at when data decides.
  private static let sampleRows = 20_000

  /// Context keys chosen without data, for sampling whole entities before anything is read.
  package static func structural(_ metadata: DatabaseMetadata) -> [TableID: ForeignKey] {
    let references = ReferenceRule.referenceTables(in: metadata)
    // No table is inside itself: the plan will not use these keys as contexts either.
    let open = GenerationPlan.keysInCycles(of: metadata) { key in
      metadata[key.child].map {
        score(
          key,
          child: $0,
          metadata: metadata,
          data: [:],
          isReference: references.contains(key.parent)
        )
      } ?? 0
    }
    var chosen: [TableID: ForeignKey] = [:]
    for table in metadata.tables where !references.contains(table.id) {
      let scored = table.foreignKeys.filter {
        metadata[$0.parent] != nil && !$0.isSelfReference && $0.condition == nil
          && !open.contains($0)
      }
      .map {
        (
          $0,
          score(
            $0,
            child: table,
            metadata: metadata,
            data: [:],
            isReference: references.contains($0.parent)
          )
        )
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
    guard !key.isSelfReference, key.condition == nil, let parent = metadata[key.parent] else {
      return 0
    }
    let keyColumns = Set(child.primaryKey?.columns ?? [])
    let isPartOfKey = key.childColumns.allSatisfy { keyColumns.contains($0) }
    if isReference || (parent.rowCount ?? 0) < minimumParents, !isPartOfKey { return 0 }
    if isReference, (parent.rowCount ?? 0) < 2 { return 0 }
    let isNullable = child.mayBeNull(key.childColumns)
    var score = 0.05
    if isPartOfKey { score += 0.3 }
    if identifies(key, child: child, metadata: metadata) { score += identifyingScore }
    if child.primaryKey?.columns.first.map({ key.childColumns.contains($0) }) ?? false {
      score += 0.1
    }
    if !isNullable { score += 0.2 }
    if key.onDelete == .cascade { score += 0.1 }
    if let rows = data[child.id], let parentRows = data[key.parent], rows.rowCount > 0 {
      let positions = key.parentRows(of: rows, in: parentRows)
      score += dependence(rows: rows, positions: positions, child: child, key: key)
    } else if let children = child.rowCount, let parents = parent.rowCount, children > 0 {
      score += 0.1 * log2(1 + Double(children) / Double(max(1, min(children, parents))))
    }
    // A handful of parents are conditions; as contexts they only serve where nothing else does.
    return isReference || (parent.rowCount ?? 0) < minimumParents ? score / 10 : score
  }

  /// Whether the child is a weak entity of this parent alone: its key is the parent's and a number, or a time.
  private static func identifies(
    _ key: ForeignKey,
    child: Table,
    metadata: DatabaseMetadata
  ) -> Bool {
    // A key that ends in the reference, such as (basket, product), numbers something that is no declared parent.
    guard let columns = child.primaryKey?.columns, columns.count > key.childColumns.count,
      Set(columns.prefix(key.childColumns.count)) == Set(key.childColumns)
    else { return false }
    let inside = child.foreignKeys.filter { other in
      metadata[other.parent] != nil && other.condition == nil
        && other.childColumns.allSatisfy { columns.contains($0) }
    }
    return inside.map(\.childColumns) == [key.childColumns]
  }

  /// How much siblings in order resemble each other, times the log of the fan-out.
  ///
  /// Per column 1 − Σ(xₜ − xₜ₋₁)² / 2Σ(x − x̄)² over neighbouring siblings (von Neumann 1941, DOI
  /// 10.1214/aoms/1177731677), on ranks: it sees both what siblings share and what they inherit in turn.
  private static func dependence(rows: TableRows, positions: [Int32], child: Table, key: ForeignKey)
    -> Double
  {
    let foreign = Set(child.foreignKeys.flatMap(\.childColumns))
    let stride = max(1, rows.rowCount / sampleRows)
    // Whole parents are sampled: a few rows of each would hide the fan-out.
    var sampled = positions.indices.filter {
      positions[$0] >= 0 && Int(positions[$0]) % stride == 0
    }
    let order = GenerationPlan.siblingOrder(of: child, contextColumns: key.childColumns)
      .compactMap { rows[$0] }.map(TableFrame.ranks)
    sampled.sort { left, right in
      if positions[left] != positions[right] { return positions[left] < positions[right] }
      for rank in order where rank[left] != rank[right] { return rank[left] < rank[right] }
      return left < right
    }
    let parents = Set(sampled.map { positions[$0] }).count
    guard parents >= 2 else { return 0 }
    let meanFanOut = Double(sampled.count) / Double(parents)
    // Parents without children say nothing, and few parents with many bend every marginal of their children.
    let weight = min(1, Double(parents * stride) / manyParents)
    guard meanFanOut > 1.05 else { return 0.02 }
    var total = 0.0
    var columns = 0.0
    let keyOfOne = child.primaryKey.flatMap { $0.columns.count == 1 ? $0.columns[0] : nil }
    for (name, values) in zip(rows.columnNames, rows.columns)
    where !foreign.contains(name) && name != keyOfOne {
      let ranks = TableFrame.ranks(values)
      let mean = sampled.reduce(0.0) { $0 + Double(ranks[$1]) } / Double(sampled.count)
      var variance = 0.0
      var steps = 0.0
      var neighbours = 0.0
      for (place, row) in sampled.enumerated() {
        let distance = Double(ranks[row]) - mean
        variance += distance * distance
        guard place > 0, positions[sampled[place - 1]] == positions[row] else { continue }
        let step = Double(ranks[row]) - Double(ranks[sampled[place - 1]])
        steps += step * step
        neighbours += 1
      }
      guard variance > 0, neighbours > 0 else { continue }
      total += max(0, 1 - steps / neighbours / (2 * variance / Double(sampled.count)))
      columns += 1
    }
    return columns == 0 ? 0.02 : weight * total / columns * log2(1 + meanFanOut)
  }
}
