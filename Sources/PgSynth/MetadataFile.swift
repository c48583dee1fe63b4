import Metadata
import SDVMetadata
import SchemaIntrospection

/// What SDV calls metadata: tables, the sdtypes of their columns, and keys, as JSON of its specification V1.
///
/// What V1 has no words for, such as schemas, PostgreSQL's types and circles of keys, can stand in the member
/// `x_pgsynth`, which SDV 1 does not look at and SDV 2 refuses.
public struct MetadataFile: Hashable, Sendable {
  let metadata: SDVMetadata

  init(_ metadata: SDVMetadata) { self.metadata = metadata }

  /// Reads V1, and the older `MULTI_TABLE_V1` and `SINGLE_TABLE_V1`.
  ///
  /// - Parameter text: JSON.
  /// - Throws: ``PgSynthError`` with every member that is not of the right form, a line each.
  public init(reading text: String) throws(PgSynthError) {
    do {
      metadata = try SDVMetadata(reading: text)
    } catch {
      throw PgSynthError(.usage, error.description)
    }
  }

  /// The metadata as JSON of the specification V1.
  public var json: String { metadata.json }

  /// What does not make sense, one line each; none where SDV takes the metadata.
  public var problems: [String] { metadata.problems }

  /// The same structure under names that say nothing, without formats, values and what is pgsynth's own.
  public var anonymized: MetadataFile { MetadataFile(metadata.anonymized) }
}

extension DatabaseMetadata {
  /// The metadata with the sdtypes that a file states, and the relationships that it states besides the declared ones.
  ///
  /// - `isPart`: whether the file may name tables that are not among these.
  func edited(by file: MetadataFile?, isPart: Bool) throws -> DatabaseMetadata {
    guard let file else { return self }
    let edits: SDVMetadata.Edits
    do {
      edits = try file.metadata.edits(of: self, isPart: isPart)
    } catch {
      throw PgSynthError(
        .usage,
        "the metadata does not fit the source:\n"
          + error.problems.map { "  " + $0 }.joined(separator: "\n")
      )
    }
    let edited = mapTables { table in
      var table = table
      for place in table.columns.indices {
        let column = ColumnID(table: table.id, name: table.columns[place].name)
        table.columns[place].sdtype = edits.sdtypes[column] ?? table.columns[place].sdtype
      }
      return table
    }
    let stated = edits.relationships.map {
      RelationshipChoice(
        table: $0.child.description,
        columns: $0.childColumns,
        references: .table("\($0.parent) (\($0.parentColumns.joined(separator: ", ")))")
      )
    }
    return edited.adding(try RelationshipResolver(metadata: edited).resolve(stated))
  }
}
