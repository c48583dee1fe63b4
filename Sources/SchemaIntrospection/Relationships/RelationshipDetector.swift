package import Metadata
package import PostgresClient

/// Finds relationships that no constraint declares, by names and by a bounded look at the rows.
///
/// Values that happen to be contained in a key prove little where keys are small numbers, so that names must
/// suggest every relationship between numbers and texts. UUIDs prove themselves.
package struct RelationshipDetector {
  private let connection: PostgresConnection
  private let metadata: DatabaseMetadata

  /// Rows of a column that are looked at.
  package static let sampleRows = 100_000
  /// Share of the rows whose value the parent must have.
  package static let minimumShare = 0.99
  /// Different values without which a hint in the name is not enough.
  private static let minimumHintValues = 2
  /// Different values that must match where names say nothing.
  private static let minimumUUIDs = 5
  /// Comparisons of columns whose names say nothing, at most.
  private static let maximumNamelessPairs = 2_000
  /// Different types of a polymorphic pair, at most.
  private static let maximumTypes = 100

  /// - Parameters:
  ///   - connection: a session with SELECT on the tables, preferably inside the snapshot that rows are read in.
  ///   - metadata: the tables with what is declared.
  package init(_ connection: PostgresConnection, metadata: DatabaseMetadata) {
    self.connection = connection
    self.metadata = metadata
  }

  /// Every relationship that names or values suggest, by table and column.
  package func relationships() throws(IntrospectionError) -> [UndeclaredRelationship] {
    var found: [UndeclaredRelationship] = []
    for table in metadata.tables { found += try polymorphicPairs(of: table) }
    let taken = Set(
      found.flatMap { key in key.key.childColumns.map { ColumnID(table: key.key.child, name: $0) } }
    )
    var byColumns: [[ColumnID]: [RelationshipCandidate]] = [:]
    for candidate in RelationshipCandidates(metadata).candidates() {
      let columns = candidate.childColumns.map { ColumnID(table: candidate.child, name: $0) }
      if taken.isDisjoint(with: columns) { byColumns[columns, default: []].append(candidate) }
    }
    var patience = Self.maximumNamelessPairs
    for (_, candidates) in byColumns.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      if let best = try best(of: candidates, patience: &patience) { found.append(best) }
    }
    return withoutOpposites(found).sorted {
      ($0.key.child, $0.key.name) < ($1.key.child, $1.key.name)
    }
  }

  // MARK: - Plain relationships

  private func best(
    of candidates: [RelationshipCandidate],
    patience: inout Int
  ) throws(IntrospectionError) -> UndeclaredRelationship? {
    for candidate in candidates {
      if candidate.strength == .none {
        patience -= 1
        guard patience > 0 else { return nil }
      }
      let key = ForeignKey.undeclared(
        child: candidate.child,
        childColumns: candidate.childColumns,
        parent: candidate.parent,
        parentColumns: candidate.parentColumns,
        origin: .detected
      )
      guard let support = try support(for: key) else { continue }
      if support.rows == 0 {
        // Nothing contradicts the name, which is shown but not relied on; other parents have nothing to add.
        let hints = candidates.count { $0.strength > .none }
        guard candidate.strength == .full || candidate.strength == .hint && hints == 1 else {
          return nil
        }
        return UndeclaredRelationship(key: key, support: nil, isBorneOut: false)
      }
      guard support.share >= Self.minimumShare else { continue }
      let needed =
        switch candidate.strength {
        case .full: 1
        case .hint: Self.minimumHintValues
        case .none: Self.minimumUUIDs
        }
      guard support.values >= needed else { continue }
      return UndeclaredRelationship(key: key, support: support, isBorneOut: true)
    }
    return nil
  }

  /// Of two tables whose keys refer to each other only the one that the other's name points to is the parent.
  private func withoutOpposites(_ found: [UndeclaredRelationship]) -> [UndeclaredRelationship] {
    found.filter { one in
      !found.contains { other in
        other.key.child == one.key.parent && other.key.parent == one.key.child
          && other.key.childColumns == one.key.parentColumns
          && other.key.parentColumns == one.key.childColumns
          && (rank(other.key), other.key.name) < (rank(one.key), one.key.name)
      }
    }
  }

  /// How far the columns' names are from the parent's: 0 for `film_id` in a table that refers to films.
  private func rank(_ key: ForeignKey) -> Int {
    let parent = IdentifierWords(key.parent.name)
    let words = IdentifierWords(key.childColumns[0]).words
    return words.starts(with: parent.words) ? 0 : 1
  }

  /// Nil where the two cannot be compared.
  private func support(
    for key: ForeignKey
  ) throws(IntrospectionError) -> UndeclaredRelationship.Support? {
    guard let child = metadata[key.child], let parent = metadata[key.parent] else { return nil }
    let columns = key.childColumns.map { SQLIdentifier($0).quoted }
    let names = columns.indices.map { "v\($0)" }
    let selected = zip(columns, names).map { "\($0) AS \($1)" }.joined(separator: ", ")
    let present = columns.map { "\($0) IS NOT NULL" }.joined(separator: " AND ")
    let matches = zip(key.parentColumns, names).map { "p.\(SQLIdentifier($0).quoted) = d.\($1)" }
      .joined(separator: " AND ")
    var condition = present
    var parameters: [String] = []
    if let only = key.condition {
      condition += " AND \(SQLIdentifier(only.column).quoted)::pg_catalog.text = $1"
      parameters = [only.value]
    }
    let list = names.joined(separator: ", ")
    let sql = """
      SELECT count(*), coalesce(sum(d.rows), 0), coalesce(sum(d.rows) FILTER (WHERE d.is_matched), 0)
      FROM (
        SELECT d.rows, EXISTS (SELECT FROM \(parent.rowsReference) AS p WHERE \(matches)) AS is_matched
        FROM (
          SELECT \(list), count(*) AS rows
          FROM (SELECT \(selected) FROM \(child.rowsReference) WHERE \(condition) LIMIT \(Self.sampleRows)) AS s
          GROUP BY \(list)
        ) AS d
      ) AS d
      """
    let result = try query(sql, parameters, "comparing \(key.child) with \(key.parent)")
    let rows = result.int(0, 1) ?? 0
    return UndeclaredRelationship.Support(
      rows: rows,
      matchedRows: result.int(0, 2) ?? 0,
      values: result.int(0, 0) ?? 0,
      isPartial: rows >= Self.sampleRows
    )
  }

  // MARK: - Polymorphic pairs

  /// Pairs such as `owner_type` and `owner_id`, with the table that each type stands for.
  private func polymorphicPairs(
    of table: Table
  ) throws(IntrospectionError) -> [UndeclaredRelationship] {
    var found: [UndeclaredRelationship] = []
    for type in table.columns {
      let kind = type.type.valueKind
      let words = ColumnNameWords(type.name).words
      guard kind == .text || kind == .enumeration, words.last == "type", words.count > 1,
        let id = table.columns.first(where: {
          ColumnNameWords($0.name).words == words.dropLast() + ["id"]
        }),
        !table.foreignKeys.contains(where: { $0.childColumns.contains(id.name) })
      else { continue }
      for value in try types(in: type, of: table) {
        guard let target = target(of: value, for: id) else { continue }
        let key = ForeignKey.undeclared(
          child: table.id,
          childColumns: [id.name],
          parent: target.table,
          parentColumns: [target.name],
          condition: ForeignKey.Condition(column: type.name, value: value),
          origin: .detected
        )
        guard let support = try support(for: key), support.rows > 0,
          support.share >= Self.minimumShare
        else { continue }
        found.append(UndeclaredRelationship(key: key, support: support, isBorneOut: true))
      }
    }
    return found
  }

  private func types(in column: Column, of table: Table) throws(IntrospectionError) -> [String] {
    let name = SQLIdentifier(column.name).quoted
    let result = try query(
      """
      SELECT DISTINCT value::pg_catalog.text FROM (
        SELECT \(name) AS value FROM \(table.rowsReference) WHERE \(name) IS NOT NULL LIMIT \(Self.sampleRows)
      ) AS s ORDER BY 1 LIMIT \(Self.maximumTypes + 1)
      """,
      [],
      "reading the types in \(table.id)"
    )
    guard result.rowCount <= Self.maximumTypes else { return [] }
    return result.rows.compactMap { $0[0] }
  }

  /// The key of the table that a class or table name stands for.
  private func target(of type: String, for id: Column) -> ColumnID? {
    let words = IdentifierWords(type)
    guard !words.isEmpty else { return nil }
    let named = metadata.tables.filter { table in
      let name = IdentifierWords(table.id.name)
      return name == words || name.joined == words.joined
    }
    let tables =
      named.isEmpty
      ? metadata.tables.filter { table in
        let name = IdentifierWords(table.id.name)
        return name.hasSuffix(words) || words.hasSuffix(name)
      } : named
    guard tables.count == 1, let key = tables[0].primaryKey, key.columns.count == 1,
      let column = tables[0].column(key.columns[0]),
      RelationshipCandidates.comparison(of: column) == RelationshipCandidates.comparison(of: id)
    else { return nil }
    return ColumnID(table: tables[0].id, name: column.name)
  }

  private func query(
    _ sql: String,
    _ parameters: [String],
    _ what: String
  ) throws(IntrospectionError) -> QueryResult {
    do {
      return try connection.releasingLocks { () throws(PostgresError) in
        try connection.query(sql, parameters)
      }
    } catch {
      throw IntrospectionError(error, while: what)
    }
  }
}
