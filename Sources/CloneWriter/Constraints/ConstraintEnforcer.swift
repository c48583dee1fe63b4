import Constraints
import Metadata
import PostgresClient
import SchemaDDL

/// Makes rows obey declared constraints in the tables where they wait, and counts that they do.
///
/// What is about single rows becomes a CHECK as long as the rows are worked on, so that it is repaired together with those
/// of the schema. The other constraints have statements of their own that correct rows, or take them out.
struct ConstraintEnforcer: Sendable {
  private let constraints: [EnforcedConstraint]
  /// Tables as the source has them.
  private let metadata: DatabaseMetadata
  /// Where a table's rows are.
  private let place: @Sendable (TableID) -> TableID
  /// Where the schemas are that expressions name.
  private let placement: SchemaPlacement

  /// Corrections and removals can call for each other; further rounds than this mean that they do so for ever.
  private static let rounds = 10

  init(
    _ constraints: [EnforcedConstraint],
    metadata: DatabaseMetadata,
    placement: SchemaPlacement,
    place: @escaping @Sendable (TableID) -> TableID
  ) {
    self.constraints = constraints
    self.metadata = metadata
    self.placement = placement
    self.place = place
  }

  // MARK: Conditions of single rows

  /// CHECKs for the conditions, and the statements that take them away.
  ///
  /// - Parameters:
  ///   - others: CHECKs of the schema, with which those of the same table are repaired.
  ///   - owner: what a table is called in these.
  /// - Returns: statements to be made with them, and in the order of these what to run in the end.
  func checks(
    beside others: [DDLStatement],
    owner: (TableID) -> TableID
  ) -> (statements: [DDLStatement], removals: [String]) {
    var statements: [DDLStatement] = []
    var removals: [String] = []
    for (number, constraint) in constraints.enumerated() {
      guard let condition = constraint.condition, let table = metadata[constraint.table] else {
        continue
      }
      let id = owner(constraint.table)
      let (check, removal) = DDLStatement.assumedCheck(
        "constraint \(number + 1) (\(constraint.type))",
        of: id,
        at: name(of: constraint.table),
        locks: others.first { $0.table == id }?.locks ?? [id],
        condition: text(condition.expression),
        columns: condition.columns,
        fixedColumns: Self.fixedColumns(of: table).intersection(condition.columns)
      )
      statements.append(check)
      removals.append(removal)
    }
    return (statements, removals)
  }

  /// Columns of keys and generated ones; a key of one column to another table is free, as its values have parents.
  private static func fixedColumns(of table: Table) -> Set<String> {
    let foreign = table.foreignKeys.filter { $0.childColumns.count > 1 || $0.isSelfReference }
    return Set(table.allKeys.flatMap(\.columns) + foreign.flatMap(\.childColumns))
      .union(table.columns.filter(\.isGenerated).map(\.name))
  }

  // MARK: Corrections

  /// Corrects rows before any constraint is made.
  func correct(on connection: PostgresConnection) throws(CloneWriterError) {
    for constraint in inTurn { _ = try correct(constraint, on: connection) }
  }

  /// Corrects rows once the other constraints are made, and takes out those that nothing makes comply.
  func settle(on connection: PostgresConnection) throws(CloneWriterError) -> FinishReport {
    var report = FinishReport()
    for _ in 0..<Self.rounds {
      var removed: [String: Int] = [:]
      for constraint in inTurn where constraint.condition == nil && !constraint.isReference {
        guard try count(constraint, on: connection) > 0 else { continue }
        if try correct(constraint, on: connection),
          try count(constraint, on: connection) == 0
        {
          continue
        }
        let rows = try remove(constraint, on: connection)
        if rows > 0 {
          removed["\(constraint.table): constraint \(constraint.type)", default: 0] += rows
        }
      }
      guard !removed.isEmpty else { break }
      report.merge(FinishReport(removedRows: removed))
      report.merge(FinishReport(removedRows: try removeOrphans(on: connection)))
    }
    return report
  }

  private var inTurn: [EnforcedConstraint] {
    constraints.enumerated().sorted { left, right in
      (left.element.turn, left.offset) < (right.element.turn, right.offset)
    }.map(\.element)
  }

  /// Whether the corrections could be made; none is made otherwise.
  private func correct(
    _ constraint: EnforcedConstraint,
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> Bool {
    guard !constraint.corrections.isEmpty else { return false }
    let what = "correcting rows of \(constraint.table) for constraint \(constraint.type)"
    let part = try doing(what) { () throws(PostgresError) in try TransactionPart(on: connection) }
    do {
      try carefully(on: connection) { () throws(PostgresError) in
        for correction in constraint.corrections { try connection.execute(text(correction)) }
      }
      try part.commit()
      return true
    } catch {
      try? part.rollback()
      // The corrected values can break a key or a check, or be too large; then other rows must take their place.
      guard error.code == .constraintViolated || error.code == .invalidData else {
        throw CloneWriterError(error, while: what)
      }
      return false
    }
  }

  /// Works in an open transaction with tables that have no statistics yet, so that the planner takes them for small.
  private func carefully(
    on connection: PostgresConnection,
    _ work: () throws(PostgresError) -> Void
  ) throws(PostgresError) {
    try connection.execute("SET LOCAL enable_nestloop = off")
    try work()
    try connection.execute("SET LOCAL enable_nestloop = on")
  }

  /// Takes out the rows against a constraint, never all of a table.
  private func remove(
    _ constraint: EnforcedConstraint,
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> Int {
    guard let removal = constraint.removal else { return 0 }
    let rows = try count(constraint, on: connection)
    let what = "taking rows out of \(constraint.table)"
    let part = try doing(what) { () throws(PostgresError) in try TransactionPart(on: connection) }
    do {
      try carefully(on: connection) { () throws(PostgresError) in
        try connection.execute(text(removal))
      }
      let isLeft = try connection.query("SELECT EXISTS (SELECT FROM \(name(of: constraint.table)))")
      guard isLeft.bool(0, 0) == true else {
        try part.rollback()
        return 0
      }
      try part.commit()
      return rows
    } catch {
      try? part.rollback()
      throw CloneWriterError(error, while: what)
    }
  }

  private func removeOrphans(
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> [String: Int] {
    let keys = metadata.relationships.filter(\.isValidated).compactMap { key in
      metadata[key.child].map { child in
        var placed = key
        (placed.child, placed.parent) = (place(key.child), place(key.parent))
        return (placed, child)
      }
    }
    let removal = RowRemoval(placement: SchemaPlacement(schemas: [:]), connection: connection)
    return try removal.removeOrphans(keys)
  }

  // MARK: Counting

  /// Counts the rows against every constraint.
  ///
  /// Throws for the first that does not hold.
  func verify(on connection: PostgresConnection) throws(CloneWriterError) {
    for constraint in constraints {
      let rows = try count(constraint, on: connection)
      guard rows > 0 else { continue }
      throw CloneWriterError(
        .constraintViolated,
        """
        constraint \(constraint.type) of table \(constraint.table) does not hold: \(rows) \
        \(rows == 1 ? "row" : "rows") of the clone break it (\(constraint.statement))
        """,
        hint:
          "Another constraint, or one of the schema, leaves no room for it; look at both, or drop one",
        objects: [constraint.table.description]
      )
    }
  }

  private func count(
    _ constraint: EnforcedConstraint,
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> Int {
    try doing("counting rows against constraint \(constraint.type) of \(constraint.table)") {
      () throws(PostgresError) in
      try connection.query(text(constraint.count)).int(0, 0) ?? 0
    }
  }

  private func text(_ sql: ConstraintSQL) -> String {
    sql.text(table: name, expression: placement.expression)
  }

  private func name(of id: TableID) -> String {
    let placed = place(id)
    return SQLIdentifier.qualified(placed.schema, placed.name)
  }
}
