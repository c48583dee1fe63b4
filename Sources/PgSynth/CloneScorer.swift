import Metadata
import PostgresClient
import QualityMetrics
import QualityViews
import RelationalModels
import SchemaIntrospection
import TableData

/// Scores tables against the rows that were read from the source: the finished scratch tables, or anybody's.
struct CloneScorer {
  let source: SourceData
  let options: CloneOptions
  /// Tables with made-up rows, which nothing can be compared with.
  let unscored: Set<TableID>
  let target: ConnectionSettings
  /// Whether pgsynth made the tables: their types are the source's, and valid keys have no orphans.
  var isOwn = true

  /// Reads the clone (all of it, or entities of large tables as for the source) and compares.
  ///
  /// - `scratch`: every table of the source as it lies in the target for now.
  ///
  /// Returns what a report draws, too, where one is to be made.
  func scores(scratch: [TableID: Table]) throws -> (report: QualityReport, plots: DatabasePlots?) {
    try compared(scratch: scratch).scores(options)
  }

  /// The rows of both sides, read in one snapshot.
  func compared(scratch: [TableID: Table]) throws -> ComparedDatabase {
    let placed = DatabaseMetadata(tables: Array(scratch.values))
    return try SnapshotReader.reading(target, jobs: options.jobs) { reader in
      let counted = try SchemaIntrospector(reader.connection).countingRows(of: placed)
      let sampling = SamplingPlan.make(
        metadata: counted,
        contextKeys: ContextChoice.structural(counted),
        fitRows: options.fitRows,
        seed: options.seed
      )
      let rows = try reader.rows(of: counted.tables, plan: sampling)
      let tables = source.metadata.tables.compactMap { table -> ComparedTable? in
        guard !unscored.contains(table.id),
          let clone = scratch[table.id].flatMap({ counted[$0.id] }),
          let real = source.rows[table.id], let read = rows[clone.id]
        else { return nil }
        return ComparedTable(
          table: table,
          real: real,
          clone: isOwn ? read : ComparableValues.rows(read, of: clone, as: table),
          units: source.splits[table.id],
          realRowCount: table.rowCount,
          cloneRowCount: clone.rowCount
        )
      }
      let keys = source.metadata.relationships.filter {
        source.relationships[$0] != nil && !unscored.contains($0.child)
      }
      let sides = try reader.sides(
        of: keys.map { $0.placed(in: scratch) },
        in: counted,
        sample: (sampling, rows),
        trustingKeys: isOwn
      )
      let wholeTables = Set(tables.lazy.filter(\.isWhole).map(\.id))
      return ComparedDatabase(
        tables: tables,
        relationships: zip(keys, sides).compactMap { key, clone in
          source.relationships[key].map {
            ComparedRelationship(
              key: key,
              real: $0,
              clone: clone,
              hasWholeFamilies: source.sampledContexts[key.child] == key
                || wholeTables.contains(key.child)
            )
          }
        }
      )
    }
  }
}

extension ComparedDatabase {
  /// The scores, and what a report draws where one is to be made.
  ///
  /// - `apart`: with real rows that the clone was not made from, where there are any.
  /// - `targets`: columns for which it is tried what models that learnt from the clone are worth.
  func scores(
    _ options: CloneOptions,
    apart: ComparedDatabase? = nil,
    targets: UtilityTargets = .best
  ) -> (report: QualityReport, plots: DatabasePlots?) {
    let report = QualityReport(
      scoring: self,
      apart: apart,
      targets: targets,
      jobs: options.jobs
    )
    guard options.makesReport else { return (report, nil) }
    return (report, DatabasePlots(of: self, report, jobs: options.jobs))
  }
}

extension SnapshotReader {
  /// Parents whose children say enough about those of all: the Kolmogorov–Smirnov distance of a sample is below
  /// 1.36/√n in 95 % of the cases, here 0.014.
  private static let enoughParents = 10_000

  /// What foreign keys look like in the snapshot, in their order.
  ///
  /// - `sample`: rows that were read already, which spare large tables a count.
  /// - `trustingKeys`: whether valid keys are known to have no orphans.
  func sides(
    of keys: [ForeignKey],
    in metadata: DatabaseMetadata,
    sample: (plan: SamplingPlan, rows: [TableID: TableRows]),
    trustingKeys: Bool = true
  ) throws -> [RelationshipSide] {
    try concurrently(keys) { connection, key in
      Result { () throws(QualityViewsError) in
        guard let child = metadata[key.child], let parent = metadata[key.parent] else {
          return RelationshipSide(degrees: [], nullRows: 0, orphanRows: 0)
        }
        let isEnforced = key.isValidated && trustingKeys
        let isNullable = child.mayBeNull(key.childColumns)
        if isEnforced, !isNullable, sample.plan.readsWholeFamilies(key),
          let children = sample.rows[key.child], let parents = sample.rows[key.parent],
          parents.rowCount >= Self.enoughParents
        {
          return RelationshipSide(key.parentRows(of: children, in: parents), of: parents.rowCount)
        }
        return try RelationshipCounter(connection)
          .count(key, child: child, parent: parent, isEnforced: isEnforced)
      }
    }.map { try $0.get() }
  }
}

extension RelationshipSide {
  /// Children that all have a parent.
  ///
  /// - `parentRows`: the parent of every child.
  fileprivate init(_ parentRows: [Int32], of parentCount: Int) {
    var children = [Int](repeating: 0, count: parentCount)
    for parent in parentRows where parent >= 0 { children[Int(parent)] += 1 }
    var parents: [Int: Int] = [:]
    for number in children { parents[number, default: 0] += 1 }
    self.init(
      degrees: parents.sorted { $0.key < $1.key }.map {
        DegreeCount(children: $0.key, parents: $0.value)
      },
      nullRows: 0,
      orphanRows: 0
    )
  }
}

extension TableID {
  func placed(in schemas: [String: String]) -> TableID {
    TableID(schema: schemas[schema] ?? schema, name: name)
  }
}

extension ForeignKey {
  fileprivate func placed(in scratch: [TableID: Table]) -> ForeignKey {
    var key = self
    key.child = scratch[child]?.id ?? child
    key.parent = scratch[parent]?.id ?? parent
    return key
  }
}
