import Metadata
import PostgresClient
import SchemaDDL
import Synchronization

/// The way of a role that may create no schema: rows wait in tables of the target's schema, and one transaction
/// drops what is there, makes the clone's objects, and puts the rows over.
extension CloneWriter {
  struct WaitingTable {
    /// As the source has it.
    var table: Table
    /// The table that the rows wait in: types of the clone's own are made later, so that their values are text
    /// there, and generated ones are left out.
    var waiting: Table
    /// Its name, quoted.
    var name: String
    /// Where the rows go in the end, quoted.
    var place: String
  }

  static func waitingTables(
    _ metadata: DatabaseMetadata,
    _ plan: ClonePlan,
    _ run: ScratchRun
  ) -> [WaitingTable] {
    let names = Dictionary(
      uniqueKeysWithValues: metadata.tables.enumerated().map { ($1.id, run.table($0)) }
    )
    return metadata.tables.map { table in
      var waiting = table.placed { id in
        TableID(schema: plan.inScratch(id).schema, name: names[id] ?? id.name)
      }
      waiting.kind = .ordinary
      waiting.columns = table.storedColumns.map { column in
        var column = column
        column.type = Self.waitingType(column.type)
        return column
      }
      let place = plan.inScratch(table.id)
      return WaitingTable(
        table: table,
        waiting: waiting,
        name: SQLIdentifier.qualified(waiting.id.schema, waiting.id.name),
        place: SQLIdentifier.qualified(place.schema, place.name)
      )
    }
  }

  private static func waitingType(_ type: ColumnType) -> ColumnType {
    guard type.baseSchema == "pg_catalog" else {
      return ColumnType(declaration: "text", baseName: "text")
    }
    var type = type
    type.domains = []
    return type
  }

  func createWaitingTables() throws(CloneWriterError) {
    try doing("creating the scratch tables") { () throws(PostgresError) in
      _ = try run.lock(on: control)
      try control.execute(Self.sessionSetup(plan))
      for table in waitingTables {
        // Without lengths and digits: what is too much is cut where it is put in the end.
        let columns = table.waiting.columns.map { column in
          SQLIdentifier(column.name).quoted + " "
            + SQLIdentifier.qualified("pg_catalog", column.type.baseName)
        }
        try control.execute(
          "CREATE UNLOGGED TABLE \(table.name) (\(columns.joined(separator: ", ")));"
            + "COMMENT ON TABLE \(table.name) IS '\(ScratchRun.comment)'"
        )
      }
    }
  }

  /// Inside the open transaction: the old objects go, the clone's come with their rows.
  func rebuild() throws(CloneWriterError) {
    for schema in plan.schemas where schema.replacesObjects { try drop(schema.target) }
    try createAccessMethods()
    try execute(script.statements(in: .definitions), placement: plan.finalPlacement)
    let types = try columnTypes()
    for (index, waiting) in waitingTables.enumerated() {
      try doing("putting rows into \(waiting.table.id)") { () throws(PostgresError) in
        try control.execute(Self.transfer(waiting, types: types[index + 1] ?? [:]))
      }
    }
    _ = try makeConstraints(jobs: 1, seed: seed.withLock { $0 })
  }

  private func drop(_ schema: String) throws(CloneWriterError) {
    let names = NameArray.text([schema])
    let objects = try doing("locking the old objects of schema \(schema)") {
      () throws(PostgresError) in
      let objects = try WriterQuery.objects.run(on: control, [names]).rows
      let tables = objects.filter { $0[1] == "TABLE" }.compactMap { $0[2] }
      if !tables.isEmpty {
        try control.execute("LOCK TABLE \(tables.joined(separator: ", ")) IN ACCESS EXCLUSIVE MODE")
      }
      return objects
    }
    // From now on nothing outside can come to need any of it.
    try recheck()
    try doing("dropping the old objects of schema \(schema)") { () throws(PostgresError) in
      for row in objects {
        // One may have gone along with another.
        try control.execute("DROP \(row[1] ?? "") IF EXISTS \(row[2] ?? "") CASCADE")
      }
    }
  }

  /// Place in the list of tables, from 1 → column → type.
  private func columnTypes() throws(CloneWriterError) -> [Int: [String: String]] {
    try doing("looking at the new tables") { () throws(PostgresError) in
      let places = NameArray.text(waitingTables.map(\.place))
      var types: [Int: [String: String]] = [:]
      for row in try WriterQuery.columnTypes.run(on: control, [places]).rows {
        guard let position = row[0].flatMap({ Int($0) }), let column = row[1] else { continue }
        types[position, default: [:]][column] = row[2]
      }
      return types
    }
  }

  private static func transfer(_ waiting: WaitingTable, types: [String: String]) -> String {
    let columns = waiting.table.storedColumns
    guard !columns.isEmpty else {
      return "INSERT INTO \(waiting.place) SELECT FROM \(waiting.name)"
    }
    let names = columns.map { SQLIdentifier($0.name).quoted }
    let values = zip(columns, names).map { column, name in
      // Where the type is a domain or of the clone's own, assignment does not find a way from text.
      types[column.name].map { "\(name)::\($0)" } ?? name
    }
    return
      "INSERT INTO \(waiting.place) (\(names.joined(separator: ", "))) OVERRIDING SYSTEM VALUE "
      + "SELECT \(values.joined(separator: ", ")) FROM \(waiting.name)"
  }
}
