package import Metadata
import PostgresClient

/// Which rows of a table are read.
package enum TableSample: Hashable, Sendable {
  case whole
  case entities(EntitySample)
}

/// Rows that belong to a share of the entities of a table, chosen by a hash of the entity's key.
package struct EntitySample: Hashable, Sendable {
  /// The table whose rows are the entities.
  package var root: TableID
  /// Context foreign keys from the table up to the root; empty for the root itself.
  package var path: [ForeignKey]
  /// Entities kept of a million.
  package var keepPerMillion: Int
}

/// How much of every table is read, so that entities come with all of their descendants.
///
/// Rows without a context parent are chosen by a hash of their own key. The same seed on the same data
/// chooses the same rows.
package struct SamplingPlan: Sendable {
  /// Fewer entities than this tell too little; then their children are sampled by themselves.
  package static let minimumEntities = 500.0

  package let samples: [TableID: TableSample]
  let metadata: DatabaseMetadata
  let seed: Int64

  package subscript(table: TableID) -> TableSample { samples[table] ?? .whole }

  /// Whether every table is read whole.
  package var isWhole: Bool { samples.values.allSatisfy { $0 == .whole } }

  /// Whether the parents that are read come with all of their children by this key, and the children with their
  /// parents, although neither table is read whole.
  package func readsWholeFamilies(_ key: ForeignKey) -> Bool {
    guard case .entities(let child) = self[key.child], case .entities(let parent) = self[key.parent]
    else { return false }
    return child.root == parent.root && child.path.first == key
      && Array(child.path.dropFirst()) == parent.path
  }

  /// Reads everything.
  package static func whole(_ metadata: DatabaseMetadata) -> SamplingPlan {
    SamplingPlan(samples: [:], metadata: metadata, seed: 0)
  }

  /// Chooses the sampled roots: a table whose context subtree has a table above the limit, as high up as
  /// there are enough entities; everything else is read whole.
  ///
  /// - Parameters:
  ///   - metadata: the tables, with row counts or estimates.
  ///   - contextKeys: the foreign key under whose parent each table's rows are generated.
  ///   - fitRows: about how many rows of a table to read at most.
  ///   - seed: chooses among the entities.
  /// - Returns: the plan.
  package static func make(
    metadata: DatabaseMetadata,
    contextKeys: [TableID: ForeignKey],
    fitRows: Int,
    seed: UInt64 = 0
  ) -> SamplingPlan {
    var planner = SamplingPlanner(metadata: metadata, contextKeys: contextKeys, fitRows: fitRows)
    return SamplingPlan(
      samples: planner.plan(),
      metadata: metadata,
      seed: Int64(bitPattern: seed)
    )
  }
}

/// Walks the forest of context foreign keys from its roots down.
private struct SamplingPlanner {
  private let metadata: DatabaseMetadata
  private let contextKeys: [TableID: ForeignKey]
  private let fitRows: Double
  private let children: [TableID: [TableID]]
  private var samples: [TableID: TableSample] = [:]

  init(metadata: DatabaseMetadata, contextKeys: [TableID: ForeignKey], fitRows: Int) {
    let usable = contextKeys.filter { child, key in
      metadata[child] != nil && metadata[key.parent] != nil && !key.isSelfReference
    }
    self.metadata = metadata
    self.contextKeys = usable
    self.fitRows = Double(max(1, fitRows))
    children = Dictionary(grouping: usable.keys.sorted()) { usable[$0]?.parent ?? $0 }
  }

  mutating func plan() -> [TableID: TableSample] {
    for table in metadata.tables where contextKeys[table.id] == nil { visit(table.id) }
    // What is left lies on or below a cycle of context keys; each is then its own entity.
    for table in metadata.tables where samples[table.id] == nil { visit(table.id) }
    return samples
  }

  private func rows(_ table: TableID) -> Double {
    guard let table = metadata[table] else { return 0 }
    return Double(table.rowCount ?? table.estimatedRowCount ?? 0)
  }

  /// The table and everything below it that has no sample yet, parents first.
  private func subtree(_ root: TableID) -> [TableID] {
    var found = [root]
    var seen: Set<TableID> = [root]
    var next = 0
    while next < found.count {
      for child in children[found[next]] ?? []
      where samples[child] == nil && seen.insert(child).inserted {
        found.append(child)
      }
      next += 1
    }
    return found
  }

  private mutating func visit(_ root: TableID) {
    guard samples[root] == nil else { return }
    let members = subtree(root)
    let largest = members.map { rows($0) }.max() ?? 0
    guard largest > fitRows else {
      for member in members { samples[member] = .whole }
      return
    }
    let share = fitRows / largest
    let isEntity = rows(root) * share >= SamplingPlan.minimumEntities || rows(root) > fitRows
    guard isEntity || members.count == 1 else {
      samples[root] = .whole
      for child in children[root] ?? [] { visit(child) }
      return
    }
    let keep = max(1, min(1_000_000, Int((share * 1_000_000).rounded())))
    for member in members {
      samples[member] = .entities(
        EntitySample(root: root, path: path(from: member, to: root), keepPerMillion: keep)
      )
    }
  }

  private func path(from table: TableID, to root: TableID) -> [ForeignKey] {
    var path: [ForeignKey] = []
    var current = table
    while current != root, let key = contextKeys[current] {
      path.append(key)
      current = key.parent
    }
    return path
  }
}
