package import Metadata
package import PostgresClient
package import QualityMetrics

/// Counts what a foreign key's score needs, in the server that holds both tables.
package struct RelationshipCounter {
  private let connection: PostgresConnection

  package init(_ connection: PostgresConnection) {
    self.connection = connection
  }

  /// Counts exactly, by one aggregate over the child and, unless orphans are ruled out, a join with the parent.
  ///
  /// Both tables are given as they are called in this database: a clone's may live in other schemas.
  ///
  /// - `isEnforced`: whether the server vouches that every reference has a parent; a constraint that is NOT
  ///   VALID or missing does not.
  package func count(
    _ key: ForeignKey,
    child: Table,
    parent: Table,
    isEnforced: Bool = false
  ) throws(QualityViewsError) -> RelationshipSide {
    let result: QueryResult
    do {
      let sql =
        isEnforced
        ? Self.enforcedStatement(key, child: child, parent: parent)
        : Self.statement(key, child: child, parent: parent)
      result = try connection.releasingLocks { () throws(PostgresError) in
        try connection.query(sql, key.condition.map { [$0.value] } ?? [])
      }
    } catch {
      throw QualityViewsError(
        error.code == .permissionDenied ? .permissionDenied : .queryFailed,
        "counting the children of \(parent.id) in \(child.id): \(error.message)",
        hint: error.hint ?? "",
        underlying: error
      )
    }
    var side = RelationshipSide(degrees: [], nullRows: 0, orphanRows: 0)
    for row in 0..<result.rowCount {
      let rows = result.int(row, 2) ?? 0
      switch result[row, 0] {
      case "orphan": side.orphanRows = rows
      case "null": side.nullRows = rows
      case _ where rows == 0: continue
      default: side.degrees.append(DegreeCount(children: result.int(row, 1) ?? 0, parents: rows))
      }
    }
    return side
  }

  private static func statement(_ key: ForeignKey, child: Table, parent: Table) -> String {
    let columns = key.childColumns.map { SQLIdentifier($0).quoted }
    let names = columns.indices.map { "k\($0)" }
    let selected = zip(columns, names).map { "\($0) AS \($1)" }.joined(separator: ", ")
    let complete = columns.map { "\($0) IS NOT NULL" }.joined(separator: " AND ")
    let matches = zip(key.parentColumns, names)
      .map { "p.\(SQLIdentifier($0).quoted) = r.\($1)" }.joined(separator: " AND ")
    // One case of a polymorphic pair is about the rows of its kind only.
    let kind =
      key.condition.map { " AND \(SQLIdentifier($0.column).quoted)::pg_catalog.text = $1" } ?? ""
    return """
      WITH reference AS MATERIALIZED (
        SELECT \(selected), pg_catalog.count(*) AS rows FROM \(rows(of: child))
        WHERE \(complete)\(kind) GROUP BY \(columns.joined(separator: ", "))
      ), degree AS (
        SELECT coalesce(r.rows, 0) AS children
        FROM \(rows(of: parent)) AS p LEFT JOIN reference r ON \(matches)
      )
      SELECT 'degree', children, pg_catalog.count(*) FROM degree GROUP BY children
      UNION ALL
      SELECT 'orphan', 0, coalesce(pg_catalog.sum(r.rows), 0) FROM reference r
      WHERE NOT EXISTS (SELECT FROM \(rows(of: parent)) AS p WHERE \(matches))
      UNION ALL
      SELECT 'null', 0, pg_catalog.count(*) FROM \(rows(of: child)) WHERE NOT (\(complete))\(kind)
      """
  }

  /// Without the join, which costs most: every group of references has its parent.
  private static func enforcedStatement(
    _ key: ForeignKey,
    child: Table,
    parent: Table
  ) -> String {
    let columns = key.childColumns.map { SQLIdentifier($0).quoted }
    let complete = columns.map { "\($0) IS NOT NULL" }.joined(separator: " AND ")
    let isNullable = child.mayBeNull(key.childColumns)
    let nulls = """

      UNION ALL
      SELECT 'null', 0, pg_catalog.count(*) FROM \(rows(of: child)) WHERE NOT (\(complete))
      """
    return """
      WITH degree AS MATERIALIZED (
        SELECT pg_catalog.count(*) AS children FROM \(rows(of: child))
        WHERE \(complete) GROUP BY \(columns.joined(separator: ", "))
      )
      SELECT 'degree', children, pg_catalog.count(*) FROM degree GROUP BY children
      UNION ALL
      SELECT 'degree', 0, (SELECT pg_catalog.count(*) FROM \(rows(of: parent)))
        - (SELECT pg_catalog.count(*) FROM degree)
      """ + (isNullable ? nulls : "")
  }

  /// Rows of inheritance children belong to tables of their own; those of partitions do not.
  private static func rows(of table: Table) -> String {
    let name = SQLIdentifier.qualified(table.id.schema, table.id.name)
    return table.kind == .partitioned ? name : "ONLY \(name)"
  }
}
