import CloneWriter
import Constraints
import Metadata
import PostgresClient
import SchemaDDL
import SchemaIntrospection

/// What the target is to have: the tables of a source, and what else is in their schemas.
struct SourceSchema {
  var metadata: DatabaseMetadata
  var script: SchemaScript
  var identity: DatabaseIdentity
}

/// What `--data-only` needs to know of the target before rows are made.
struct FillTarget {
  var pair: SchemaPair
  var plan: FillPlan
}

/// Where the rows of a clone go, and what may happen there.
struct Destination {
  var settings: ConnectionSettings
  /// Names in the target by the source's; schemas that are not listed keep theirs.
  var schemas: [String: String]
  /// Whether what pgsynth did not make may be replaced, or emptied.
  var replaces: Bool
  /// Whether tables are filled that exist.
  var isDataOnly: Bool
  var lockTimeoutSeconds: Double

  func name(of schema: String) -> String { schemas[schema] ?? schema }

  func target(for schemas: [String]) -> CloneTarget {
    CloneTarget(
      settings: settings,
      schemas: Dictionary(uniqueKeysWithValues: schemas.map { ($0, name(of: $0)) }),
      replaces: replaces,
      swapTimeoutSeconds: lockTimeoutSeconds
    )
  }

  /// Refuses early what could not be written.
  ///
  /// - Returns: the tables to fill, where the target's are kept.
  func preflight(_ source: SourceSchema) throws -> FillTarget? {
    if isDataOnly { return try fillTarget(for: source) }
    _ = try CloneWriter.preflight(
      script: source.script,
      source: source.identity,
      target: target(for: source.script.schemas)
    )
    return nil
  }

  /// The way into the target: tables that exist, or a schema that is built and put in place.
  ///
  /// - `constraints`: what rows obey besides the schema's own constraints.
  func writer(
    for source: SourceSchema,
    fill: FillTarget?,
    constraints: [EnforcedConstraint]
  ) throws -> any TargetWriter {
    let target = target(for: source.script.schemas)
    if let fill {
      return try TableFiller.prepare(
        fill.pair,
        constraints: constraints,
        source: source.identity,
        target: target
      )
    }
    return try CloneWriter.prepare(
      script: source.script,
      metadata: source.metadata,
      constraints: constraints,
      source: source.identity,
      target: target
    )
  }

  /// Compares the source's schema with the target's; refuses when rows could not be written as they are meant.
  private func fillTarget(for source: SourceSchema) throws -> FillTarget {
    let target = target(for: source.script.schemas)
    let wanted = source.metadata.tables.map(\.id)
    let survey = try TableFiller.survey(target, source: source.identity, wanted: wanted)
    let places = wanted.map { $0.placed(in: target.schemas) }
    let reader = try SnapshotReader(target.settings)
    defer { reader.close() }
    let found = Set(survey.existing).intersection(places)
    let metadata =
      found.isEmpty
      ? DatabaseMetadata(tables: [])
      : try SchemaIntrospector(reader.connection).metadata(
        of: TableSelection(
          schemas: Set(found.map(\.schema)).sorted(),
          included: found.sorted().map(TablePattern.exact),
          // Owners put policies aside; what these hide is no matter of the schema.
          takesTablesWithHiddenRows: true
        )
      )
    let pair = SchemaPair(
      source: source.metadata,
      sourceScript: source.script,
      target: metadata,
      targetScript: try SchemaScript(
        reading: metadata,
        schemas: target.schemas.values.sorted(),
        on: reader.connection
      ),
      schemas: target.schemas
    )
    let plan = try TableFiller.preflight(pair, source: source.identity, target: target)
    return FillTarget(pair: pair, plan: plan)
  }
}
