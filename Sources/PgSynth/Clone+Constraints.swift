import Constraints
import Metadata
import PostgresClient
import RelationalModels
import SchemaIntrospection
import TableData

/// Constraints that the user declares: resolved against the catalog, counted in the source, learnt from its rows.
extension Clone {
  /// What the declared constraints mean for the tables.
  ///
  /// Throws ``ConstraintError`` for what is not there, or cannot hold together.
  func resolvedConstraints(in metadata: DatabaseMetadata) throws -> [EnforcedConstraint] {
    let schema = ConstraintSchema(metadata)
    let constraints = try options.constraints.map { try $0.resolved(in: schema) }
    try ConstraintContradictions(constraints, metadata: metadata, now: Generation.now).check()
    return constraints
  }

  /// Counts the rows of the source against the constraints, in its snapshot.
  ///
  /// Throws ``ConstraintError`` where rows break one that is not forced, or none obeys those of a table together.
  func checkConstraints(of data: inout SourceData, _ reader: SnapshotReader) throws {
    let path = data.metadata.tables.map(\.id.schema)
    guard options.readsRows else {
      // A statement that PostgreSQL does not take is told also where no row is read.
      for constraint in data.constraints + data.requests.constraints {
        _ = try Self.asking("EXPLAIN \(constraint.count)", of: constraint, path, reader)
      }
      return
    }
    for index in data.constraints.indices {
      let constraint = data.constraints[index]
      let isEmpty = (data.metadata[constraint.table]?.rowCount ?? 0) == 0
      if constraint.isReference, !isEmpty {
        let found = try Self.asking(constraint.fingerprintQuery, of: constraint, path, reader)
        data.constraints[index].fingerprint = EnforcedConstraint.Fingerprint(
          rows: found.int(0, 0) ?? 0,
          hash: found[0, 1] ?? ""
        )
        continue
      }
      // A statement that is not understood is told also where there is no row.
      let broken = try Self.asking(constraint.count, of: constraint, path, reader).int(0, 0) ?? 0
      data.constraints[index].sourceViolations = broken
      guard broken > 0, !constraint.isForced else { continue }
      throw ConstraintError(
        .doesNotHold,
        of: constraint,
        """
        \(broken) of \(data.metadata[constraint.table]?.rowCount ?? broken) rows of the source break it; drop it, \
        correct the source, or write `force: true` for a clone that obeys all the same
        """
      )
    }
    var asked = data.requests.constraints
    for index in asked.indices {
      let broken = try Self.asking(asked[index].count, of: asked[index], path, reader)
      asked[index].sourceViolations = broken.int(0, 0)
    }
    try checkTogether(data.constraints + asked, path, reader)
  }

  /// Refuses conditions that no row of the source obeys together: nothing could be learnt of rows that do.
  private func checkTogether(
    _ constraints: [EnforcedConstraint],
    _ path: [String],
    _ reader: SnapshotReader
  ) throws {
    for constraints in EnforcedConstraint.entangled(constraints) {
      let isBroken = constraints.contains { $0.sourceViolations ?? 0 > 0 }
      guard isBroken, let last = constraints.last else { continue }
      let all = constraints.compactMap(\.condition?.expression).map {
        "(\($0)) IS NOT FALSE" as ConstraintSQL
      }
      let first: ConstraintSQL = "SELECT count(*) FROM \(last.table) WHERE true"
      let query = all.reduce(first) { "\($0) AND \($1)" as ConstraintSQL }
      guard try Self.asking(query, of: last, path, reader).int(0, 0) == 0 else { continue }
      let names = constraints.map(\.statement).joined(separator: "; ")
      let isOne = constraints.count == 1
      let remedy =
        last.isRequested
        ? "ask for rows of a kind that is there"
        : "drop \(isOne ? "it" : "one of them"), or correct some rows"
      throw ConstraintError(
        .contradiction,
        of: last,
        """
        no row of the source obeys \(isOne ? "it" : "these together"), so that there is nothing to learn \
        from (\(names)); \(remedy)
        """
      )
    }
  }

  /// Runs a query about the source's tables; what the user wrote may call functions of their schemas by name alone.
  private static func asking(
    _ query: ConstraintSQL,
    of constraint: EnforcedConstraint,
    _ path: [String],
    _ reader: SnapshotReader
  ) throws -> QueryResult {
    let connection = reader.connection
    let part = try TransactionPart(on: connection)
    do {
      let schemas = Set(path).sorted().map { SQLIdentifier($0).quoted }.joined(separator: ", ")
      try connection.execute("SET LOCAL search_path = \(schemas)")
      let result = try connection.query(query.inPlace)
      try part.rollback()
      return result
    } catch {
      guard connection.isUsable, error.code != .cancelled, !error.isRetryable else { throw error }
      try part.rollback()
      throw ConstraintError(
        .unfit,
        of: constraint,
        "PostgreSQL does not take it: \(error.during("counting the rows that break it").description)"
      )
    }
  }

  /// Completes constraints that are about what the source's rows have in common.
  ///
  /// Throws ``ConstraintError`` where too few units have anything in common, or a table that breaks one is kept as it is.
  func learnConstraints(of data: inout SourceData, _ plan: GenerationPlan) throws {
    for index in data.constraints.indices {
      let constraint = data.constraints[index]
      guard let table = data.metadata[constraint.table] else { continue }
      if let broken = constraint.sourceViolations, broken > 0,
        plan[constraint.table]?.role == .reference
      {
        throw ConstraintError(
          .contradiction,
          of: constraint,
          """
          the table is kept as it is, and \(broken) of its rows break the constraint; name the tables to keep with \
          --reference-tables
          """
        )
      }
      let rows = data.rows[constraint.table]
      let split = data.splits[constraint.table]
      let fitted = split?.fittedRows
      data.constraints[index] = try constraint.learnt(
        from: fitted.flatMap { rows?.selecting($0) } ?? rows,
        of: table,
        units: fitted?.map { split?.unitOfRow[$0] ?? 0 }
          ?? (0..<Int32(rows?.rowCount ?? 0)).map(\.self)
      )
    }
  }

  func ruleChoices(_ constraints: [EnforcedConstraint]) -> RuleChoices {
    RuleChoices(
      off: options.rulesOff,
      added: options.rulesAdded,
      enforced: constraints.flatMap { constraint in
        constraint.rules.map { "\(constraint.table): \($0)" }
      }
    )
  }
}

extension [EnforcedConstraint] {
  /// Relationships that no key declares, each once.
  var newRelationships: [ForeignKey] {
    var known: Set<ForeignKey> = []
    return flatMap(\.relationships).filter { known.insert($0).inserted }
  }

  /// Table → the table that it has as many rows as.
  var counterparts: [TableID: TableID] {
    Dictionary(compactMap { one in one.counterpart.map { (one.table, $0) } }) { first, _ in first }
  }

  /// One line each, with the rows of the source that break it.
  var lines: [String] {
    map { constraint in
      guard let broken = constraint.sourceViolations, broken > 0 else { return constraint.text }
      return "\(constraint.text)  (forced: \(broken) rows of the source break it)"
    }
  }
}

extension DatabaseMetadata {
  /// The tables with the constraints that rows are drawn by among their CHECKs and keys.
  func obeying(_ constraints: [EnforcedConstraint]) -> DatabaseMetadata {
    guard !constraints.isEmpty else { return self }
    let byTable = Dictionary(grouping: constraints, by: \.table)
    return mapTables { table in
      var table = table
      for (number, constraint) in (byTable[table.id] ?? []).enumerated() {
        let name = "constraint \(number + 1) (\(constraint.type))"
        // What PostgreSQL corrects in any row is not worth drawing rows again.
        if let condition = constraint.condition, constraint.corrections.isEmpty {
          table.checks.append(
            CheckConstraint(
              name: name,
              expression: condition.expression.inPlace,
              columns: condition.columns
            )
          )
        }
        let columns = constraint.uniqueColumns
        if !columns.isEmpty, !table.hasUniqueKey(within: columns) {
          table.uniqueKeys.append(UniqueKey(name: name, columns: columns))
        }
      }
      return table
    }
  }
}
