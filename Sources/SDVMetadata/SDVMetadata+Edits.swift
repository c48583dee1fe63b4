package import Metadata

extension SDVMetadata {
  /// What the file says otherwise than a database.
  package struct Edits: Hashable, Sendable {
    /// Columns that are meant to be something else.
    package var sdtypes: [ColumnID: SDType] = [:]
    /// References that no foreign key of the database declares, between tables that are there.
    package var relationships: [Reference] = []

    package init() {}
  }

  /// A reference between tables of a database.
  package struct Reference: Hashable, Sendable {
    package var child: TableID
    package var childColumns: [String]
    package var parent: TableID
    package var parentColumns: [String]
  }

  /// Compares the file with a database that it is about.
  ///
  /// - Parameters:
  ///   - database: the tables that are looked at.
  ///   - isPart: whether there are more in the source, so that the file may name others.
  /// - Returns: what the file would change.
  /// - Throws: ``SDVMetadataError`` with every table and column that is not there, and every sdtype that does not fit.
  package func edits(
    of database: DatabaseMetadata,
    isPart: Bool
  ) throws(SDVMetadataError) -> Edits {
    var edits = Edits()
    var problems: [String] = []
    let exported = SDVExport(database).metadata
    let names = SDVNames(database)
    var found: [String: Table] = [:]
    for table in tables {
      let candidates = database.tables.filter { isMeant($0.id, by: table.name) }
      guard let match = candidates.first, candidates.count == 1 else {
        if candidates.isEmpty, isPart { continue }
        problems.append(
          candidates.isEmpty
            ? "\(table.name): there is no such table"
            : "\(table.name): in several schemas; write \(candidates.map(\.id.description).joined(separator: " or "))"
        )
        continue
      }
      found[table.name] = match
      for column in table.columns {
        guard let own = match.column(column.name) else {
          problems.append("\(table.name).\(column.name): \(match.id) has no such column")
          continue
        }
        guard exported[names[match.id]]?[column.name]?.sdtype != column.sdtype else { continue }
        let sdtype = SDType(named: column.sdtype)
        guard own.type.valueKind.allows(sdtype) else {
          problems.append(
            "\(table.name).\(column.name): \(own.type.declaration) is not \(column.sdtype)"
          )
          continue
        }
        if own.sdtype != sdtype {
          edits.sdtypes[ColumnID(table: match.id, name: own.name)] = sdtype
        }
      }
    }
    for relationship in relationships {
      guard let parent = found[relationship.parent], let child = found[relationship.child] else {
        continue
      }
      let isDeclared = child.foreignKeys.contains {
        $0.parent == parent.id && Set($0.childColumns) == Set(relationship.childKey)
      }
      if !isDeclared {
        edits.relationships.append(
          Reference(
            child: child.id,
            childColumns: relationship.childKey,
            parent: parent.id,
            parentColumns: relationship.parentKey
          )
        )
      }
    }
    guard problems.isEmpty else { throw SDVMetadataError(problems) }
    return edits
  }

  /// Whether a table of a database is the one that goes by a name here.
  private func isMeant(_ id: TableID, by name: String) -> Bool {
    if case .string(let schema)? = extras?["tables"]?[name]?["schema"],
      case .string(let own)? = extras?["tables"]?[name]?["name"]
    {
      return id == TableID(schema: schema, name: own)
    }
    return id.name == name || id.description == name
  }
}

extension SDType {
  /// By SDV's name; names that are no other's are personal data.
  init(named name: String) {
    let plain: [SDType] = [.numerical, .categorical, .datetime, .boolean, .id, .unknown]
    self = plain.first { $0.description == name } ?? .pii(name)
  }
}

extension ValueKind {
  /// Whether values of a type can be meant as something.
  fileprivate func allows(_ sdtype: SDType) -> Bool {
    switch sdtype {
    case .numerical: isPlainNumber || self == .interval
    case .datetime: isMoment
    case .boolean: self == .boolean
    case .categorical, .id, .unknown, .pii: true
    }
  }
}
