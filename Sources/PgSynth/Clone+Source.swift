import CloneWriter
import Constraints
import Metadata
import PostgresClient
import QualityMetrics
import QualityViews
import RelationalModels
import SchemaDDL
import SchemaIntrospection
import TableData

/// Everything that is taken from the source, read in one snapshot.
struct SourceData {
  var metadata: DatabaseMetadata
  var definitions: SourceDefinitions
  var script: SchemaScript
  /// The tables to fill, where the target's are kept.
  var fill: FillTarget?
  var identity: DatabaseIdentity
  var rows: [TableID: TableRows]
  /// The protected units of every table, and which of them stay out of the fit.
  var splits: [TableID: UnitSplit] = [:]
  /// What every foreign key looks like in the source.
  var relationships: [ForeignKey: RelationshipSide]
  /// Context keys that steered the sampling and are therefore no longer free.
  var sampledContexts: [TableID: ForeignKey]
  /// What the user declares, and the clone's rows obey.
  var constraints: [EnforcedConstraint] = []
  /// What is asked of the clone's rows.
  var requests = ResolvedRequests()

  /// The tables as models see them: constraints are CHECKs and keys of theirs.
  var modelled: DatabaseMetadata { metadata.obeying(constraints) }

  var schema: SourceSchema {
    SourceSchema(metadata: metadata, script: script, identity: identity)
  }
}

extension Clone {
  var sourceSettings: ConnectionSettings {
    var settings = settings(options.source)
    settings.leavesOutHiddenRows = options.readsVisibleRows
    return settings
  }

  var destination: Destination {
    Destination(
      settings: settings(options.target ?? options.source),
      schemas: options.targetSchemas,
      replaces: options.replacesTarget,
      isDataOnly: options.isDataOnly,
      lockTimeoutSeconds: options.lockTimeoutSeconds
    )
  }

  func settings(_ connection: String) -> ConnectionSettings {
    ConnectionSettings(
      connection,
      lockTimeoutSeconds: options.lockTimeoutSeconds,
      statementTimeoutSeconds: options.statementTimeoutSeconds
    )
  }

  /// Reads catalogs and rows; refuses early when the target could not be written.
  func readSource(progress: ProgressHandler, clock: inout StageClock) throws -> SourceData {
    var result: SourceData?
    var stages = clock
    result = try SnapshotReader.reading(sourceSettings, jobs: options.jobs) { reader in
      progress(ProgressEvent(stage: .introspect))
      let isAimed =
        !options.isDryRun || options.isDataOnly || options.target != nil
        || !options.targetSchemas.isEmpty
      var data = try stages.measure(.introspect) { try introspect(reader, isAimed: isAimed) }
      if isAimed { data.fill = try destination.preflight(data.schema) }
      try stages.measure(.read) {
        try read(reader, into: &data, progress: progress)
        try checkConstraints(of: &data, reader)
      }
      return data
    }
    clock = stages
    guard let result else { throw PgSynthError(.failed, "the source could not be read") }
    return result
  }

  /// - `isAimed`: whether it is known where the clone goes.
  private func introspect(_ reader: SnapshotReader, isAimed: Bool) throws -> SourceData {
    let introspector = SchemaIntrospector(reader.connection)
    var selection = TableSelection(
      schemas: options.sourceSchemas,
      included: options.tables,
      excluded: options.excluded,
      takesTablesWithHiddenRows: options.readsVisibleRows
    )
    if options.includesDependencies {
      selection = try DependencyClosure(reader.connection).completed(selection)
    }
    let described = try introspector.metadata(of: selection)
    let metadata =
      options.readsRows ? try introspector.countingRows(of: described) : described.withoutRows
    for name in options.rowCounts.keys
    where !metadata.tables.contains(where: { $0.id.matches(name) }) {
      throw PgSynthError(
        .usage,
        "--rows names table \(name), which is not among the tables to clone"
      )
    }
    let identity = try DatabaseIdentity(of: reader.connection)
    let probe =
      isAimed && !options.isDataOnly
      ? try TargetProbe(destination.settings, source: identity) : nil
    defer { probe?.close() }
    let definitions = try SourceDefinitions(
      of: metadata,
      selection: selection,
      isPart: !options.tables.isEmpty,
      reader
    )
    let known = try addingUndeclared(to: metadata, reader)
    let constraints = try resolvedConstraints(in: known)
    return SourceData(
      metadata: known.adding(constraints.newRelationships),
      definitions: definitions,
      script: try definitions.script(
        of: metadata,
        in: probe,
        withPrivileges: options.includesPrivileges
      ),
      identity: identity,
      rows: [:],
      relationships: [:],
      sampledContexts: [:],
      constraints: constraints,
      requests: try RequestResolver(metadata: known).resolve(options.requests, options.given)
    )
  }

  private func read(
    _ reader: SnapshotReader,
    into data: inout SourceData,
    progress: ProgressHandler
  ) throws {
    guard options.readsRows else { return }
    let contexts = ContextChoice.structural(data.metadata)
    let sampling = SamplingPlan.make(
      metadata: data.metadata,
      contextKeys: contexts,
      fitRows: options.fitRows,
      seed: options.seed
    )
    data.sampledContexts = contexts.filter { sampling[$0.key] != .whole }
    let counter = RowCounter(
      total: data.metadata.tables.reduce(0) { $0 + min($1.rowCount ?? 0, options.fitRows) }
    )
    data.rows = try withoutActuallyEscaping(progress) { progress in
      try reader.rows(of: data.metadata.tables, plan: sampling) { table, rows in
        let (done, total) = counter.update(table, rows: rows)
        progress(
          ProgressEvent(stage: .read, table: table.description, done: done, total: total)
        )
      }
    }
    let keys = data.metadata.relationships.filter {
      data.metadata[$0.child] != nil && data.metadata[$0.parent] != nil
    }
    // A parent that exists can be hidden.
    let sides = try reader.sides(
      of: keys,
      in: data.metadata,
      sample: (sampling, data.rows),
      trustingKeys: !options.readsVisibleRows
    )
    data.relationships = Dictionary(zip(keys, sides)) { first, _ in first }
  }
}

extension ConnectionSettings {
  /// Settings of a session of the program.
  init(_ connection: String, lockTimeoutSeconds: Double, statementTimeoutSeconds: Double) {
    self.init(connection)
    applicationName = "pgsynth"
    self.lockTimeoutSeconds = lockTimeoutSeconds
    self.statementTimeoutSeconds = statementTimeoutSeconds
  }
}

extension DatabaseMetadata {
  /// The same tables, as if they were empty.
  fileprivate var withoutRows: DatabaseMetadata {
    mapTables { table in
      var table = table
      table.rowCount = 0
      return table
    }
  }
}
