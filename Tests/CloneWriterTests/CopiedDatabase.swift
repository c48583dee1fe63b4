import Testing
import CloneWriter
import Metadata
import PostgresClient
import SchemaDDL
import SchemaIntrospection
import TableData
import TestSupport

/// A source that is copied, real rows and all, to try out the writer.
struct CopiedDatabase {
  let metadata: DatabaseMetadata
  let script: SchemaScript
  let identity: DatabaseIdentity
  var rows: [TableID: TableRows]

  init(_ settings: ConnectionSettings, selection: TableSelection = TableSelection()) throws {
    let reader = try SnapshotReader(settings)
    defer { reader.close() }
    metadata = try SchemaIntrospector(reader.connection).metadata(of: selection)
    script = try SchemaScript(reading: metadata, on: reader.connection)
    identity = try DatabaseIdentity(of: reader.connection)
    rows = try reader.rows(of: metadata.tables)
  }

  func prepare(
    _ target: CloneTarget,
    cancellation: Cancellation = Cancellation()
  ) throws -> CloneWriter {
    try CloneWriter.prepare(
      script: script,
      metadata: metadata,
      source: identity,
      target: target,
      cancellation: cancellation
    )
  }

  func load(into writer: CloneWriter) throws {
    for table in metadata.tables {
      let sink = try writer.sink(for: table.id)
      if let rows = rows[table.id] { try sink.write(rows) }
      try sink.finish()
    }
  }

  /// The whole way to a finished clone.
  @discardableResult
  func copy(to target: CloneTarget, jobs: Int = 2) throws -> FinishReport {
    let writer = try prepare(target)
    do {
      try load(into: writer)
      let report = try writer.finishTables(jobs: jobs, seed: 1)
      let warnings = try writer.swap { _ in }
      #expect(warnings == [])
      return report
    } catch {
      writer.abandon()
      throw error
    }
  }
}
