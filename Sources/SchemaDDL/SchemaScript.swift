package import Metadata

/// Everything that makes the schema of a clone, independent of where the clone will lie.
///
/// A pure value: statements in an order that works, grouped into phases, with the places marked where
/// schema names stand.
package struct SchemaScript: Sendable {
  /// An extension whose types, operators or functions the statements name.
  package struct RequiredExtension: Hashable, Sendable {
    package var name: String
    /// The schema it is installed in at the source.
    package var schema: String
    /// Whether something of the clone needs it; the others are made where that is possible.
    package var isNeeded = true
    package var comment: String?
  }

  /// An access method that belongs to the database and that the target may have already.
  package struct AccessMethod: Hashable, Sendable {
    package var name: String
    package var sql: String
  }

  /// An object outside of the cloned schemas that a statement names.
  package struct ExternalReference: Hashable, Sendable {
    /// For example `type`, `function`.
    package var kind: String
    /// With its schema, quoted where needed.
    package var name: String
    package var schema: String
    /// What needs it, for example `public.orders`.
    package var neededBy: String
  }

  /// A carried function whose strings hold the name of a cloned schema, which stays as it is.
  package struct TextMention: Hashable, Sendable {
    package var function: String
    package var schema: String
  }

  /// Schemas in which the statements make something; a placement must name a target for each.
  package var schemas: [String]
  /// Tables that are made, partitions included.
  package var tables: [TableID]
  /// In the order to run them; the phases follow one another.
  package var statements: [DDLStatement]
  package var sequences: [SequenceState]
  /// What people say about the schemas.
  package var schemaComments: [String: String]
  package var extensions: [RequiredExtension]
  package var accessMethods: [AccessMethod]
  package var externalReferences: [ExternalReference]
  package var textMentions: [TextMention]
  /// What the source has and the clone will not have, with the reason.
  package var omissions: [DatabaseMetadata.Omission]

  package func statements(in phase: DDLStatement.Phase) -> [DDLStatement] {
    statements.filter { $0.phase == phase }
  }

  /// The whole script as text, as a dry run shows it.
  package func sql(in placement: SchemaPlacement) -> String {
    statements.map { $0.sql.sql(in: placement) + ";\n" }.joined(separator: "\n")
  }
}

extension DDLStatement.Phase {
  /// Whether the clone is worth having without a statement of the phase that fails.
  package var isOptional: Bool { self == .views || self == .refresh || self == .behaviour }
}

/// One statement of a schema script.
package struct DDLStatement: Sendable {
  package enum Phase: Int, Comparable, Hashable, Sendable, CaseIterable {
    /// Types, functions, sequences and bare tables: before the load.
    case definitions
    case checks
    /// Primary keys, UNIQUE, EXCLUDE and indexes.
    case keys
    case foreignKeys
    /// Defaults, sequence owners, comments and the like.
    case finish
    /// Views, and what is made of them.
    case views
    /// Rows of materialized views.
    case refresh
    /// Triggers, rules and policies.
    case behaviour
    /// Row-level security, which would hide rows from those who score them.
    case seal
    /// What stores schema names as text, under the final names.
    case placed

    package static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
  }

  /// Code whose text names schemas of the source, so that it must not run.
  package struct Disabled: Sendable {
    package var schemas: Set<String>
    package var sql: SQLTemplate
  }

  package var phase: Phase
  /// For example `table`, `primary key`, `index`.
  package var kind: String
  /// The object as people write it, for example `film_pkey`.
  package var name: String
  /// The table the statement belongs to, where there is one.
  package var table: TableID?
  /// Tables it locks, told by the top of their partition or inheritance tree; statements that share one
  /// must not run at the same time.
  package var locks: Set<TableID>
  package var sql: SQLTemplate
  /// Counts the rows that keep a constraint from being made.
  package var violations: SQLTemplate?
  package var check: CheckDetails?
  /// What is made instead while a schema that the code's text names is called something else.
  package var disabled: Disabled?
  /// Whether the statement makes a function whose stored text holds schema names, so that it must be made
  /// again once the schema has its final name.
  package var storesSchemaNames: Bool

  init(
    _ phase: Phase,
    kind: String,
    name: String,
    table: TableID? = nil,
    locks: Set<TableID> = [],
    sql: SQLTemplate,
    violations: SQLTemplate? = nil,
    check: CheckDetails? = nil,
    disabled: Disabled? = nil,
    storesSchemaNames: Bool = false
  ) {
    self.phase = phase
    self.kind = kind
    self.name = name
    self.table = table
    self.locks = locks
    self.sql = sql
    self.violations = violations
    self.check = check
    self.disabled = disabled
    self.storesSchemaNames = storesSchemaNames
  }
}

/// What is needed to repair the rows that violate a CHECK.
package struct CheckDetails: Hashable, Sendable {
  /// The table as statements name it.
  package var table: SQLTemplate
  package var expression: SQLTemplate
  /// Columns that the condition mentions.
  package var columns: [String]
  /// Those of the columns that are generated or part of a key, so that their values must stay; a foreign
  /// key of one column to another table does not count.
  package var fixedColumns: Set<String>
  /// Whether rows of inheriting tables are left alone.
  package var isOnlyHere: Bool
}

/// A sequence of the clone and the columns that it feeds.
package struct SequenceState: Hashable, Sendable {
  package struct Fed: Hashable, Sendable {
    package var column: ColumnID
    /// Whether the column holds the numbers themselves and not texts made from them.
    package var isNumeric: Bool
  }

  package var id: TableID
  package var start: Int64
  package var increment: Int64
  package var minimum: Int64
  package var maximum: Int64
  package var feeds: [Fed]
}
