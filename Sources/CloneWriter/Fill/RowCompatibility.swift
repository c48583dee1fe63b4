package import Metadata
package import SchemaDDL

/// Two schemas of the same tables: that of the rows, and the one that they are to be written to.
package struct SchemaPair: Sendable {
  package var source: DatabaseMetadata
  package var sourceScript: SchemaScript
  /// Only the tables that the source has, too.
  package var target: DatabaseMetadata
  package var targetScript: SchemaScript
  /// Source schema → target schema.
  package var schemas: [String: String]

  package init(
    source: DatabaseMetadata,
    sourceScript: SchemaScript,
    target: DatabaseMetadata,
    targetScript: SchemaScript,
    schemas: [String: String]
  ) {
    self.source = source
    self.sourceScript = sourceScript
    self.target = target
    self.targetScript = targetScript
    self.schemas = schemas
  }

  /// What a table of the source is called in the target.
  func place(_ id: TableID) -> TableID {
    TableID(schema: schemas[id.schema] ?? id.schema, name: id.name)
  }

  /// Where the source's statements would put their objects.
  var placement: SchemaPlacement {
    let extensions = Dictionary(
      targetScript.extensions.map { ($0.name, $0.schema) }
    ) { first, _ in first }
    return SchemaPlacement(schemas: schemas, extensionSchemas: extensions)
  }
}

/// Whether rows of one schema can be written to the tables of another as they are meant.
struct RowCompatibility {
  /// What is in the way, one sentence each.
  private(set) var obstacles: [String] = []
  /// What differs and makes no difference to rows.
  private(set) var notices: [String] = []
  private let pair: SchemaPair
  private let sourceRules: [TableID: Set<String>]
  private let targetRules: [TableID: [(statement: DDLStatement, text: String)]]

  init(_ pair: SchemaPair) {
    self.pair = pair
    let placement = pair.placement
    sourceRules = Dictionary(grouping: pair.sourceScript.statements) { $0.table.map(pair.place) }
      .reduce(into: [:]) { rules, group in
        guard let table = group.key else { return }
        rules[table] = Set(group.value.compactMap { $0.rule(in: placement) })
      }
    let same = SchemaPlacement(schemas: [:])
    targetRules = pair.targetScript.statements.reduce(into: [:]) { rules, statement in
      guard let table = statement.table, let text = statement.rule(in: same) else { return }
      rules[table, default: []].append((statement, text))
    }
    for table in pair.source.tables {
      guard let other = pair.target[pair.place(table.id)] else {
        obstacles.append("table \(pair.place(table.id)) is missing")
        continue
      }
      compareColumns(table, other)
      compareKeys(table, other)
      compareForeignKeys(table, other)
      compareRules(other)
    }
    listDifferences()
  }

  // MARK: Columns

  private mutating func compareColumns(_ source: Table, _ target: Table) {
    for column in source.columns {
      guard let other = target.column(column.name) else {
        obstacles.append("column \(target.id).\(column.name) is missing")
        continue
      }
      let name = "column \(target.id).\(column.name)"
      if column.isGenerated != other.isGenerated {
        obstacles.append("\(name) is \(other.isGenerated ? "" : "not ")generated")
      } else if column.isGenerated {
        continue
      } else if !other.type.holds(column.type) {
        obstacles.append(
          "\(name) is \(other.type.declaration), which does not hold every \(column.type.declaration)"
        )
      } else if column.isNullable, !other.isNullable {
        obstacles.append("\(name) is NOT NULL, and the source's is not")
      }
    }
    for column in target.columns where source.column(column.name) == nil {
      guard !column.isNullable, column.defaultExpression == nil, column.identity == nil,
        !column.isGenerated, !column.isSequenceBacked
      else { continue }
      obstacles.append(
        "column \(target.id).\(column.name) is NOT NULL without a default, and the source does not "
          + "have it"
      )
    }
  }

  // MARK: Constraints

  private mutating func compareKeys(_ source: Table, _ target: Table) {
    for key in target.allKeys where !key.hasExpressions {
      let isImplied = source.allKeys.contains { other in
        !other.hasExpressions && Set(other.columns).isSubset(of: key.columns)
          && (other.predicate == nil || other.predicate == key.predicate)
          && (!key.nullsNotDistinct || other.nullsNotDistinct
            || other.columns.allSatisfy { source.column($0)?.isNullable == false })
      }
      guard !isImplied else { continue }
      obstacles.append(
        "\(key.isPrimary ? "primary key" : "unique key") \(key.name) of table \(target.id) "
          + "(\(key.columns.joined(separator: ", "))) does not hold in the source"
      )
    }
  }

  private mutating func compareForeignKeys(_ source: Table, _ target: Table) {
    for key in target.foreignKeys {
      guard pair.target[key.parent] != nil else {
        obstacles.append(
          "foreign key \(key.name) of table \(target.id) refers to table \(key.parent), which is not "
            + "among the tables to fill"
        )
        continue
      }
      let columns = Set(zip(key.childColumns, key.parentColumns).map { "\($0)\n\($1)" })
      let isImplied = source.foreignKeys.contains { other in
        pair.place(other.parent) == key.parent
          && Set(zip(other.childColumns, other.parentColumns).map { "\($0)\n\($1)" }) == columns
          && (other.isValidated || !key.isValidated) && (other.isMatchFull || !key.isMatchFull)
      }
      guard !isImplied else { continue }
      obstacles.append(
        "foreign key \(key.name) of table \(target.id) to table \(key.parent) does not hold in the "
          + "source"
      )
    }
  }

  /// Checks, exclusion constraints and unique indexes over expressions are known by their words only.
  private mutating func compareRules(_ target: Table) {
    let expressionKeys = Set(target.allKeys.filter(\.hasExpressions).map(\.name))
    for (statement, text) in targetRules[target.id] ?? [] {
      let isOfConcern =
        (statement.phase == .checks && statement.check != nil) || statement.kind == "exclude"
        || (statement.isUniqueIndex && expressionKeys.contains(statement.name))
      guard isOfConcern, sourceRules[target.id]?.contains(text) != true else { continue }
      obstacles.append(
        "\(statement.kind) \(statement.name) of table \(target.id) is not one of the source's: \(text)"
      )
    }
  }

  // MARK: Everything else

  private mutating func listDifferences() {
    let comparison = SchemaComparison(
      pair.targetScript,
      pair.sourceScript,
      schemas: pair.schemas,
      areBeside: true
    )
    notices =
      comparison.onlyRight.map { "only in the source: \($0)" }
      + comparison.onlyLeft.map { "only in the target: \($0)" }
      + comparison.different.map { "made in another way: \($0.object)" }
    for object in comparison.different.map(\.object)
    where object.hasPrefix("domain ") || object.hasPrefix("composite type ") {
      obstacles.append("\(object) is not the source's")
    }
  }
}
