import Foundation
package import Metadata

/// The metadata as JSON with sorted keys in snake_case; what is not known is left out.
///
/// Top level: `tables`, `relationships`, `generation_order` (groups of table names, parents first; a group
/// of several is a cycle), `omissions`. Tables and relationships are sorted, so equal schemas give equal
/// bytes.
package enum MetadataJSON {
  /// - `undeclared`: relationships that a search found, with their support.
  package static func render(
    _ metadata: DatabaseMetadata,
    undeclared: [UndeclaredRelationship] = []
  ) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(Document(metadata, undeclared)), as: UTF8.self)
      + "\n"
  }
}

private struct Document: Encodable {
  let tables: [TableEntry]
  let relationships: [RelationshipEntry]
  let generationOrder: [[Name]]
  let omissions: [OmissionEntry]

  init(_ metadata: DatabaseMetadata, _ undeclared: [UndeclaredRelationship]) {
    let support = Dictionary(undeclared.map { ($0.key, $0) }) { first, _ in first }
    let byName = undeclared.filter { !$0.isBorneOut }
    tables = metadata.tables.map(TableEntry.init)
    relationships =
      metadata.tables.flatMap(\.foreignKeys)
      .map { RelationshipEntry($0, isChosen: metadata[$0.parent] != nil, found: support[$0]) }
      + byName.map { RelationshipEntry($0.key, isChosen: true, found: $0) }
    generationOrder = RelationshipGraph(metadata).components.map { $0.map(Name.init) }
    omissions = metadata.omissions.map {
      OmissionEntry(kind: $0.kind, name: $0.name, reason: $0.reason)
    }
  }
}

private struct Name: Encodable {
  let schema: String
  let table: String

  init(_ id: TableID) {
    schema = id.schema
    table = id.name
  }
}

private struct TableEntry: Encodable {
  let schema: String
  let name: String
  /// `ordinary` or `partitioned`.
  let kind: String
  let columns: [ColumnEntry]
  let primaryKey: KeyEntry?
  let uniqueKeys: [KeyEntry]
  let checks: [CheckEntry]
  let inheritedFrom: [Name]
  let estimatedRowCount: Int?
  let rowCount: Int?
  let comment: String?

  init(_ table: Table) {
    schema = table.id.schema
    name = table.id.name
    kind = table.kind.rawValue
    columns = table.columns.map(ColumnEntry.init)
    primaryKey = table.primaryKey.map(KeyEntry.init)
    uniqueKeys = table.uniqueKeys.map(KeyEntry.init)
    checks = table.checks.map(CheckEntry.init)
    inheritedFrom = table.inheritedFrom.map(Name.init)
    estimatedRowCount = table.estimatedRowCount
    rowCount = table.rowCount
    comment = table.comment
  }
}

private struct ColumnEntry: Encodable {
  let name: String
  /// As DDL writes it, such as `numeric(10,2)`.
  let type: String
  /// The type's own name under all domains.
  let baseType: String
  let domains: [String]
  let enumLabels: [String]?
  let elementType: String?
  let length: Int?
  let precision: Int?
  let scale: Int?
  /// How pgsynth holds the values.
  let valueKind: String
  let sdtype: String
  let nullable: Bool
  let `default`: String?
  /// `always` or `byDefault`.
  let identity: String?
  let generated: String?
  let sequence: Bool
  let nullFraction: Double?
  let distinctCount: Double?
  let comment: String?

  init(_ column: Column) {
    name = column.name
    type = column.type.declaration
    baseType = column.type.baseName
    domains = column.type.domains
    switch column.type.form {
    case .enumeration(let labels): (enumLabels, elementType) = (labels, nil)
    case .array(let element): (enumLabels, elementType) = (nil, element)
    default: (enumLabels, elementType) = (nil, nil)
    }
    length = column.type.length
    precision = column.type.precision
    scale = column.type.scale
    valueKind = column.type.valueKind.rawValue
    sdtype = column.sdtype.description
    nullable = column.isNullable
    `default` = column.defaultExpression
    identity = column.identity?.rawValue
    generated = column.generationExpression
    sequence = column.isSequenceBacked
    nullFraction = column.statistics?.nullFraction
    distinctCount = column.statistics?.distinctCount
    comment = column.comment
  }
}

private struct KeyEntry: Encodable {
  let name: String
  let columns: [String]
  let nullsNotDistinct: Bool
  let predicate: String?
  let hasExpressions: Bool

  init(_ key: UniqueKey) {
    name = key.name
    columns = key.columns
    nullsNotDistinct = key.nullsNotDistinct
    predicate = key.predicate
    hasExpressions = key.hasExpressions
  }
}

private struct CheckEntry: Encodable {
  let name: String
  let expression: String
  let columns: [String]
  let validated: Bool

  init(_ check: CheckConstraint) {
    name = check.name
    expression = check.expression
    columns = check.columns
    validated = check.isValidated
  }
}

private struct RelationshipEntry: Encodable {
  let name: String
  let child: Name
  let childColumns: [String]
  let parent: Name
  let parentColumns: [String]
  /// False where the parent is not among the tables, so that the key is not kept.
  let parentChosen: Bool
  let deferrable: Bool
  let matchFull: Bool
  let validated: Bool
  /// `no action`, `restrict`, `cascade`, `set null` or `set default`.
  let onDelete: String
  /// `declared`, `confirmed`, `detected`, or `named` where only names speak for it.
  let origin: String
  /// For one case of a polymorphic pair: what the other column holds.
  let typeColumn: String?
  let typeValue: String?
  /// Rows looked at, and those of them whose value the parent has.
  let sampledRows: Int?
  let matchedRows: Int?

  init(_ key: ForeignKey, isChosen: Bool, found: UndeclaredRelationship?) {
    origin = found?.isBorneOut == false ? "named" : key.origin.rawValue
    typeColumn = key.condition?.column
    typeValue = key.condition?.value
    sampledRows = found?.support?.rows
    matchedRows = found?.support?.matchedRows
    name = key.name
    child = Name(key.child)
    childColumns = key.childColumns
    parent = Name(key.parent)
    parentColumns = key.parentColumns
    parentChosen = isChosen
    deferrable = key.isDeferrable
    matchFull = key.isMatchFull
    validated = key.isValidated
    onDelete =
      switch key.onDelete {
      case .noAction: "no action"
      case .restrict: "restrict"
      case .cascade: "cascade"
      case .setNull: "set null"
      case .setDefault: "set default"
      }
  }
}

private struct OmissionEntry: Encodable {
  let kind: String
  let name: String
  let reason: String
}
