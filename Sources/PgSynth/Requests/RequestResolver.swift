import Constraints
import Metadata
import RelationalModels
import TableData

/// What is asked of the rows of a clone, for the tables that it is about.
struct ResolvedRequests {
  var demands = RowDemands()
  /// What all rows of a table obey.
  var constraints: [EnforcedConstraint] = []
  /// Rows of tables whose numbers follow from what is asked, by `schema.table`.
  var rowCounts: [String: Int] = [:]
}

/// Finds the tables and columns that requests name.
struct RequestResolver {
  let metadata: DatabaseMetadata

  /// Throws a `usage` error that says what is not there, or is asked for twice.
  func resolve(_ requests: [RowRequest], _ given: [GivenRows]) throws -> ResolvedRequests {
    var resolved = ResolvedRequests()
    var counted: [TableID: [RowDemands.Share]] = [:]
    var always: [TableID: [String]] = [:]
    for request in requests {
      let (table, condition) = try kind(of: request)
      if let rows = request.rows {
        guard rows >= 0 else { throw problem(request, "rows must be 0 or more") }
        counted[table.id, default: []].append(RowDemands.Share(condition: condition, rows: rows))
      } else if let condition {
        always[table.id, default: []].append(condition)
        resolved.constraints.append(
          EnforcedConstraint(
            where: condition,
            about: RowDemands.columns(of: condition),
            of: table,
            place: request.place
          )
        )
      }
    }
    for id in Set(counted.keys).union(always.keys) {
      let shares = counted[id] ?? [RowDemands.Share(condition: nil, rows: nil)]
      resolved.demands.shares[id] = shares.map { share in
        let all = (always[id] ?? []) + [share.condition].compactMap(\.self)
        let joined = all.count == 1 ? all[0] : all.map { "(\($0))" }.joined(separator: " AND ")
        return RowDemands.Share(condition: all.isEmpty ? nil : joined, rows: share.rows)
      }
      if counted[id] != nil {
        resolved.rowCounts[id.description] = shares.reduce(0) { $0 + ($1.rows ?? 0) }
      }
    }
    for rows in given { try add(rows, to: &resolved) }
    return resolved
  }

  private func kind(of request: RowRequest) throws -> (table: Table, condition: String?) {
    guard let text = request.condition else {
      return (try table(request.table ?? "", request), nil)
    }
    let condition: QualifiedCondition
    do {
      condition = try QualifiedCondition(text)
    } catch {
      throw problem(request, error.text)
    }
    let table = try table(condition.table, request)
    for name in condition.columns where table.column(name) == nil {
      throw problem(request, "\(table.id) has no column \(name)")
    }
    return (table, condition.condition)
  }

  private func table(_ name: String, _ request: RowRequest) throws -> Table {
    guard let table = metadata.tables.first(where: { $0.id.matches(name) }) else {
      throw problem(request, "table \(name) is not among those of the clone")
    }
    return table
  }

  private func problem(_ request: RowRequest, _ text: String) -> PgSynthError {
    let place = request.place.map { "\($0): " } ?? ""
    let what = request.condition.map { "where \($0)" } ?? "rows of \(request.table ?? "?")"
    return PgSynthError(.usage, "\(place)\(what): \(text)")
  }

  // MARK: - Given rows

  private func add(_ given: GivenRows, to resolved: inout ResolvedRequests) throws {
    let place = given.place ?? "rows of \(given.table)"
    func problem(_ text: String) -> PgSynthError { PgSynthError(.usage, "\(place): \(text)") }
    guard let table = metadata.tables.first(where: { $0.id.matches(given.table) }) else {
      throw problem("table \(given.table) is not among those of the clone")
    }
    guard resolved.demands.shares[table.id] == nil, resolved.demands.given[table.id] == nil else {
      throw problem("rows of \(table.id) are asked for in another way, too; keep one of them")
    }
    let csv: CSVTable
    do {
      csv = try CSVTable(given.csv)
    } catch {
      throw problem(error.text)
    }
    guard !csv.rows.isEmpty else { throw problem("there is no row below the names of the columns") }
    var columns: [ColumnValues] = []
    for (index, name) in csv.header.enumerated() {
      guard let column = table.column(name) else {
        throw problem("\(table.id) has no column \(name)")
      }
      guard !column.isGenerated else {
        throw problem("\(table.id).\(name) is generated: PostgreSQL says what is in it")
      }
      guard let reader = GivenValueReader(column) else {
        throw problem(
          "\(table.id).\(name) is of type \(column.type.declaration), whose values cannot be given"
        )
      }
      do {
        columns.append(try reader.values(csv.rows.map { $0[index] }))
      } catch {
        throw problem("row \(error.row): \(name) must be \(error.expectation)")
      }
      try checkKey(name, columns[index], of: table, problem)
    }
    resolved.demands.given[table.id] = TableRows(
      table: table.id,
      columnNames: csv.header,
      columns: columns,
      rowCount: csv.rows.count
    )
    resolved.rowCounts[table.id.description] = csv.rows.count
  }

  /// A key is given for all rows or for none, and no value of it twice: those that are made know nothing of the given ones.
  private func checkKey(
    _ name: String,
    _ values: ColumnValues,
    of table: Table,
    _ problem: (String) -> PgSynthError
  ) throws {
    guard table.hasUniqueKey(within: [name]) else { return }
    guard values.nullCount == 0 else {
      throw problem("\(name) is a key: give it in every row, or leave the column out")
    }
    let distinct = Set(
      (0..<values.count).map { values.text(at: $0) ?? "\(values.number(at: $0) ?? 0)" }
    )
    guard distinct.count == values.count else {
      throw problem("\(name) is a key, and a value of it is there twice")
    }
  }
}
