import ColumnTransforms
import Metadata
import TableData

/// The rows of a table and the values they know, as the finders of rules see them.
struct RuleScope {
  let frame: TableFrame
  let fit: FitColumns
  let plan: TablePlan
  let state: FitState
  let places: SiblingPlaces
  /// Rows of which all ancestors are known.
  let allRows: [Int]
  /// Spread-out rows on which conjectures are made: those of one half of the units.
  let sample: [Int]
  let parents: [TableFrame.KnownParent]
  /// Parents in the table itself that are chosen before the row's columns.
  let ownParents: [TableFrame.KnownParent]
  private let grandparents: [GrandparentKey: TableFrame.KnownParent]

  private static let sampleRows = 8_000

  struct GrandparentKey: Hashable {
    var key: Int
    var via: Int
  }

  init(
    frame: TableFrame,
    fit: FitColumns,
    plan: TablePlan,
    state: FitState,
    places: SiblingPlaces
  ) {
    self.frame = frame
    self.fit = fit
    self.plan = plan
    self.state = state
    self.places = places
    parents = frame.knownParents(plan, state.frames)
    ownParents = frame.ownParents(plan)
    var grandparents: [GrandparentKey: TableFrame.KnownParent] = [:]
    for parent in parents {
      let id = parent.frame.table.id
      guard let keys = state.keysOfTable[id], state.isGenerated(id) else { continue }
      for (via, foreign) in keys.enumerated() {
        guard foreign.parent != id, state.isResolved(id, key: via),
          via < parent.frame.parents.count, !parent.frame.parents[via].isEmpty,
          let frame = state.frames[foreign.parent]
        else { continue }
        let upward = parent.frame.parents[via]
        grandparents[GrandparentKey(key: parent.key, via: via)] = TableFrame.KnownParent(
          key: via,
          frame: frame,
          positions: parent.positions.map { $0 >= 0 ? upward[Int($0)] : $0 }
        )
      }
    }
    self.grandparents = grandparents
    let ancestors = parents + grandparents.values
    let known = (0..<frame.rowCount).filter { row in
      !ancestors.contains { $0.positions[row] == TableFrame.Parent.unsampled }
    }
    // Where most rows have an ancestor that was not read, the others are no fair picture.
    allRows = known.count * 2 >= frame.rowCount ? known : Array(0..<frame.rowCount)
    let stride = max(1, allRows.count / Self.sampleRows)
    let rows = allRows
    sample = Swift.stride(from: 0, to: rows.count, by: stride).map { rows[$0] }
      .filter { RuleEvidence.isForConjectures(unit: frame.units[$0]) }
  }

  /// Columns of parents, and of theirs, with the rows they belong to; without parts of columns that hold others.
  ///
  /// - `withOwn`: whether parents in the table itself count.
  /// - `isWanted`: decides by the column; keys are never wanted.
  func ancestorColumns(
    withOwn: Bool = false,
    _ isWanted: (Column) -> Bool
  ) -> [AncestorColumn] {
    var found: [AncestorColumn] = []
    func add(_ ancestor: TableFrame.KnownParent, _ source: (String) -> ValueSource) {
      let whole = state.columnNames(of: ancestor.frame.table.id)
      for column in ancestor.frame.table.storedColumns
      where isWanted(column) && whole.contains(column.name) {
        // Its values are still to come when the rows of this table are made.
        let id = ColumnID(table: ancestor.frame.table.id, name: column.name)
        guard !state.unfinished.keys.contains(id) else { continue }
        guard let values = ancestor.frame.rows[column.name] else { continue }
        found.append(
          AncestorColumn(
            source: source(column.name),
            column: column,
            values: values,
            frame: ancestor.frame,
            positions: ancestor.positions,
            isKey: ancestor.frame.table.keyColumns.contains(column.name)
          )
        )
      }
    }
    for parent in parents + (withOwn ? ownParents : []) {
      add(parent) { .parent(key: parent.key, column: $0) }
    }
    for (place, ancestor) in grandparents.sorted(by: {
      ($0.key.key, $0.key.via) < ($1.key.key, $1.key.via)
    }) {
      add(ancestor) {
        .grandparent(
          key: place.key,
          via: place.via,
          column: ColumnID(table: ancestor.frame.table.id, name: $0)
        )
      }
    }
    return found
  }

  struct AncestorColumn {
    var source: ValueSource
    var column: Column
    var values: ColumnValues
    var frame: TableFrame
    /// The ancestor of every row; negative for none.
    var positions: [Int32]
    /// Whether it is part of a key of its table.
    var isKey: Bool

    func row(of row: Int) -> Int? { positions[row] >= 0 ? Int(positions[row]) : nil }

    func labels(_ state: FitState) -> AncestorLabels? {
      AncestorLabels(column, values, of: frame, isKept: !state.isGenerated(frame.table.id))
    }
  }

  /// The column behind a value of an ancestor.
  func ancestor(_ source: ValueSource) -> (values: ColumnValues, positions: [Int32])? {
    let found: (known: TableFrame.KnownParent?, name: String)
    switch source {
    case .column, .previous: return nil
    case .parent(let key, let name):
      found = ((parents + ownParents).first { $0.key == key }, name)
    case .grandparent(let key, let via, let column):
      found = (grandparents[GrandparentKey(key: key, via: via)], column.name)
    }
    guard let known = found.known, let values = known.frame.rows[found.name] else { return nil }
    return (values, known.positions)
  }

  /// The numbers of a value in the given rows; NaN where there is none.
  func numbers(_ source: ValueSource, rows: [Int]) -> [Double] {
    switch source {
    case .column(let column): return rows.map { fit.numbers[column][$0] }
    case .previous(let column):
      return rows.map { places.place[$0] > 0 ? fit.numbers[column][$0 - 1] : .nan }
    case .parent, .grandparent:
      guard let (values, positions) = ancestor(source) else {
        return [Double](repeating: .nan, count: rows.count)
      }
      return rows.map { row in
        positions[row] >= 0 ? values.modelNumber(at: Int(positions[row])) ?? .nan : .nan
      }
    }
  }

  /// Whether a column holds more than one value.
  func varies(_ column: Int) -> Bool {
    guard let first = sample.first else { return false }
    return sample.contains { fit.codes[column][$0] != fit.codes[column][first] }
  }

  /// Whether a column is a part of one that holds others.
  func isPart(_ column: Int) -> Bool {
    !state.columnNames(of: plan.id).contains(fit.columns[column].name)
  }

  /// Rows that are not the first of their parent.
  var laterRows: [Int] { (0..<frame.rowCount).filter { places.place[$0] > 0 } }

  /// Counts in which of the rows a formula gives the column's value.
  func evidence(
    for formula: Formula,
    of column: Int,
    result: FormulaResult,
    rows: [Int],
    stopsEarly: Bool = true
  ) -> RuleEvidence {
    let sources = formula.sources
    let values = sources.map { numbers($0, rows: rows) }
    let evaluator = FormulaEvaluator(formula, result: result)
    var evidence = RuleEvidence()
    for (place, row) in rows.enumerated() {
      let goal = fit.numbers[column][row]
      let isMissing = goal.isNaN && values.contains { $0[place].isNaN }
      guard !isMissing else { continue }
      let holds = evaluator.agrees(with: goal) { source in
        sources.firstIndex(of: source).map { values[$0][place] } ?? .nan
      }
      evidence.add(unit: frame.units[row], holds: holds)
      if stopsEarly, evidence.isLost(of: rows.count) { break }
    }
    return evidence
  }

  func result(of column: Int) -> FormulaResult? {
    fit.codecs[column].map { FormulaResult(fit.columns[column], codec: $0) }
  }

  /// A date or timestamp among the values, with the factor that makes it microseconds.
  func factor(of kind: ValueKind) -> Double? {
    kind.unitsPerDay.map { CalendarPart.microsecondsPerDay / $0 }
  }

  /// What a value is called in rules.
  func name(_ source: ValueSource) -> String {
    switch source {
    case .column(let column): return fit.columns[column].name
    case .previous(let column): return "previous.\(fit.columns[column].name)"
    case .parent(let key, let column):
      return "\(parentName(key)).\(column)"
    case .grandparent(let key, let via, let column):
      let isAmbiguous = grandparents.contains { place, ancestor in
        (place.key != key || place.via != via) && ancestor.frame.table.id == column.table
      }
      return isAmbiguous
        ? "\(parentName(key)).\(column.table.name).\(column.name)"
        : "\(column.table.name).\(column.name)"
    }
  }

  /// The parent's table, or the key's column where several keys lead to that table or it is the row's own.
  func parentName(_ key: Int) -> String {
    let parent = plan.keys[key].parent
    let isAmbiguous =
      parent == plan.id
      || plan.keys.indices.contains { $0 != key && plan.keys[$0].parent == parent }
    return isAmbiguous ? plan.keys[key].childColumns.joined(separator: "+") : parent.name
  }

  func rule(
    _ kind: TableRule.Kind,
    columns: [Int],
    _ condition: String,
    rows: Int,
    exceptions: Int
  ) -> TableRule {
    rule(
      kind,
      names: columns.map { fit.columns[$0].name },
      condition,
      rows: rows,
      exceptions: exceptions
    )
  }

  func rule(
    _ kind: TableRule.Kind,
    names: [String],
    _ condition: String,
    rows: Int,
    exceptions: Int
  ) -> TableRule {
    TableRule(
      table: plan.id,
      kind: kind,
      columns: names,
      condition: condition,
      rows: rows,
      exceptions: exceptions
    )
  }
}
