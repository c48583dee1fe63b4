package import Metadata
import PostgresClient

/// What is going to be done with tables that exist; decided before anything is changed.
package struct FillPlan: Sendable {
  struct Filled: Sendable {
    /// As the source calls it.
    var source: TableID
    var target: TableID
    /// How FROM names exactly the table's own rows.
    var rows: String
    /// The table that the rows wait in: the source's columns with the target's types.
    var scratch: Table
    /// Columns that get values.
    var columns: [String]
    /// Columns that the rows leave out and that would not take NULL.
    var unfilled: [String]

    var name: String { SQLIdentifier.qualified(target.schema, target.name) }
    var scratchName: String { SQLIdentifier.qualified(scratch.id.schema, scratch.id.name) }
  }

  /// Where the rows wait.
  struct Home: Hashable, Sendable {
    var schema: String
    /// Whether the schema is the run's own and not one of the target.
    var isOwn: Bool
  }

  var tables: [Filled]
  var home: Home
  var locks: LockBudget
  /// Tables that hold rows now, which are lost.
  package var emptied: [TableID]
  /// What differs between the schemas and makes no difference to rows.
  package var notices: [String]
}

/// The tables of the target as its catalogs describe them.
package struct FillSurvey: Sendable {
  struct Found: Sendable {
    var owners: String
    var isOwner: Bool
    var isRowSecurityForced: Bool
    var lockCount: Int
  }

  let state: TargetState
  let tables: [TableID: Found]

  /// The tables that there are.
  package var existing: [TableID] { tables.keys.sorted() }

  init(schemas: [String], on connection: PostgresConnection) throws(PostgresError) {
    state = try TargetState(targets: schemas, extensions: [], homes: [], on: connection)
    var tables: [TableID: Found] = [:]
    let rows = try WriterQuery.fillTables.run(on: connection, [NameArray.text(schemas)])
    for row in 0..<rows.rowCount {
      let id = TableID(schema: rows[row, 0] ?? "", name: rows[row, 1] ?? "")
      tables[id] = Found(
        owners: rows[row, 2] ?? "",
        isOwner: rows.bool(row, 3) ?? false,
        isRowSecurityForced: rows.bool(row, 4) ?? false,
        lockCount: rows.int(row, 5) ?? 1
      )
    }
    self.tables = tables
  }

  /// Other sessions need locks, too.
  private static let usableLockShare = 0.8

  /// Refuses a server that cannot be written, and tables that the role could not fill.
  ///
  /// Only owners may put triggers, rules and foreign keys aside.
  func check(_ wanted: [TableID]) throws(CloneWriterError) {
    try ClonePlan.checkWritable(state)
    let role = SQLIdentifier(state.roleName).quoted
    let foreign = wanted.filter { tables[$0]?.isOwner == false }
    guard foreign.isEmpty else {
      let owners = Set(foreign.compactMap { tables[$0]?.owners }).sorted().joined(separator: ", ")
      throw CloneWriterError(
        .permissionDenied,
        "role \(state.roleName) does not own \(foreign.count == 1 ? "table" : "tables") "
          + "\(CloneWriterError.list(foreign.map(\.description))), and only the owner (\(owners)) may "
          + "put triggers and foreign keys aside while rows are written",
        hint: "Connect as the owner, run GRANT \(owners) TO \(role), or leave the tables out with "
          + "--exclude",
        objects: foreign.map(\.description)
      )
    }
    let needed = wanted.reduce(0) { $0 + (tables[$1]?.lockCount ?? 0) }
    guard Double(needed) < Double(state.lockCapacity) * Self.usableLockShare else {
      throw CloneWriterError(
        .tooManyLocks,
        "filling \(wanted.count) tables in one transaction takes about \(needed) locks, and the "
          + "server has \(state.lockCapacity) for all sessions",
        hint:
          "Raise max_locks_per_transaction of the target server, or fill fewer tables at a time "
          + "with --tables"
      )
    }
  }
}

extension FillPlan {
  /// Decides, or says what stands in the way: `holding` are the tables that hold rows now, and `references` finds
  /// the foreign keys of other tables that refer to given ones.
  init(
    _ pair: SchemaPair,
    survey: FillSurvey,
    target: CloneTarget,
    run: ScratchRun,
    holding: Set<TableID>,
    references: ([TableID]) throws(CloneWriterError) -> [String]
  ) throws(CloneWriterError) {
    let compatibility = RowCompatibility(pair)
    guard compatibility.obstacles.isEmpty else {
      throw CloneWriterError(
        .schemaDiffers,
        "the rows of the source cannot be written to the target's tables as they are meant:\n  "
          + compatibility.obstacles.joined(separator: "\n  ") + "\n",
        hint: "Bring the target's schema up to date, or leave tables out with --exclude; "
          + "pgsynth inspect --diff compares all objects",
        objects: compatibility.obstacles
      )
    }
    notices = compatibility.notices
    let home = try Self.home(survey.state, run: run)
    self.home = home
    locks = LockBudget(capacity: survey.state.lockCapacity)
    let places = Dictionary(
      uniqueKeysWithValues: pair.source.tables.enumerated().map { index, table in
        (table.id, TableID(schema: home.schema, name: run.table(index)))
      }
    )
    tables = pair.source.tables.compactMap { table in
      pair.target[pair.place(table.id)].map {
        Filled(table, $0, scratch: table.placed { places[$0] ?? $0 })
      }
    }
    emptied = tables.map(\.target).filter(holding.contains)
    try Self.checkEmptied(emptied, replaces: target.replaces)
    if !emptied.isEmpty { try Self.checkReferences(try references(emptied)) }
  }

  static func checkEmptied(_ holding: [TableID], replaces: Bool) throws(CloneWriterError) {
    guard !holding.isEmpty, !replaces else { return }
    throw CloneWriterError(
      .targetNotEmpty,
      "\(holding.count == 1 ? "a table" : "\(holding.count) tables") of the target "
        + "\(holding.count == 1 ? "holds" : "hold") rows: "
        + CloneWriterError.list(holding.map(\.description)),
      hint: "Leave them out with --exclude, or lose what they hold with --replace",
      objects: holding.map(\.description)
    )
  }

  static func checkReferences(_ references: [String]) throws(CloneWriterError) {
    guard references.isEmpty else {
      throw CloneWriterError(
        .targetInUse,
        "tables that are not filled refer to tables that would be emptied: "
          + CloneWriterError.list(references),
        hint: "Fill these tables, too, or leave those they refer to out with --exclude",
        objects: references
      )
    }
  }

  private static func home(_ state: TargetState, run: ScratchRun) throws(CloneWriterError) -> Home {
    if state.mayCreateSchemas { return Home(schema: run.schema(0), isOwn: true) }
    if let schema = state.schemas.values.filter(\.mayCreate).map(\.name).min() {
      return Home(schema: schema, isOwn: false)
    }
    let names = state.schemas.keys.sorted()
    let role = SQLIdentifier(state.roleName).quoted
    throw CloneWriterError(
      .permissionDenied,
      "role \(state.roleName) may create nothing in database \(state.databaseName), and the rows need a "
        + "place until all are there",
      hint: "Run GRANT CREATE ON SCHEMA "
        + "\(names.map { SQLIdentifier($0).quoted }.joined(separator: ", ")) TO \(role), or GRANT CREATE "
        + "ON DATABASE \(SQLIdentifier(state.databaseName).quoted) TO \(role)"
    )
  }
}

extension FillPlan.Filled {
  fileprivate init(_ source: Table, _ target: Table, scratch: Table) {
    self.source = source.id
    self.target = target.id
    rows =
      (target.kind == .partitioned ? "" : "ONLY ")
      + SQLIdentifier.qualified(target.id.schema, target.id.name)
    var scratch = scratch
    scratch.kind = .ordinary
    scratch.columns = source.columns.map { column in
      var column = column
      if let type = target.column(column.name)?.type, type.baseName != column.type.baseName {
        column.type = type
      }
      return column
    }
    self.scratch = scratch
    let filled = source.storedColumns.map(\.name)
    columns = filled
    unfilled = target.columns.filter { !$0.isNullable && !filled.contains($0.name) }.map(\.name)
  }
}
