import CloneWriter
import Metadata
import SchemaDDL
import SchemaIntrospection

/// What `--data-only` needs to know of the target before the source's rows are read.
struct FillTarget {
  var pair: SchemaPair
  var plan: FillPlan
}

extension Clone {
  /// Compares the source's schema with the target's; refuses when rows could not be written as they are meant.
  func fillTarget(for source: SourceData) throws -> FillTarget {
    let target = cloneTarget(for: source)
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

  /// The way into the target: tables that exist, or a schema that is built and put in place.
  func prepareWriter(for source: SourceData, _ target: CloneTarget) throws -> any TargetWriter {
    if let fill = source.fill {
      return try TableFiller.prepare(fill.pair, source: source.identity, target: target)
    }
    return try CloneWriter.prepare(
      script: source.script,
      metadata: source.metadata,
      source: source.identity,
      target: target
    )
  }
}
