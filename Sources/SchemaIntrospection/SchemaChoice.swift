import Metadata
import PostgresClient

/// The schemas that a run looks into.
struct SchemaChoice {
  let names: [String]
  /// Schemas that were not asked for by name and that are earlier clones or closed to the role.
  let omissions: [DatabaseMetadata.Omission]

  init(requested: [String], rows: [CatalogRow], role: String) throws(IntrospectionError) {
    let available = rows.map { (name: $0.text("schema_name"), hasUsage: $0.flag("has_usage")) }
    let known = Set(available.map(\.name))
    let missing = requested.filter { !known.contains($0) }
    guard missing.isEmpty else {
      let list = available.map(\.name).joined(separator: ", ")
      throw IntrospectionError(
        .schemaMissing,
        "\(missing.count == 1 ? "schema" : "schemas") \(missing.joined(separator: ", ")) not found",
        hint: available.isEmpty
          ? "The database has no user schemas" : "The database has these schemas: \(list)"
      )
    }
    let wanted: Set<String>
    let clones: [String]
    if requested.isEmpty {
      // A second run beside the source must not take the first one's clone for a part of the source; where
      // there is nothing else, the clone is what is meant.
      let hasOther = rows.contains { $0.flag("has_tables") && !$0.flag("is_clone") }
      clones = hasOther ? rows.filter { $0.flag("is_clone") }.map { $0.text("schema_name") } : []
      wanted = known.subtracting(clones)
    } else {
      (wanted, clones) = (Set(requested), [])
    }
    let closed = available.filter { wanted.contains($0.name) && !$0.hasUsage }.map(\.name)
    names = available.map(\.name).filter { wanted.contains($0) && !closed.contains($0) }
    guard closed.isEmpty || (requested.isEmpty && !names.isEmpty) else {
      let schemas = closed.map { SQLIdentifier($0).quoted }.joined(separator: ", ")
      throw IntrospectionError(
        .schemaNotReadable,
        "role \(role) may not look inside schema \(closed.joined(separator: ", "))",
        hint: "GRANT USAGE ON SCHEMA \(schemas) TO \(SQLIdentifier(role).quoted)"
      )
    }
    omissions =
      closed.map {
        DatabaseMetadata.Omission(
          kind: "schema",
          name: $0,
          reason: "role \(role) has no USAGE privilege on it"
        )
      }
      + clones.map {
        DatabaseMetadata.Omission(
          kind: "schema",
          name: $0,
          reason: "pgsynth made it; to clone it too, name it as a source schema"
        )
      }
  }
}
