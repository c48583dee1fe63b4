import Metadata
import PostgresClient
import QualityMetrics
import QualityViews
import RelationalModels
import SchemaIntrospection
import TableData

/// Scores the finished scratch tables against the rows that were read from the source.
struct CloneScorer {
  let source: SourceData
  let options: CloneOptions
  let target: ConnectionSettings

  /// Reads the clone (all of it, or entities of large tables as for the source) and compares.
  ///
  /// - `scratch`: the scratch schema of every source schema.
  func report(scratch: [String: String]) throws -> QualityReport {
    let placed = source.metadata.placed(in: scratch)
    return try SnapshotReader.reading(target, jobs: options.jobs) { reader in
      let counted = try SchemaIntrospector(reader.connection).countingRows(of: placed)
      let sampling = SamplingPlan.make(
        metadata: counted,
        contextKeys: ContextChoice.structural(counted),
        fitRows: options.fitRows,
        seed: options.seed
      )
      let rows = try reader.rows(of: counted.tables, plan: sampling)
      var tables: [TableQuality] = []
      for (table, clone) in zip(source.metadata.tables, counted.tables) {
        guard let real = source.rows[table.id], let made = rows[clone.id] else { continue }
        tables.append(
          TableScorer().score(
            real: real,
            clone: made,
            table: table,
            realRowCount: table.rowCount,
            cloneRowCount: clone.rowCount
          )
        )
      }
      let counter = RelationshipCounter(reader.connection)
      let relationships = try source.metadata.relationships.compactMap {
        key -> RelationshipQuality? in
        let placedKey = key.placed(in: scratch)
        guard let real = source.relationships[key], let child = counted[placedKey.child],
          let parent = counted[placedKey.parent]
        else { return nil }
        return RelationshipScorer.score(
          key,
          real: real,
          clone: try counter.count(placedKey, child: child, parent: parent)
        )
      }
      return QualityReport(tables: tables, relationships: relationships)
    }
  }
}

extension TableID {
  func placed(in schemas: [String: String]) -> TableID {
    TableID(schema: schemas[schema] ?? schema, name: name)
  }
}

extension ForeignKey {
  func placed(in schemas: [String: String]) -> ForeignKey {
    var key = self
    key.child = child.placed(in: schemas)
    key.parent = parent.placed(in: schemas)
    return key
  }
}

extension DatabaseMetadata {
  /// The same tables under other schema names; the order of tables stays that of the names given.
  func placed(in schemas: [String: String]) -> DatabaseMetadata {
    mapTables { table in
      var table = table
      table.id = table.id.placed(in: schemas)
      table.foreignKeys = table.foreignKeys.map { $0.placed(in: schemas) }
      table.inheritedFrom = table.inheritedFrom.map { $0.placed(in: schemas) }
      return table
    }
  }
}
