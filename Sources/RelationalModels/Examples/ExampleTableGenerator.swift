import ExampleValues
import Metadata
import SQLExpressions
import Statistics
import TableData

/// Makes rows for a table that is empty in the source, from types, conditions, keys and names alone.
///
/// Every row is tried against the conditions that are understood and, by the judge, against all others.
struct ExampleTableGenerator {
  /// Rows tried for each row that is wanted, and besides.
  private static let attemptsPerRow = 60
  private static let freeAttempts = 300
  /// Draws of the columns of a violated condition before the row is given up.
  private static let redraws = 40
  /// Batches in a row of which the judge took nothing, before the table is given up.
  private static let fruitlessBatches = 4

  private let plan: TablePlan
  private let table: Table
  private let columns: [Column]
  private let positions: [String: Int]
  private let conditions: TableConditions
  /// Columns for each partition; one list for a table that is not partitioned.
  private let partitions: [[ExampleColumn]]
  private let seed: UInt64
  private let now: Int64

  init(_ plan: TablePlan, table: Table, seed: UInt64, now: Int64) {
    self.plan = plan
    self.table = table
    self.seed = seed
    self.now = now
    let columns = table.storedColumns
    self.columns = columns
    positions = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1.name, $0) })
    let conditions = TableConditions(table, columns: columns, now: now)
    self.conditions = conditions
    let unique = Self.uniqueColumns(plan, table)
    partitions = conditions.domains.map { domains in
      columns.map { column in
        ExampleColumn(
          column,
          domain: domains[column.name] ?? ColumnDomain(),
          isUnique: unique.contains(column.name),
          now: now
        )
      }
    }
  }

  /// For each unique key, the column whose values make the key different: the last that no parent decides.
  private static func uniqueColumns(_ plan: TablePlan, _ table: Table) -> Set<String> {
    let decided = decidedColumns(plan, table)
    return Set(table.allKeys.compactMap { key in key.columns.last { !decided.contains($0) } })
  }

  /// Columns that parents decide about in every row: a key that may be NULL leaves its columns that may not to the
  /// table itself.
  private static func decidedColumns(_ plan: TablePlan, _ table: Table) -> Set<String> {
    let nullable = Set(table.columns.filter(\.isNullable).map(\.name))
    return Set(
      plan.keys.flatMap { key in
        nullable.isDisjoint(with: key.childColumns)
          ? key.childColumns : key.childColumns.filter(nullable.contains)
      }
    )
  }

  /// Values of columns that keys of earlier tables in a circle refer to, one for each row.
  func promisedCells(_ names: Set<String>) -> [String: [OutputCell]] {
    let decided = Self.decidedColumns(plan, table)
    var promised: [String: [OutputCell]] = [:]
    for name in names where !decided.contains(name) {
      guard let position = positions[name] else { continue }
      promised[name] = (0..<plan.rowCount).map { row in
        var generator = CounterGenerator(
          seed,
          CounterGenerator.hash("promised \(table.id).\(name)"),
          UInt64(row)
        )
        let example = ExampleRow(number: row, now: now, using: &generator)
        return OutputCell(examples(row)[position].cell(example, using: &generator))
      }
    }
    return promised
  }

  private func examples(_ number: Int) -> [ExampleColumn] {
    partitions[number % partitions.count]
  }

  /// The rows, fewer than wanted where conditions and keys leave no room, and what kept them from being made.
  ///
  /// - `tables`: what was generated before.
  /// - `promised`: values that other tables have referred to already.
  /// - `judge`: asked about rows that fulfil all that is understood here; nil takes them.
  func generate(
    tables: [TableID: SyntheticTable],
    promised: [ColumnID: [OutputCell]],
    judge: (any RowJudge)?
  ) throws -> (rows: [[OutputCell]], obstacle: String?) {
    var parents = ExampleParents(
      plan,
      table: table,
      positions: positions,
      tables: tables,
      promised: promised
    )
    if let obstacle = parents.obstacle { return ([], obstacle) }
    if table.kind == .partitioned, table.partitionBounds.isEmpty {
      return ([], "it has no partition that could hold a row")
    }
    let own = columns.map { promised[ColumnID(table: table.id, name: $0.name)] }
    var guards = uniqueGuards()
    var accepted: [[OutputCell]] = []
    var batch: [[OutputCell]] = []
    var fruitless = 0
    var attempts = plan.rowCount * Self.attemptsPerRow + Self.freeAttempts
    var number = 0
    while accepted.count < plan.rowCount, attempts > 0, fruitless < Self.fruitlessBatches {
      attempts -= 1
      defer { number += 1 }
      // Rows that refer to others of their table need some that are there already.
      let wanted = min(
        plan.rowCount - accepted.count,
        max(1, accepted.count * 3, plan.rowCount / 4)
      )
      let place = accepted.count + batch.count
      if let row = row(
        number,
        place: place,
        own: own,
        earlier: accepted,
        parents: &parents,
        guards: &guards
      ) {
        batch.append(row)
      }
      guard batch.count >= wanted || attempts == 0 && !batch.isEmpty else { continue }
      let verdicts = try judge?.accepts(rows(batch)) ?? batch.map { _ in true }
      let taken = zip(batch, verdicts).filter(\.1).map(\.0)
      fruitless = taken.isEmpty ? fruitless + 1 : 0
      accepted += taken
      batch = []
    }
    try judge?.finish(table.id)
    guard accepted.count < plan.rowCount else { return (accepted, nil) }
    return (
      accepted,
      "\(accepted.count) of \(plan.rowCount) rows found values that its keys and conditions allow"
    )
  }

  /// The rows as a block.
  func rows(_ cells: [[OutputCell]]) -> TableRows {
    var block = OutputBlock(table: table.id, columns: columns, labels: columns.map { _ in [] })
    for row in cells { block.append(row) }
    return block.take()
  }

  private func row(
    _ number: Int,
    place: Int,
    own: [[OutputCell]?],
    earlier: [[OutputCell]],
    parents: inout ExampleParents,
    guards: inout [UniqueGuard]
  ) -> [OutputCell]? {
    var generator = CounterGenerator(
      seed,
      CounterGenerator.hash("example \(table.id)"),
      UInt64(number)
    )
    let example = ExampleRow(number: number, now: now, using: &generator)
    let examples = examples(number)
    var cells = [OutputCell](repeating: .null, count: columns.count)
    guard let chosen = parents.choose(&cells, number: number, earlier: earlier, using: &generator)
    else { return nil }
    for column in columns.indices where !chosen.contains(column) {
      cells[column] =
        own[column]?[place] ?? OutputCell(examples[column].cell(example, using: &generator))
    }
    parents.closeLoops(&cells)
    let labels = columns.map { _ in [String]() }
    var patience = Self.redraws
    while true {
      let violated = conditions.violatedColumns(cells, labels: labels)
      guard !violated.isEmpty else { break }
      patience -= 1
      let free = violated.filter { !chosen.contains($0) && own[$0] == nil }
      guard patience > 0, !free.isEmpty else { return nil }
      // Drawing all of the columns anew could repeat a conflict for ever; each has its turn by chance.
      for column in free where generator.uniform() < 0.7 {
        cells[column] = OutputCell(examples[column].cell(example, using: &generator))
      }
    }
    guard
      !guards.contains(where: { unique in
        unique.hash(cells, labels: labels).map { unique.contains($0) } ?? false
      })
    else { return nil }
    for index in guards.indices {
      if let hash = guards[index].hash(cells, labels: labels) { guards[index].insert(hash) }
    }
    return cells
  }

  private func uniqueGuards() -> [UniqueGuard] {
    table.allKeys.compactMap { key in
      let found = key.columns.compactMap { positions[$0] }
      guard !found.isEmpty, found.count == key.columns.count else { return nil }
      return UniqueGuard(
        key: key,
        columns: found,
        stored: columns,
        predicate: key.predicate.flatMap { RowCondition($0, positions: positions, now: now) },
        now: now
      )
    }
  }
}

extension OutputCell {
  init(_ cell: ExampleCell) {
    switch cell {
    case .null: self = .null
    case .integer(let value): self = .integer(value)
    case .real(let value): self = .real(value)
    case .text(let text): self = .text(text)
    }
  }
}
