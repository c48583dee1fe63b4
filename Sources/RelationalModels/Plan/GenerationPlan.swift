package import Metadata
package import TableData
package import TableModels

/// The schema turned into a generation program: which table after which, and what each foreign key
/// means for it.
///
/// A pure value; `--dry-run` prints it.
package struct GenerationPlan: Sendable, Codable {
  /// In generation order.
  package let tables: [TablePlan]
  /// Relationships without a constraint that are not used, because they would make a cycle.
  package let dropped: [ForeignKey]

  /// Tables that are empty in the source and get made-up rows.
  package var exampleTables: [TableID] { tables.filter { $0.role == .example }.map(\.id) }

  package subscript(id: TableID) -> TablePlan? { tables.first { $0.id == id } }
}

/// How one table will be generated.
package struct TablePlan: Sendable, Codable {
  package enum Role: String, Sendable, Codable {
    /// Kept as it is.
    case reference
    /// No foreign key decides how many rows there are.
    case root
    /// Rows come as sequences inside a context parent.
    case child
    /// Nothing but foreign keys to two or more tables.
    case junction
    /// Empty in the source: rows are made up from types, conditions, keys and names.
    case example
  }

  /// What a foreign key means for the generation of its child.
  package enum KeyRole: String, Sendable, Codable {
    /// Rows are generated as an ordered sequence inside this parent.
    case context
    /// The parent is matched by type and degree.
    case matched
    /// The parent is an earlier row of the same table.
    case selfReference
    /// Part of a cycle: filled in when the parent exists.
    case deferred
    /// One case of a polymorphic pair: for the rows of one type, matched by degree.
    case conditional
  }

  package let id: TableID
  package let role: Role
  /// Foreign keys whose parent is cloned, with the context key first.
  package let keys: [ForeignKey]
  package let keyRoles: [KeyRole]
  /// Columns by which siblings are ordered inside their context parent.
  package let siblingOrder: [String]
  /// Rows to generate.
  package internal(set) var rowCount: Int
  /// What models its columns get.
  package let tier: Tier
  /// What its columns are drawn from.
  package let synthesizer: SynthesizerChoice
  /// What a copula draws numeric columns from that are not drawn from their codes.
  package let marginals: [String: MarginalChoice]
  /// Why the context key was chosen, for the plan's readers: higher is better.
  package let keyScores: [Double]

  package var contextKey: Int? { keyRoles.firstIndex(of: .context) }
}

extension GenerationPlan {
  /// Decides the program.
  ///
  /// - `metadata`: tables with exact row counts.
  /// - `data`: real rows (all or a sample of entities) from which context keys are judged.
  /// - `fixedContexts`: context keys that are no longer free because they steered the sampling.
  package static func make(
    metadata: DatabaseMetadata,
    data: [TableID: TableRows],
    fixedContexts: [TableID: ForeignKey] = [:],
    options: PlanOptions
  ) -> GenerationPlan {
    let references = referenceTables(metadata, options: options)
    var edges = metadata.tables.flatMap { table -> [Edge] in
      guard !references.contains(table.id) else { return [] }
      return distinctKeys(of: table, in: metadata).map { key in
        Edge(
          key: key,
          score: ContextChoice.score(
            key,
            child: table,
            metadata: metadata,
            data: data,
            isReference: references.contains(key.parent)
          ),
          isNullable: table.mayBeNull(key.childColumns)
        )
      }
    }
    let order = breakCycles(&edges, metadata: metadata)
    let edgesOfTable = Dictionary(grouping: edges.filter { !$0.isDropped }, by: \.key.child)
    let plans = order.compactMap { metadata[$0] }.map { table -> TablePlan in
      plan(
        table,
        edges: edgesOfTable[table.id] ?? [],
        implied: impliedKeys(edgesOfTable, table: table, metadata: metadata, data: data),
        metadata: metadata,
        references: references,
        fixedContext: fixedContexts[table.id],
        options: options
      )
    }
    return GenerationPlan(tables: plans, dropped: edges.filter(\.isDropped).map(\.key))
  }

  struct Edge {
    var key: ForeignKey
    var score: Double
    var isNullable: Bool
    var isDeferred = false
    /// Not used at all: one case of a polymorphic pair that would make a cycle.
    var isDropped = false

    /// Whether the order of generation heeds the edge.
    var isOpen: Bool { isDeferred || isDropped }

    /// What to open first in a cycle: cases of pairs, guesses, keys that may be null, then the others.
    var firmness: Int {
      key.condition != nil ? 0 : key.origin == .detected ? 1 : isNullable ? 2 : 3
    }
  }

  private static func referenceTables(
    _ metadata: DatabaseMetadata,
    options: PlanOptions
  ) -> Set<TableID> {
    let chosen: Set<TableID> =
      switch options.referenceTables {
      case .none: []
      case .automatic: ReferenceRule.referenceTables(in: metadata)
      case .named(let names):
        Set(metadata.tables.map(\.id).filter { id in names.contains { id.matches($0) } })
      }
    return chosen.union(options.keptTables)
  }

  /// Foreign keys with a cloned parent; a second key over the same columns to the same parent says nothing new.
  private static func distinctKeys(of table: Table, in metadata: DatabaseMetadata) -> [ForeignKey] {
    var seen: Set<[String]> = []
    return table.foreignKeys.filter { key in
      metadata[key.parent] != nil && !key.childColumns.isEmpty
        && seen.insert(
          [key.parent.description, key.condition?.value ?? ""] + key.childColumns + ["→"]
            + key.parentColumns
        ).inserted
    }
  }

  /// Foreign keys that are left open until their parent exists, because they are part of a cycle.
  ///
  /// - `score`: what a key says about its child; among equals the least is left open.
  static func keysInCycles(
    of metadata: DatabaseMetadata,
    score: (ForeignKey) -> Double
  ) -> Set<ForeignKey> {
    var edges = metadata.relationships.map { key in
      Edge(
        key: key,
        score: score(key),
        isNullable: key.childColumns.contains {
          metadata[key.child]?.column($0)?.isNullable ?? true
        }
      )
    }
    _ = breakCycles(&edges, metadata: metadata)
    return Set(edges.filter(\.isOpen).map(\.key))
  }

  /// Marks edges as deferred until no cycle is left; returns tables parents first.
  private static func breakCycles(_ edges: inout [Edge], metadata: DatabaseMetadata) -> [TableID] {
    while true {
      let graph = RelationshipGraph(
        tables: metadata.tables.map(\.id),
        relationships: edges.filter { !$0.isOpen }.map(\.key)
      )
      // Cycles have no tables in common, so that each can lose an edge before the next look.
      let cycleOfTable = Dictionary(
        graph.cycles.enumerated().flatMap { number, members in members.map { ($0, number) } }
      ) { first, _ in first }
      let inside = edges.indices.filter { index in
        let edge = edges[index]
        guard !edge.isOpen, !edge.key.isSelfReference, let cycle = cycleOfTable[edge.key.child]
        else { return false }
        return cycleOfTable[edge.key.parent] == cycle
      }
      guard !inside.isEmpty else { return graph.components.flatMap { $0 } }
      for cycle in Dictionary(grouping: inside, by: { cycleOfTable[edges[$0].key.child] }).values {
        // Among equals the one that says least about its child; a row's case is known too late to be filled in
        // later.
        let weakest = cycle.min { left, right in
          (edges[left].firmness, edges[left].score, left)
            < (edges[right].firmness, edges[right].score, right)
        }
        guard let weakest else { continue }
        if edges[weakest].key.condition != nil {
          edges[weakest].isDropped = true
        } else {
          edges[weakest].isDeferred = true
        }
      }
    }
  }

  private static func plan(
    _ table: Table,
    edges: [Edge],
    implied: [ForeignKey: ForeignKey],
    metadata: DatabaseMetadata,
    references: Set<TableID>,
    fixedContext: ForeignKey?,
    options: PlanOptions
  ) -> TablePlan {
    let real = table.rowCount ?? 0
    guard !references.contains(table.id) else {
      return TablePlan(
        id: table.id,
        role: .reference,
        keys: [],
        keyRoles: [],
        siblingOrder: [],
        rowCount: real,
        tier: options.effort.tier(rowCount: real),
        synthesizer: options.synthesizer(of: table.id),
        marginals: options.marginals(of: table),
        keyScores: []
      )
    }
    let wanted =
      options.rowCounts.first { table.id.matches($0.key) }?.value
      ?? (real == 0 ? 0 : PlanOptions.rowCount(real, scale: options.scale))
    // A key that another one implies is no choice of its own.
    let free = edges.filter {
      !$0.isDeferred && !$0.key.isSelfReference && implied[$0.key] == nil
        && $0.key.condition == nil
    }.map { edge in
      var edge = edge
      edge.score = max(
        edge.score,
        edges.filter { implied[$0.key] == edge.key }.map(\.score).max() ?? 0
      )
      return edge
    }
    let context =
      fixedContext.flatMap { fixed in free.first { $0.key == fixed } }
      ?? free.filter { $0.score > 0 }.max { ($0.score, $1.key.name) < ($1.score, $0.key.name) }
    let sorted = edges.sorted { left, right in
      func place(_ edge: Edge) -> Int {
        if edge.key == context?.key { return 0 }
        if edge.isDeferred || edge.key.condition != nil { return 4 }
        if implied[edge.key] != nil { return 2 }
        return edge.key.isSelfReference ? 3 : 1
      }
      // Keys of several columns last: what they share with the others is then already fixed.
      return (place(left), left.key.childColumns.count, -left.score, left.key.name)
        < (place(right), right.key.childColumns.count, -right.score, right.key.name)
    }
    let roles = sorted.map { edge -> TablePlan.KeyRole in
      if edge.key == context?.key { return .context }
      if edge.isDeferred { return .deferred }
      if edge.key.condition != nil { return .conditional }
      return edge.key.isSelfReference ? .selfReference : .matched
    }
    let keyColumns = Set(sorted.flatMap(\.key.childColumns))
    if real == 0, let count = exampleCount(table, options: options) {
      return TablePlan(
        id: table.id,
        role: .example,
        keys: sorted.map(\.key),
        keyRoles: roles.map { $0 == .context ? .matched : $0 },
        siblingOrder: [],
        rowCount: count,
        tier: options.effort.tier(rowCount: count),
        synthesizer: options.synthesizer(of: table.id),
        marginals: options.marginals(of: table),
        keyScores: sorted.map(\.score)
      )
    }
    let isJunction =
      sorted.count > 1 && table.storedColumns.allSatisfy { keyColumns.contains($0.name) }
    return TablePlan(
      id: table.id,
      role: context == nil ? .root : isJunction ? .junction : .child,
      keys: sorted.map(\.key),
      keyRoles: roles,
      siblingOrder: siblingOrder(of: table, contextColumns: context?.key.childColumns ?? []),
      rowCount: wanted,
      tier: options.effort.tier(rowCount: wanted),
      synthesizer: options.synthesizer(of: table.id),
      marginals: options.marginals(of: table),
      keyScores: sorted.map(\.score)
    )
  }

  /// Rows to make up for an empty table; nil leaves it empty.
  private static func exampleCount(_ table: Table, options: PlanOptions) -> Int? {
    let named = options.rowCounts.first { table.id.matches($0.key) }?.value
    let count = named ?? options.emptyTableRows
    return count > 0 ? count : nil
  }

  /// A time column that is always set, then the rest of the primary key.
  static func siblingOrder(of table: Table, contextColumns: [String]) -> [String] {
    let foreign = Set(table.foreignKeys.flatMap(\.childColumns))
    let time = table.columns.first { column in
      (column.type.valueKind == .timestamp || column.type.valueKind == .date)
        && !foreign.contains(column.name) && !column.isGenerated
        && (!column.isNullable || (column.statistics?.nullFraction ?? 1) == 0)
    }
    let key = (table.primaryKey?.columns ?? []).filter { !contextColumns.contains($0) }
    return (time.map { [$0.name] } ?? []) + key.filter { $0 != time?.name }
  }
}
