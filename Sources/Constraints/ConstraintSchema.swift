package import Metadata
import PostgresClient

/// The tables that constraints are about, with words for what is not there.
package struct ConstraintSchema {
  let metadata: DatabaseMetadata

  package init(_ metadata: DatabaseMetadata) { self.metadata = metadata }

  func table(_ name: String) throws -> Table {
    let found = metadata.tables.filter { name == $0.id.name || name == $0.id.description }
    guard let table = found.first else {
      throw ConstraintProblem("table \(name) is not among those to clone")
    }
    guard found.count == 1 else {
      throw ConstraintProblem("\(name) is in several schemas; write \(table.id)")
    }
    return table
  }

  func column(_ name: String, of table: Table) throws -> Column {
    guard let column = table.column(name) else {
      let names = table.columns.map(\.name).joined(separator: ", ")
      throw ConstraintProblem("\(table.id) has no column \(name); it has \(names)")
    }
    return column
  }

  func columns(_ names: [String], of table: Table) throws -> [Column] {
    try names.map { try column($0, of: table) }
  }

  /// A column whose values may be changed: neither generated nor of a key.
  func freeColumn(_ name: String, of table: Table) throws -> Column {
    let column = try column(name, of: table)
    guard !column.isGenerated else {
      throw ConstraintProblem("\(table.id).\(name) is generated: PostgreSQL says what is in it")
    }
    guard !table.keyColumns.contains(name) else {
      throw ConstraintProblem(
        "\(table.id).\(name) is of a primary or foreign key, whose values are made by the key"
      )
    }
    return column
  }

  /// Refuses columns that cannot be compared with each other.
  func checkComparable(_ columns: [Column], of table: Table) throws {
    let groups = columns.map { Self.comparisonGroup($0.type) }
    for (column, group) in zip(columns, groups) where group != groups[0] || group == nil {
      throw ConstraintProblem(
        """
        \(table.id).\(column.name) (\(column.type.declaration)) cannot be ordered with \(columns[0].name) \
        (\(columns[0].type.declaration)); take columns of one kind: numbers, dates and times, or intervals
        """
      )
    }
  }

  private static func comparisonGroup(_ type: ColumnType) -> String? {
    switch type.valueKind {
    case .integer, .real, .decimal: "number"
    case .date, .timestamp: "moment"
    case .time: "time"
    case .interval: "interval"
    default: nil
    }
  }

  func primaryKey(of table: Table) throws -> [String] {
    guard let key = table.primaryKey else {
      throw ConstraintProblem("\(table.id) has no primary key")
    }
    return key.columns
  }

  /// The foreign key of a table that leads to another one.
  ///
  /// - `columns`: of the key, where there are several; nil for the only one.
  func key(from child: Table, columns: [String]?, to parent: Table) throws -> ForeignKey {
    let keys = metadata.relationships.filter { $0.child == child.id && $0.parent == parent.id }
    let meant = columns.map { columns in keys.filter { Set($0.childColumns) == Set(columns) } }
    guard let key = (meant ?? keys).first else {
      throw ConstraintProblem(
        """
        no key of \(child.id)\(columns.map { " (\($0.joined(separator: ", ")))" } ?? "") leads to \(parent.id); \
        declare it under relationships
        """
      )
    }
    guard meant != nil || keys.count == 1 else {
      let names = keys.map { $0.childColumns.joined(separator: ", ") }.joined(separator: "; ")
      throw ConstraintProblem(
        "several keys of \(child.id) lead to \(parent.id): name one with `key` (\(names))"
      )
    }
    return key
  }

  /// The constraint that a form makes, with what all have in common.
  func constraint<Form: ConstraintForm>(
    _ form: Form.Type,
    of table: Table,
    _ statement: String
  ) -> EnforcedConstraint {
    EnforcedConstraint(type: form.type, statement: statement, table: table.id, isForced: false)
  }
}

extension ConstraintSQL {
  /// Compares columns of two tables by their aliases, as in `a.x = b.y AND …`.
  static func match(
    _ left: String,
    _ leftColumns: [String],
    _ right: String,
    _ rightColumns: [String]
  ) -> ConstraintSQL {
    zip(leftColumns, rightColumns).map { own, other in
      "\(raw: left).\(column: own) = \(raw: right).\(column: other)" as ConstraintSQL
    }.joined(by: " AND ")
  }
}
