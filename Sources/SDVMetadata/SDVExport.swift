package import Metadata

/// A database's metadata as SDV takes them, and what V1 has no words for.
package struct SDVExport: Sendable {
  package let metadata: SDVMetadata
  /// References that SDV will not know, one line each.
  package let warnings: [String]

  private struct Left {
    var keys: [JSONValue] = []
    var warnings: [String] = []
  }

  /// - Parameters:
  ///   - database: with the sdtypes of its columns set.
  ///   - withExtras: whether what V1 has no words for is there, too, as the member `x_pgsynth`.
  package init(_ database: DatabaseMetadata, withExtras: Bool = false) {
    let names = SDVNames(database)
    let keys = Self.keyColumns(of: database)
    var tables = database.tables.map { Self.table($0, names[$0.id], keys[$0.id] ?? []) }
    let (relationships, left) = Self.relationships(of: database, names)
    // Both sides of a key have the sdtype of the parent.
    for _ in tables.indices {
      for relationship in relationships { Self.align(relationship, in: &tables) }
    }
    metadata = SDVMetadata(
      tables: tables,
      relationships: relationships,
      extras: withExtras ? Self.extras(of: database, names, left.keys) : nil
    )
    warnings =
      left.warnings
      + database.tables.filter { $0.columns.isEmpty }.map {
        "\($0.id): SDV has no tables without columns"
      }
  }

  /// Columns that SDV takes for keys, by table: those must be identifiers.
  private static func keyColumns(of database: DatabaseMetadata) -> [TableID: Set<String>] {
    var columns: [TableID: Set<String>] = [:]
    for table in database.tables { columns[table.id, default: []].formUnion(table.keyColumns) }
    for key in database.relationships {
      columns[key.parent, default: []].formUnion(key.parentColumns)
    }
    return columns
  }

  private static func table(_ table: Table, _ name: String, _ keys: Set<String>) -> SDVTable {
    var exported = SDVTable(
      name: name,
      columns: table.columns.map { SDVColumn($0, isKey: keys.contains($0.name)) }
    )
    exported.primaryKey = table.primaryKey?.columns ?? []
    exported.alternateKeys =
      table.uniqueKeys.compactMap { key in
        guard key.columns.count == 1, key.predicate == nil, !key.hasExpressions,
          exported[key.columns[0]]?.isKeyLike == true, key.columns != exported.primaryKey
        else { return nil }
        return key.columns[0]
      }.uniqued
    return exported
  }

  /// The keys that SDV takes, and the others.
  private static func relationships(
    of database: DatabaseMetadata,
    _ names: SDVNames
  ) -> ([SDVRelationship], Left) {
    var left = Left()
    var taken: [SDVRelationship] = []
    var usedColumns: Set<[String]> = []
    var order = KeyOrder()
    for key in database.relationships.sorted(by: { isFirmer($0, $1, database) }) {
      func leave(_ reason: String) {
        left.keys.append(key.value(names))
        left.warnings.append("\(key.text): \(reason)")
      }
      guard key.condition == nil else {
        leave("SDV has no references that depend on another column")
        continue
      }
      guard !key.isSelfReference else {
        leave("SDV has no tables that refer to themselves")
        continue
      }
      guard Set(database[key.parent]?.primaryKey?.columns ?? []) == Set(key.parentColumns) else {
        leave("SDV has no references to anything but the primary key")
        continue
      }
      guard !usedColumns.contains([names[key.child]] + key.childColumns) else {
        leave("SDV has one reference for a column")
        continue
      }
      guard order.admits(parent: key.parent, child: key.child) else {
        leave("SDV has no tables that refer to each other in a circle")
        continue
      }
      usedColumns.insert([names[key.child]] + key.childColumns)
      taken.append(
        SDVRelationship(
          parent: names[key.parent],
          parentKey: key.parentColumns,
          child: names[key.child],
          childKey: key.childColumns
        )
      )
    }
    taken.sort { ($0.child, $0.childKey.joined()) < ($1.child, $1.childKey.joined()) }
    return (taken, left)
  }

  /// Where not all keys can stay, those that must have a parent come first.
  private static func isFirmer(
    _ first: ForeignKey,
    _ second: ForeignKey,
    _ database: DatabaseMetadata
  ) -> Bool {
    func rank(_ key: ForeignKey) -> (Int, Int, TableID, String) {
      let isNullable = database[key.child]?.mayBeNull(key.childColumns) ?? true
      return (key.origin == .declared ? 0 : 1, isNullable ? 1 : 0, key.child, key.name)
    }
    return rank(first) < rank(second)
  }

  private static func align(_ relationship: SDVRelationship, in tables: inout [SDVTable]) {
    guard let parent = tables.firstIndex(where: { $0.name == relationship.parent }),
      let child = tables.firstIndex(where: { $0.name == relationship.child })
    else { return }
    for (own, other) in zip(relationship.childKey, relationship.parentKey) {
      guard let place = tables[child].columns.firstIndex(where: { $0.name == own }),
        var column = tables[parent][other]
      else { continue }
      column.name = own
      tables[child].columns[place] = column
    }
  }

  private static func extras(
    of database: DatabaseMetadata,
    _ names: SDVNames,
    _ keys: [JSONValue]
  ) -> JSONValue {
    .object([
      "version": .number(1),
      "tables": .object(
        database.tables.map { table in
          JSONValue.Member(
            name: names[table.id],
            value: .object([
              "schema": .string(table.id.schema), "name": .string(table.id.name),
              "columns": .object(
                table.columns.map { JSONValue.Member(name: $0.name, value: $0.value) }
              ),
              "unique_keys": table.uniqueKeys.isEmpty
                ? nil : .array(table.uniqueKeys.map(\.value)),
              "checks": table.checks.isEmpty
                ? nil : .array(table.checks.map { .string($0.expression) }),
            ])
          )
        }
      ),
      "relationships": .array(keys),
    ])
  }
}

/// Which tables come before which, as keys are taken one by one.
private struct KeyOrder {
  private var parents: [TableID: Set<TableID>] = [:]

  /// Takes the key unless the parent hangs on the child already.
  mutating func admits(parent: TableID, child: TableID) -> Bool {
    var waiting = [parent]
    var seen: Set<TableID> = []
    while let table = waiting.popLast() {
      guard table != child else { return false }
      guard seen.insert(table).inserted else { continue }
      waiting += parents[table] ?? []
    }
    parents[child, default: []].insert(parent)
    return true
  }
}

/// The names that tables have in a file without schemas.
struct SDVNames {
  private let names: [TableID: String]

  /// A table's own name, with its schema where another schema has a table of the same name.
  init(_ database: DatabaseMetadata) {
    let counts = Dictionary(grouping: database.tables, by: \.id.name).mapValues(\.count)
    names = Dictionary(
      uniqueKeysWithValues: database.tables.map {
        ($0.id, counts[$0.id.name] == 1 ? $0.id.name : $0.id.description)
      }
    )
  }

  subscript(table: TableID) -> String { names[table] ?? table.description }
}

extension Array where Element: Hashable {
  fileprivate var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

extension ForeignKey {
  fileprivate func value(_ names: SDVNames) -> JSONValue {
    .object([
      "parent_table_name": .string(names[parent]), "parent_columns": .strings(parentColumns),
      "child_table_name": .string(names[child]), "child_columns": .strings(childColumns),
      "condition": condition.map {
        .object(["column": .string($0.column), "value": .string($0.value)])
      },
    ])
  }
}

extension UniqueKey {
  fileprivate var value: JSONValue {
    .object([
      "columns": .strings(columns),
      "expressions": expressions.isEmpty ? nil : .strings(expressions),
      "predicate": predicate.map(JSONValue.string),
      "nulls_not_distinct": nullsNotDistinct ? .boolean(true) : nil,
    ])
  }
}

extension Column {
  /// What V1 has no words for.
  fileprivate var value: JSONValue {
    .object([
      "type": .string(type.declaration), "sdtype": .string(sdtype.description),
      "nullable": isNullable ? nil : .boolean(false),
      "generated": generationExpression.map(JSONValue.string),
      "identity": identity.map { .string($0.rawValue) },
    ])
  }
}
