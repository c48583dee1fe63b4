import Metadata
import PostgresClient

extension SamplingPlan {
  /// `FROM … AS t [JOIN …] [WHERE …] [ORDER BY …]` with the rows that the plan takes from the table.
  func source(of table: Table) -> String {
    let from = "FROM \(table.rowsReference) AS t"
    guard case .entities(let sample) = self[table.id], sample.keepPerMillion < Self.wholeShare
    else {
      return from
    }
    let part = selection(of: table, alias: "t", path: sample.path[...], sample)
    var sql = "\(from)\(part.joins) WHERE \(part.condition)"
    // A join may change the order in which rows come.
    if !part.joins.isEmpty { sql += " ORDER BY t.tableoid, t.ctid" }
    return sql
  }

  private static let wholeShare = 1_000_000

  /// The joins and the condition that keep the rows whose entity is chosen.
  private func selection(
    of table: Table,
    alias: String,
    path: ArraySlice<ForeignKey>,
    _ sample: EntitySample
  ) -> (joins: String, condition: String) {
    let own = isKept(identity(of: table, alias: alias), sample)
    guard let key = path.first, let parent = metadata[key.parent] else { return ("", own) }
    let nullable = key.childColumns.filter { table.column($0)?.isNullable ?? true }
    let isOrphan = nullable.map { "\(alias).\(SQLIdentifier($0).quoted) IS NULL" }
      .joined(separator: " OR ")

    if path.count == 1, let columns = columnsSpellingIdentity(of: parent, in: table, by: key) {
      let entity = isKept(Self.row(columns, alias: alias), sample)
      guard !isOrphan.isEmpty else { return ("", entity) }
      return ("", "CASE WHEN \(isOrphan) THEN \(own) ELSE \(entity) END")
    }
    let inner = "\(alias)p"
    let outer = "\(alias)k"
    let above = selection(of: parent, alias: inner, path: path.dropFirst(), sample)
    let names = key.parentColumns.indices.map { "k\($0)" }
    let list = zip(key.parentColumns, names)
      .map { "\(inner).\(SQLIdentifier($0).quoted) AS \($1)" }.joined(separator: ", ")
    let match = zip(names, key.childColumns)
      .map { "\(outer).\($0) = \(alias).\(SQLIdentifier($1).quoted)" }.joined(separator: " AND ")
    let parents =
      "(SELECT \(list) FROM \(parent.rowsReference) AS \(inner)\(above.joins)"
      + " WHERE \(above.condition)) AS \(outer) ON \(match)"
    guard !isOrphan.isEmpty else { return (" JOIN \(parents)", "true") }
    return (
      " LEFT JOIN \(parents)",
      "CASE WHEN \(isOrphan) THEN \(own) ELSE \(outer).k0 IS NOT NULL END"
    )
  }

  private func isKept(_ text: String, _ sample: EntitySample) -> String {
    "(pg_catalog.hashtextextended(\(text), \(seed)) & 9223372036854775807)"
      + " % \(Self.wholeShare) < \(sample.keepPerMillion)"
  }

  /// Text that tells a row from all others of its table.
  private func identity(of table: Table, alias: String) -> String {
    guard let columns = Self.identityColumns(of: table) else {
      return "(\(alias).tableoid::pg_catalog.text || \(alias).ctid::pg_catalog.text)"
    }
    return Self.row(columns, alias: alias)
  }

  private static func row(_ columns: [String], alias: String) -> String {
    let list = columns.map { "\(alias).\(SQLIdentifier($0).quoted)" }
    return list.count == 1
      ? "\(list[0])::pg_catalog.text"
      : "ROW(\(list.joined(separator: ", ")))::pg_catalog.text"
  }

  private static func identityColumns(of table: Table) -> [String]? {
    table.allKeys.first { key in
      key.predicate == nil && !key.hasExpressions
        && key.columns.allSatisfy { table.column($0)?.isNullable == false }
    }?.columns
  }

  /// Types whose equal values have the same text, so that a child's column can stand for its parent's.
  private static let spelledTheSame: Set<String> = [
    "int2", "int4", "int8", "text", "varchar", "uuid", "date",
  ]

  /// The child's columns that hold the parent's identity, in its order, so that no join is needed.
  private func columnsSpellingIdentity(
    of parent: Table,
    in child: Table,
    by key: ForeignKey
  ) -> [String]? {
    guard let identity = Self.identityColumns(of: parent) else { return nil }
    var columns: [String] = []
    for name in identity {
      guard let position = key.parentColumns.firstIndex(of: name),
        let here = child.column(key.childColumns[position])?.type,
        let there = parent.column(name)?.type,
        [here, there].allSatisfy({
          $0.form == .base && $0.baseSchema == "pg_catalog"
            && Self.spelledTheSame.contains($0.baseName)
        })
      else { return nil }
      columns.append(key.childColumns[position])
    }
    return columns
  }
}
