/// A primary key, UNIQUE constraint or unique index.
package struct UniqueKey: Hashable, Sendable, Codable {
  package var name: String
  /// Key columns in order.
  ///
  /// For an expression index: the columns that its expressions mention.
  package var columns: [String]
  package var isPrimary: Bool
  /// Whether two NULLs count as equal (`NULLS NOT DISTINCT`).
  package var nullsNotDistinct: Bool
  /// The WHERE clause of a partial unique index.
  package var predicate: String?
  /// What the key is made of as `pg_get_indexdef` prints it, where not all of it is columns; else empty.
  package var expressions: [String]

  package init(
    name: String,
    columns: [String],
    isPrimary: Bool = false,
    nullsNotDistinct: Bool = false,
    predicate: String? = nil,
    expressions: [String] = []
  ) {
    self.name = name
    self.columns = columns
    self.isPrimary = isPrimary
    self.nullsNotDistinct = nullsNotDistinct
    self.predicate = predicate
    self.expressions = expressions
  }

  /// Whether at least one part of the key is an expression rather than a column.
  package var hasExpressions: Bool { !expressions.isEmpty }
}

/// A relationship: columns of a child table that refer to a unique key of a parent table.
package struct ForeignKey: Hashable, Sendable, Codable {
  package enum Action: String, Hashable, Sendable, Codable {
    case noAction = "a"
    case restrict = "r"
    case cascade = "c"
    case setNull = "n"
    case setDefault = "d"
  }

  /// How the relationship is known.
  package enum Origin: String, Hashable, Sendable, Codable {
    /// A constraint of the source.
    case declared
    /// Stated by the user.
    case confirmed
    /// Read off names and values.
    case detected
  }

  /// What a row must hold for the relationship to be about it, as one case of a polymorphic pair.
  package struct Condition: Hashable, Sendable, Codable {
    package var column: String
    package var value: String

    package init(column: String, value: String) {
      self.column = column
      self.value = value
    }
  }

  package var name: String
  package var origin = Origin.declared
  /// Nil for relationships that are about all rows.
  package var condition: Condition?
  package var child: TableID
  package var childColumns: [String]
  package var parent: TableID
  package var parentColumns: [String]
  package var isDeferrable: Bool
  package var isMatchFull: Bool
  package var isValidated: Bool
  package var onDelete: Action

  package init(
    name: String,
    child: TableID,
    childColumns: [String],
    parent: TableID,
    parentColumns: [String],
    isDeferrable: Bool = false,
    isMatchFull: Bool = false,
    isValidated: Bool = true,
    onDelete: Action = .noAction
  ) {
    self.name = name
    self.child = child
    self.childColumns = childColumns
    self.parent = parent
    self.parentColumns = parentColumns
    self.isDeferrable = isDeferrable
    self.isMatchFull = isMatchFull
    self.isValidated = isValidated
    self.onDelete = onDelete
  }

  package var isSelfReference: Bool { child == parent }

  /// `public.orders (customer_id) → public.customers`.
  package var text: String { "\(child) (\(childColumns.joined(separator: ", "))) → \(parent)" }
}

/// A CHECK constraint of a table (domain checks are not listed here).
package struct CheckConstraint: Hashable, Sendable, Codable {
  package var name: String
  /// `pg_get_expr` of the condition.
  package var expression: String
  /// Columns that the condition mentions.
  package var columns: [String]
  package var isValidated: Bool

  package init(name: String, expression: String, columns: [String], isValidated: Bool = true) {
    self.name = name
    self.expression = expression
    self.columns = columns
    self.isValidated = isValidated
  }
}
