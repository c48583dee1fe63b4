import Metadata
import Statistics
import TableData

/// A generated table that waits for later ones: for those that its foreign keys of a cycle refer to, and for the
/// children that its columns are computed from.
struct WaitingTable {
  let generator: TableGenerator
  var blocks: [TableRows]
  /// For every open key: which rows refer to a parent.
  let edges: [Int: [Bool]]

  func isReady(isGenerated: (TableID) -> Bool) -> Bool {
    edges.keys.allSatisfy { isGenerated(generator.model.plan.keys[$0].parent) }
      && generator.model.aggregates.allSatisfy { isGenerated($0.child) }
  }

  /// The blocks with the open keys and what children give filled in.
  func filled(from tables: [TableID: SyntheticTable]) -> [TableRows] {
    var blocks = blocks
    for case .parent(let step) in generator.model.rowModel?.steps ?? [] {
      guard case .later(_, let returnsThrough) = step.choice, let open = edges[step.key],
        let parent = tables[generator.model.plan.keys[step.key].parent]
      else { continue }
      let chosen = choose(
        step.key,
        edges: open,
        parent: parent,
        returnsThrough: returnsThrough,
        blocks: blocks
      )
      fill(step.key, chosen: chosen, parent: parent, blocks: &blocks)
    }
    if let own = tables[generator.table.id] { compute(from: own.aggregates, &blocks) }
    return blocks
  }

  /// Gives columns the values that children give, and computes what follows from them.
  private func compute(
    from aggregates: [String: [AggregateCollector.Value]],
    _ blocks: inout [TableRows]
  ) {
    let model = generator.model
    for column in model.provisional {
      let name = model.columns[column].name
      let kind = model.columns[column].type.valueKind
      let step = model.rowModel?.columnSteps.first { $0.column == column }
      var start = 0
      for index in blocks.indices {
        guard let position = blocks[index].columnNames.firstIndex(of: name) else { continue }
        var output = OutputColumn(kind: kind, labels: [])
        let drawn = RetainedColumn(blocks[index].columns[position])
        let isIntegral = StorageForm(kind) == .integers
        for row in 0..<blocks[index].rowCount {
          let value: AggregateCollector.Value
          if let values = aggregates[name] {
            value = values[start + row]
          } else if let evaluator = step?.evaluator {
            let result = evaluator.value { number($0, row: row, of: blocks[index]) }
            value = result.isNaN ? .null : .number(result)
          } else {
            value = .drawn
          }
          output.append(value.cell(drawn: drawn[row], isIntegral: isIntegral))
        }
        blocks[index].columns[position] = output.take()
        start += blocks[index].rowCount
      }
    }
  }

  private func number(_ source: ValueSource, row: Int, of block: TableRows) -> Double {
    guard case .column(let column) = source,
      let values = block[generator.model.columns[column].name]
    else { return .nan }
    return values.modelNumber(at: row) ?? .nan
  }

  /// A parent row for every row that wants one.
  private func choose(
    _ key: Int,
    edges: [Bool],
    parent: SyntheticTable,
    returnsThrough: Int?,
    blocks: [TableRows]
  ) -> [Int32] {
    let foreign = generator.model.plan.keys[key]
    var random = generator.generator("later key", key)
    let isUnique = generator.table.hasUniqueKey(within: foreign.childColumns)
    var shuffled = (0..<Int32(parent.rowCount)).map { $0 }
    shuffled.shuffle(using: &random)
    var next = 0
    var children: [[Int32]] = []
    if let returnsThrough {
      children = [[Int32]](repeating: [], count: edges.count)
      for (row, back) in parent.parents[returnsThrough].enumerated() where back >= 0 {
        children[Int(back)].append(Int32(row))
      }
    }
    let fixed = fixedColumns(key)
    let agreement = fixed.isEmpty ? nil : agreementIndex(foreign, fixed: fixed, parent: parent)
    let hashers = blocks.map { block in RowHasher(fixed.compactMap { block[$0] }) }
    var row = 0
    return blocks.enumerated().flatMap { number, block in
      (0..<block.rowCount).map { position -> Int32 in
        defer { row += 1 }
        guard edges[row], parent.rowCount > 0 else { return -1 }
        if !children.isEmpty, !children[row].isEmpty {
          return children[row][random.integer(below: children[row].count)]
        }
        if let agreement {
          guard let hash = hashers[number].hash(row: position), let rows = agreement[hash] else {
            return -1
          }
          return rows[random.integer(below: rows.count)]
        }
        if returnsThrough != nil, isNullable(foreign) { return -1 }
        if isUnique {
          next += 1
          return next <= shuffled.count ? shuffled[next - 1] : -1
        }
        return shuffled[random.integer(below: shuffled.count)]
      }
    }
  }

  private func isNullable(_ foreign: ForeignKey) -> Bool {
    generator.table.mayBeNull(foreign.childColumns)
  }

  /// Columns of the key whose values other keys, or the table's own key, have fixed.
  private func fixedColumns(_ key: Int) -> [String] {
    let plan = generator.model.plan
    let others = Set(
      zip(plan.keys, plan.keyRoles).enumerated().filter {
        $0.offset != key && $0.element.1 != .deferred
      }
      .flatMap { $0.element.0.childColumns }
    )
    return plan.keys[key].childColumns.filter { name in
      others.contains(name) || generator.table.primaryKey?.columns.contains(name) ?? false
    }
  }

  private func agreementIndex(
    _ foreign: ForeignKey,
    fixed: [String],
    parent: SyntheticTable
  ) -> [UInt64: [Int32]] {
    let names = fixed.compactMap { name in
      foreign.childColumns.firstIndex(of: name).map { foreign.parentColumns[$0] }
    }
    var index: [UInt64: [Int32]] = [:]
    for row in 0..<parent.rowCount {
      var hash: UInt64 = 0
      for name in names { hash = RowHasher.combine(hash, parent.retained[name]?.hash(row) ?? 0) }
      index[hash, default: []].append(Int32(row))
    }
    return index
  }

  private func fill(
    _ key: Int,
    chosen: [Int32],
    parent: SyntheticTable,
    blocks: inout [TableRows]
  ) {
    let foreign = generator.model.plan.keys[key]
    let fixed = Set(fixedColumns(key))
    var start = 0
    for index in blocks.indices {
      for (child, parentColumn) in zip(foreign.childColumns, foreign.parentColumns)
      where !fixed.contains(child) {
        guard let position = blocks[index].columnNames.firstIndex(of: child),
          let column = generator.table.column(child), let values = parent.retained[parentColumn]
        else { continue }
        var output = OutputColumn(kind: column.type.valueKind, labels: [])
        for row in 0..<blocks[index].rowCount {
          let parentRow = chosen[start + row]
          output.append(parentRow < 0 ? .null : values[Int(parentRow)])
        }
        blocks[index].columns[position] = output.take()
      }
      start += blocks[index].rowCount
    }
  }
}
