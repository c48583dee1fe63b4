import Metadata
import QualityMetrics
import RelationalModels
import SchemaIntrospection

extension Clone {
  /// The metadata with what the user states about columns and relationships and, on request, with relationships that are
  /// found.
  func addingUndeclared(
    to metadata: DatabaseMetadata,
    _ reader: SnapshotReader
  ) throws -> DatabaseMetadata {
    let edited = try metadata.edited(
      by: options.metadata,
      isPart: !(options.sourceSchemas.isEmpty && options.tables.isEmpty && options.excluded.isEmpty)
    )
    let stated = edited.adding(
      try RelationshipResolver(metadata: edited).resolve(options.relationships)
    )
    guard options.detectsRelationships else { return stated }
    let found = try RelationshipDetector(reader.connection, metadata: stated).relationships()
    let used = found.filter { one in
      // Rows are made up from names as it is.
      one.isBorneOut
        || options.emptyTableRows > 0 && stated[one.key.child]?.rowCount == 0
    }
    return stated.adding(used.map(\.key))
  }
}

extension SourceData {
  /// Share of the references without a parent, for relationships that are no constraints.
  var danglingShares: [ForeignKey: Double] {
    relationships.filter { $0.key.origin != .declared && $0.value.orphanRows > 0 }
      .mapValues { Double($0.orphanRows) / Double(max(1, $0.references)) }
  }

  /// One line for every relationship that is no constraint: what it is and what became of it.
  func undeclaredRelationships(_ plan: GenerationPlan) -> [String] {
    metadata.relationships.filter { $0.origin != .declared }.map { key in
      var line = "\(RelationshipText.description(of: key)), \(key.origin.rawValue)"
      if plan.dropped.contains(key) { line += "; not used, it would make a cycle" }
      if let orphans = relationships[key]?.orphanRows, orphans > 0 {
        line +=
          "; \(orphans) rows of the source refer to nothing, and that share of the clone's will"
      }
      return line
    }
  }
}
