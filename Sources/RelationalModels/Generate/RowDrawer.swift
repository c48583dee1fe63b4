import ColumnTransforms
import ConditionalTrees
import Metadata
import Statistics
import TableData

/// Draws rows one after the other.
///
/// Holds the scratch of the current row, so that no row allocates; a class,
/// because copies of the scratch would cost more than the drawing.
final class RowDrawer {
  let generator: TableGenerator
  let rowModel: RowModel
  let model: FittedTable
  /// Synthetic parent tables of every key; nil for the table itself and for parents that come later.
  let parentTables: [SyntheticTable?]
  /// Values of this table that others, or its own later rows, refer to.
  ///
  /// An array and not a dictionary: looping over keys while changing values would copy them at every row.
  private var kept: [(name: String, position: Int, values: RetainedColumn)] = []
  /// Chosen parents of all accepted rows.
  private(set) var chosenParents: [[Int32]]

  // The current row.
  private(set) var cells: [OutputCell]
  private(set) var parentRows: [Int32]
  private var numbers: [Double]
  private var codes: [Int32]
  private(set) var features: [UInt8]

  // The group of siblings.
  private var tracker: SequenceTracker
  private var previousNumbers: [Double]
  private var previousCells: [OutputCell]
  private var previousParents: [Int32]
  private var seenParents: [[Int32]]
  private(set) var place = 0
  private var groupSize = 1
  /// The drawn value of a column that is being altered.
  private var forcedBase = 0.0
  /// A key that must be set found no parent that agrees with the other keys.
  private(set) var deadEnd: ForeignKey?

  // Over the whole table.
  private var balances: [MarginalBalance]
  private var pools: [ParentPool?]
  /// Bucket of the type of every parent row, by key.
  private let typeBuckets: [[UInt8]?]
  private var agreeing: [Int: [UInt64: [Int32]]] = [:]
  private var earlier: [Int: EarlierRows] = [:]
  private var selfKeys: [Int] = []
  private let keyColumns: [(position: Int, style: KeyStyle, nullShare: Double)]
  private let ordinals: [(position: Int, start: Int64)]
  private let foreign: [(key: Int, positions: [Int], names: [String])]
  private(set) var edges: [Int: [Bool]] = [:]
  /// Steps in order with where their features lie.
  private let steps: [PlacedStep]
  /// Bins of the context parents that are looked at, with their place in the row.
  private let contextBins: [PlacedBins]
  private let nullableKeys: [Bool]
  /// Columns of which anything depends on the code.
  private let isCodeUsed: [Bool]
  /// Columns that are stored as integers.
  private let isIntegral: [Bool]
  /// Values of the parents of every key that rows take over or refer to.
  private let parentColumns: [[ParentColumn]]
  /// Whether later tables need features and parents of this one.
  private let keepsFeatures: Bool

  /// Bins of a parent table that go to one place of a row's features.
  private struct PlacedBins {
    var place: Int
    var bins: [UInt8]
  }

  private struct ParentColumn {
    var name: String
    var values: RetainedColumn
    /// Where the row has the value, if it is part of the key.
    var position: Int?
  }

  private struct PlacedStep {
    var step: RowStep
    var slot: Int
    var trackedFeature: Int
    /// Bins of the chosen parent.
    var parentBins: [PlacedBins]
  }

  init(
    generator: TableGenerator,
    rowModel: RowModel,
    parentTables: [SyntheticTable?],
    pools: [Int: ParentPool],
    typeBuckets: [Int: [UInt8]],
    retaining names: Set<String>,
    keepsFeatures: Bool
  ) throws {
    self.generator = generator
    self.rowModel = rowModel
    self.keepsFeatures = keepsFeatures
    let model = generator.model
    self.model = model
    self.parentTables = parentTables
    self.pools = generator.model.plan.keys.indices.map { pools[$0] }
    self.typeBuckets = generator.model.plan.keys.indices.map { typeBuckets[$0] }
    for name in names.sorted() {
      if let position = generator.columnPositions[name] {
        let values = RetainedColumn(kind: model.columns[position].type.valueKind)
        kept.append((name, position, values))
      }
    }
    let count = model.columns.count
    let keyCount = model.plan.keys.count
    cells = [OutputCell](repeating: .null, count: count)
    parentRows = [Int32](repeating: -1, count: keyCount)
    numbers = [Double](repeating: .nan, count: count)
    codes = [Int32](repeating: 0, count: count)
    features = [UInt8](repeating: 0, count: max(1, rowModel.layout.width))
    tracker = SequenceTracker(isOrdinal: rowModel.steps.map(\.isOrdinal))
    previousNumbers = numbers
    previousCells = cells
    previousParents = parentRows
    seenParents = [[Int32]](repeating: [], count: keyCount)
    balances = [MarginalBalance](repeating: MarginalBalance(shares: []), count: count)
    for step in rowModel.columnSteps {
      balances[step.column] = MarginalBalance(shares: step.shares)
    }
    chosenParents = [[Int32]](repeating: [], count: keyCount)
    keyColumns = try model.keyStyles.keys.sorted().compactMap { position in
      guard let style = model.keyStyles[position] else { return nil }
      var random = generator.generator("key", position)
      do {
        let prepared = try style.prepared(total: model.plan.rowCount, seed: random.next())
        return (position, prepared, model.keyNullShares[position] ?? 0)
      } catch {
        throw GenerationError(
          code: .keyExhausted,
          table: model.plan.id,
          description: "\(model.plan.id).\(model.columns[position].name): \(error)"
        )
      }
    }
    ordinals = model.roles.enumerated().compactMap { position, role in
      if case .ordinal(let start) = role { (position, start) } else { nil }
    }
    foreign = model.plan.keys.enumerated().map { number, key in
      (
        number, key.childColumns.compactMap { generator.columnPositions[$0] }, key.parentColumns
      )
    }
    let layout = rowModel.layout
    let used = rowModel.usedFeatures.union(
      keepsFeatures ? model.storeLayout.parts.map(\.feature) : []
    )
    contextBins = layout.contextFeatures.enumerated().compactMap { slot, feature in
      guard used.contains(slot), let key = model.plan.contextKey,
        let bins = parentTables[key]?.store.columns[feature]
      else { return nil }
      return PlacedBins(place: slot, bins: bins)
    }
    steps = rowModel.steps.enumerated().map { number, step in
      let slot = layout.ownStart[number]
      var placed = PlacedStep(
        step: step,
        slot: slot,
        trackedFeature: slot + step.trackedFeature,
        parentBins: []
      )
      if case .parent(let parent) = step {
        let start = slot + parent.ownWidth
        for feature in 0..<layout.parentWidth[number] where used.contains(start + feature) {
          guard let columns = parentTables[parent.key]?.store.columns, feature < columns.count
          else { continue }
          placed.parentBins.append(PlacedBins(place: start + feature, bins: columns[feature]))
        }
      }
      return placed
    }
    isCodeUsed = Self.columnsWithUsedCode(
      rowModel,
      guides: model.guides,
      used: used,
      count: count
    )
    isIntegral = model.columns.map { column in
      if case .integers = StorageForm(column.type.valueKind) { true } else { false }
    }
    parentColumns = model.plan.keys.indices.map { number in
      let key = model.plan.keys[number]
      let retained = parentTables[number]?.retained ?? [:]
      return retained.sorted { $0.key < $1.key }.map { name, values in
        let child = key.parentColumns.firstIndex(of: name).map { key.childColumns[$0] }
        return ParentColumn(
          name: name,
          values: values,
          position: child.flatMap { generator.columnPositions[$0] }
        )
      }
    }
    nullableKeys = model.plan.keys.map { key in
      key.childColumns.contains { name in
        generator.columnPositions[name].map { model.columns[$0].isNullable } ?? true
      }
    }
    for case .parent(let step) in rowModel.steps {
      switch step.choice {
      case .agreeing(let columns, _):
        agreeing[step.key] = agreementIndex(step.key, columns: columns)
      case .earlierRow:
        earlier[step.key] = EarlierRows()
        selfKeys.append(step.key)
      case .later: edges[step.key] = []
      case .typed, .carriedOver: break
      }
    }
  }

  /// Finding the code of a derived value costs as much as deriving it, and often nothing looks at it.
  private static func columnsWithUsedCode(
    _ rowModel: RowModel,
    guides: [Guide],
    used: Set<Int>,
    count: Int
  ) -> [Bool] {
    let layout = rowModel.layout
    var isUsed = [Bool](repeating: false, count: count)
    for (number, step) in rowModel.steps.enumerated() {
      guard case .column(let column) = step else { continue }
      var features = [layout.ownStart[number]]
      if layout.isSequence {
        features += [layout.previousStart + number, layout.runningStart + number]
      }
      if !used.isDisjoint(with: features) || guides.contains(where: { $0.step == number }) {
        isUsed[column.column] = true
      }
      switch column.rule {
      case .map(let from, _): isUsed[from] = true
      case .copy(.column(let other)): isUsed[other] = true
      default: break
      }
    }
    return isUsed
  }

  /// Parents of a key by the hash of the columns that are fixed before the parent is chosen.
  private func agreementIndex(_ key: Int, columns: [String]) -> [UInt64: [Int32]] {
    let foreign = model.plan.keys[key]
    guard let parent = parentTables[key] else { return [:] }
    let names = columns.compactMap { column in
      foreign.childColumns.firstIndex(of: column).map { foreign.parentColumns[$0] }
    }
    var index: [UInt64: [Int32]] = [:]
    for row in 0..<parent.rowCount {
      var hash: UInt64 = 0
      for name in names {
        hash = RowHasher.combine(hash, parent.retained[name]?.hash(row) ?? 0)
      }
      index[hash, default: []].append(Int32(row))
    }
    return index
  }

  // MARK: - Groups and rows

  func startGroup(contextRow: Int32, size: Int) {
    place = 0
    groupSize = size
    tracker.startGroup()
    for key in seenParents.indices where !seenParents[key].isEmpty {
      seenParents[key].removeAll(keepingCapacity: true)
    }
    for key in selfKeys { earlier[key]?.startGroup() }
    if let contextKey = model.plan.contextKey {
      parentRows[contextKey] = contextRow
      for index in contextBins.indices {
        features[contextBins[index].place] =
          contextRow < 0 ? 0 : contextBins[index].bins[Int(contextRow)]
      }
    }
  }

  /// Draws the next row of the group; it counts only after `accept`.
  ///
  /// `row` is its position in the table, `guides` gives the value of a guide for the group, and `freely` makes
  /// it choose parents evenly, to get past a unique key.
  func draw(
    row: Int,
    guides: (Int) -> Double,
    freely: Bool,
    using random: inout CounterGenerator
  ) throws {
    let layout = rowModel.layout
    if layout.isSequence {
      features.withUnsafeMutableBufferPointer { features in
        guard let base = features.baseAddress else { return }
        tracker.write(to: base, layout: layout, place: place, groupSize: groupSize)
        tracker.writeDeficits(
          to: base,
          layout: layout,
          guides: model.guides,
          place: place,
          groupSize: groupSize,
          finals: guides
        )
      }
    }
    for position in cells.indices { cells[position] = .null }
    deadEnd = nil
    for (position, style, nullShare) in keyColumns {
      if nullShare > 0, random.uniform() < nullShare { continue }
      cells[position] = try key(style, row: row)
    }
    for (position, start) in ordinals { cells[position] = .integer(start + Int64(place)) }
    if let contextKey = model.plan.contextKey { fill(contextKey, row: row) }
    for index in steps.indices {
      switch steps[index].step {
      case .parent(let step):
        choose(step, row: row, placed: index, freely: freely, using: &random)
        fill(step.key, row: row)
      case .column(let step):
        try drawColumn(step, slot: steps[index].slot, using: &random)
      }
    }
  }

  func collectFeatures(into collector: inout FeatureCollector) {
    features.withUnsafeBufferPointer { collector.add($0) }
  }

  /// Enters the current row as a sibling of those to come.
  func accept(row: Int, using random: inout CounterGenerator) {
    for index in steps.indices {
      tracker.add(step: index, bucket: features[steps[index].trackedFeature])
      switch steps[index].step {
      case .column(let step): balances[step.column].add(features[steps[index].slot])
      case .parent(let step):
        let parent = parentRows[step.key]
        switch step.choice {
        case .typed:
          if parent >= 0, !seenParents[step.key].contains(parent) {
            seenParents[step.key].append(parent)
          }
        case .earlierRow: earlier[step.key]?.enter(row: row, parent: parent, using: &random)
        case .later: edges[step.key]?.append(features[steps[index].slot] == 2)
        case .carriedOver, .agreeing: break
        }
      }
    }
    for index in kept.indices {
      let position = kept[index].position
      kept[index].values.append(cells[position], labels: generator.labels[position])
    }
    if keepsFeatures {
      for key in parentRows.indices { chosenParents[key].append(parentRows[key]) }
    }
    place += 1
    swap(&previousNumbers, &numbers)
    swap(&previousCells, &cells)
    for key in parentRows.indices { previousParents[key] = parentRows[key] }
  }

  /// The kept values by name, once all rows are drawn.
  var retained: [String: RetainedColumn] {
    Dictionary(uniqueKeysWithValues: kept.map { ($0.name, $0.values) })
  }

  /// The accepted row, which ``accept(row:using:)`` moved away.
  var acceptedCells: [OutputCell] { previousCells }

  /// A time of the accepted row; NaN for null and for "no end".
  func acceptedNumber(_ column: Int) -> Double {
    let value = previousNumbers[column]
    return value.isFinite && !model.sentinels[column].contains(value) ? value : .nan
  }

  /// Gives back what a rejected row took.
  func reject() {
    for case .parent(let step) in rowModel.steps {
      if case .typed = step.choice, parentRows[step.key] >= 0 {
        pools[step.key]?.giveBack(parentRows[step.key])
      }
    }
  }

  /// Alters a column of the current row so that a unique key gets a new value.
  ///
  /// - Returns: whether the column could be altered.
  func force(column position: Int, row: Int, attempt: Int) -> Bool {
    for case .column(let step) in rowModel.steps where step.column == position && step.rule == nil {
      switch step.codec {
      case .numeric(let codec):
        guard !numbers[position].isNaN else { return false }
        if attempt == 0 { forcedBase = numbers[position] }
        let unit = codec.grid.step > 0 ? codec.grid.step : 1e-6
        // Alternately up and down, a grid point further every time, inside the source's range first.
        let distance = Double((attempt + 2) / 2) * unit * (attempt % 2 == 0 ? 1 : -1)
        let value = codec.grid.tidy(forcedBase + distance)
        if model.columns[position].type.valueKind == .boolean {
          guard attempt == 0 else { return false }
          numbers[position] = 1 - forcedBase
          cells[position] = numericCell(1 - forcedBase, column: position)
        } else if codec.range.contains(value) || attempt > 2_000 {
          numbers[position] = value
          cells[position] = numericCell(value, column: position)
        }
      case .text(_, let shape):
        let ordinal = UInt64(row) &* 64 &+ UInt64(attempt)
        guard let text = shape.makeUnique(ordinal: ordinal, salt: generator.seed) else {
          return false
        }
        cells[position] = .text(text)
      case .category(let codec):
        guard case .label(let label) = cells[position] else { return false }
        cells[position] = .label((label + 1) % Int32(codec.labels.count))
      case .opaque(let shape):
        let ordinal = UInt64(row) &* 64 &+ UInt64(attempt)
        guard let text = shape.makeUnique(ordinal: ordinal, salt: generator.seed) else {
          return false
        }
        cells[position] = .text(text)
      }
      return true
    }
    return false
  }

  private func key(_ style: KeyStyle, row: Int) throws -> OutputCell {
    switch try style.value(at: row) {
    case .integer(let value): .integer(value)
    case .text(let text): .text(text)
    }
  }

  /// Copies the chosen parent's key into the row.
  private func fill(_ key: Int, row: Int) {
    let parent = Int(parentRows[key])
    guard parent >= 0 else { return }
    guard model.plan.keyRoles[key] == .selfReference else {
      for index in parentColumns[key].indices {
        guard let position = parentColumns[key][index].position else { continue }
        cells[position] = parentColumns[key][index].values[parent]
      }
      return
    }
    let (_, positions, names) = foreign[key]
    for (position, name) in zip(positions, names) {
      guard parent != row else {
        cells[position] = generator.columnPositions[name].map { cells[$0] } ?? .null
        continue
      }
      if let column = kept.first(where: { $0.name == name }) {
        cells[position] = column.values[parent]
      }
    }
  }

  // MARK: - Parents

  private func choose(
    _ step: ParentStep,
    row: Int,
    placed index: Int,
    freely: Bool,
    using random: inout CounterGenerator
  ) {
    let key = step.key
    let slot = steps[index].slot
    switch step.choice {
    case .typed(let forest, let types):
      chooseTyped(key, forest: forest, types: types, slot: slot, freely: freely, using: &random)
    case .carriedOver(let via, let viaKey):
      let middle = parentRows[via]
      parentRows[key] =
        middle < 0 ? -1 : parentTables[via]?.parents[viaKey][Int(middle)] ?? -1
      features[slot] = parentRows[key] < 0 ? 1 : 2
    case .agreeing(let columns, let nullShare):
      chooseAgreeing(key, columns: columns, nullShare: nullShare, using: &random)
      features[slot] = parentRows[key] < 0 ? 1 : 2
    case .earlierRow(let forest, let isInsideContext):
      let code = sample(forest, using: &random)
      parentRows[key] =
        earlier[key]?.choose(
          code: code,
          row: row,
          isInsideContext: isInsideContext,
          isNullable: isNullable(key),
          using: &random
        ) ?? -1
      features[slot] = UInt8(code)
    case .later(let forest, _):
      features[slot] = sample(forest, using: &random) == 1 ? 2 : 1
      parentRows[key] = -1
      return
    }
    let parent = parentRows[key]
    let bins = steps[index].parentBins
    for index in bins.indices {
      features[bins[index].place] = parent < 0 ? 0 : bins[index].bins[Int(parent)]
    }
  }

  private func isNullable(_ key: Int) -> Bool { nullableKeys[key] }

  private func chooseTyped(
    _ key: Int,
    forest: ConditionalForest,
    types: ParentTypes,
    slot: Int,
    freely: Bool,
    using random: inout CounterGenerator
  ) {
    var code = sample(forest, using: &random)
    var parent: Int32 = -1
    var kind: UInt8 = 0
    let seen = seenParents[key]
    if code == ParentCode.same, place == 0 || previousParents[key] < 0 {
      code = resample(forest, using: &random)
    }
    if code == ParentCode.seen, seen.isEmpty { code = resample(forest, using: &random) }
    switch code {
    case ParentCode.null: break
    case ParentCode.same where !freely && place > 0 && previousParents[key] >= 0:
      parent = previousParents[key]
      kind = 1
      pools[key]?.owe(parent)
    case ParentCode.seen where !freely && !seen.isEmpty:
      parent = seen[random.integer(below: seen.count)]
      kind = 2
      pools[key]?.owe(parent)
    default:
      kind = 3
      if freely || code < ParentCode.firstType {
        parent = pools[key]?.any(using: &random) ?? -1
        if parent >= 0 { pools[key]?.owe(parent) }
      } else if case .rows = types {
        parent = code - ParentCode.firstType
        pools[key]?.owe(parent)
      } else {
        parent = pools[key]?.take(type: Int(code - ParentCode.firstType), using: &random) ?? -1
      }
    }
    if parent < 0, !isNullable(key) {
      parent = pools[key]?.any(using: &random) ?? -1
      kind = 3
    }
    parentRows[key] = parent
    features[slot] = parent < 0 ? 0 : kind
    features[slot + 1] = parent < 0 ? 0 : typeBuckets[key]?[Int(parent)] ?? 0
  }

  private func resample(
    _ forest: ConditionalForest,
    using random: inout CounterGenerator
  ) -> Int32 {
    for _ in 0..<16 {
      let code = sample(forest, using: &random)
      if code == ParentCode.null || code >= ParentCode.firstType { return code }
    }
    return -1
  }

  private func chooseAgreeing(
    _ key: Int,
    columns: [String],
    nullShare: Double,
    using random: inout CounterGenerator
  ) {
    parentRows[key] = -1
    if nullShare > 0, isNullable(key), random.uniform() < nullShare { return }
    var hash: UInt64 = 0
    for column in columns {
      guard let position = generator.columnPositions[column] else { return }
      switch cells[position] {
      case .null: return
      case .integer(let value): hash = RowHasher.combine(hash, RowHasher.hash(value))
      case .real(let value): hash = RowHasher.combine(hash, RowHasher.hash(value))
      case .label(let label):
        hash = RowHasher.combine(
          hash,
          CounterGenerator.hash(generator.labels[position][Int(label)])
        )
      case .text(let text): hash = RowHasher.combine(hash, CounterGenerator.hash(text))
      }
    }
    guard let candidates = agreeing[key]?[hash], !candidates.isEmpty else {
      if !isNullable(key) { deadEnd = model.plan.keys[key] }
      return
    }
    parentRows[key] = candidates[random.integer(below: candidates.count)]
  }

  private func sample(
    _ forest: ConditionalForest,
    using random: inout CounterGenerator
  ) -> Int32 {
    features.withUnsafeBufferPointer { features in
      features.baseAddress.map { forest.sample($0, using: &random) } ?? 0
    }
  }

  // MARK: - Columns

  private func drawColumn(
    _ step: ColumnStep,
    slot: Int,
    using random: inout CounterGenerator
  ) throws {
    let position = step.column
    var cell = OutputCell.null
    var number = Double.nan
    var code: Int32 = 0
    if let rule = step.rule {
      (cell, number, code) = derive(step, rule: rule, using: &random)
    } else {
      for draw in step.draws {
        if let reference = draw.reference {
          guard let base = self.number(reference, column: position) else { continue }
          guard let value = difference(step, draw: draw, base: base, using: &random) else { break }
          number = value
          cell = numericCell(value, column: position)
          if case .numeric(let codec) = step.codec { code = codec.code(of: value) }
        } else {
          (cell, number, code) = absolute(step, draw: draw, using: &random)
        }
        break
      }
    }
    if !model.columns[position].isNullable, isNull(cell) {
      (cell, number, code) = try spareValue(step, using: &random)
    }
    cells[position] = cell
    numbers[position] = number
    codes[position] = code
    features[slot] = step.codec.bucket(of: code)
    if step.tellsRepeats {
      features[slot + 1] = place > 0 && isEqual(cell, previousCells[position]) ? 1 : 0
    }
  }

  private func absolute(
    _ step: ColumnStep,
    draw: ColumnDraw,
    using random: inout CounterGenerator
  ) -> (OutputCell, Double, Int32) {
    var code = balanced(step, draw: draw, using: &random)
    if let same = draw.sameCode {
      if code == same, place > 0, !isNull(previousCells[step.column]) {
        let previous = previousNumbers[step.column]
        return (previousCells[step.column], previous, previousCode(step))
      }
      for _ in 0..<16 where code == same { code = sample(draw.forest, using: &random) }
      if code == same { code = spareCode(step, using: &random) }
    }
    switch step.codec.cell(of: code, using: &random) {
    case .null: return (.null, .nan, code)
    case .number(let value): return (numericCell(value, column: step.column), value, code)
    case .label(let label): return (.label(label), .nan, code)
    case .text(let text): return (.text(text), .nan, code)
    }
  }

  /// A code of the draw that is not ahead of its share, if one of two is.
  private func balanced(
    _ step: ColumnStep,
    draw: ColumnDraw,
    using random: inout CounterGenerator
  ) -> Int32 {
    let count = step.codec.codeCount
    func lead(_ code: Int32) -> Float {
      Int(code) < count ? balances[step.column].lead(step.codec.bucket(of: code)) : 0
    }
    var code = sample(draw.forest, using: &random)
    var least = lead(code)
    // Whether to repeat is no matter of the marginal.
    for _ in 0..<4 where least > 0 && code != draw.sameCode {
      let other = sample(draw.forest, using: &random)
      guard other != draw.sameCode, lead(other) < least else { continue }
      code = other
      least = lead(other)
    }
    return code
  }

  private func spareCode(_ step: ColumnStep, using random: inout CounterGenerator) -> Int32 {
    step.spareCodes.isEmpty ? 0 : step.spareCodes[random.integer(below: step.spareCodes.count)]
  }

  /// A value for a column that must have one although its draw came out null.
  private func spareValue(
    _ step: ColumnStep,
    using random: inout CounterGenerator
  ) throws -> (OutputCell, Double, Int32) {
    for _ in 0..<32 {
      let code = spareCode(step, using: &random)
      switch step.codec.cell(of: code, using: &random) {
      case .null: continue
      case .number(let value): return (numericCell(value, column: step.column), value, code)
      case .label(let label): return (.label(label), .nan, code)
      case .text(let text): return (.text(text), .nan, code)
      }
    }
    let column = model.columns[step.column]
    throw GenerationError(
      code: .noValue,
      table: model.plan.id,
      description: """
        \(model.plan.id).\(column.name) is NOT NULL and of type \(column.type.declaration), for which no \
        value can be made. Leave the table out with --exclude \(model.plan.id.name).
        """
    )
  }

  /// The code of the previous sibling's value.
  private func previousCode(_ step: ColumnStep) -> Int32 {
    switch (step.codec, previousCells[step.column]) {
    case (.numeric(let codec), _): codec.code(of: previousNumbers[step.column])
    case (.category, .label(let label)): label + 1
    case (.text(let codec, _), .text(let text)): codec.code(ofLength: text.unicodeScalars.count)
    default: 1
    }
  }

  private func difference(
    _ step: ColumnStep,
    draw: ColumnDraw,
    base: Double,
    using random: inout CounterGenerator
  ) -> Double? {
    guard case .numeric(let codec) = step.codec else { return nil }
    var value = Double.nan
    // A few redraws keep values inside the source's range without piling them up at its ends.
    for _ in 0..<12 {
      let code = sample(draw.forest, using: &random)
      if Int(code) >= draw.codec.codeCount {
        return draw.sentinels[Int(code) - draw.codec.codeCount]
      }
      guard case .number(let step) = draw.codec.cell(of: code, using: &random) else { return nil }
      if step == 0 { return base }
      value = codec.settled(codec.grid.tidy(base + step), using: &random)
      if codec.range.contains(value) { return value }
    }
    // At the end of its range a series stands still.
    if draw.reference == .previous(step.column), codec.range.contains(base) { return base }
    return min(max(value, codec.range.lowerBound), codec.range.upperBound)
  }

  private func numericCell(_ value: Double, column: Int) -> OutputCell {
    guard !value.isNaN else { return .null }
    return isIntegral[column] ? .integer(OutputColumn.integer(value)) : .real(value)
  }

  private func parentColumn(_ key: Int, _ name: String) -> Int? {
    parentColumns[key].firstIndex { $0.name == name }
  }

  private func number(_ source: ValueSource, column: Int) -> Double? {
    switch source {
    case .previous(let other):
      let value = previousNumbers[other]
      return place > 0 && value.isFinite && !model.sentinels[other].contains(value) ? value : nil
    case .column(let other):
      let value = numbers[other]
      return value.isFinite && !model.sentinels[other].contains(value) ? value : nil
    case .parent(let key, let name):
      let parent = parentRows[key]
      guard parent >= 0, let column = parentColumn(key, name),
        let value = parentColumns[key][column].values.number(Int(parent))
      else { return nil }
      return value.isFinite ? value : nil
    }
  }

  private func derive(
    _ step: ColumnStep,
    rule: DerivationRule,
    using random: inout CounterGenerator
  ) -> (OutputCell, Double, Int32) {
    func numeric(_ value: Double?) -> (OutputCell, Double, Int32) {
      guard let value, case .numeric(let codec) = step.codec else { return (.null, .nan, 0) }
      let tidy = codec.grid.step > 0 ? codec.grid.tidy(value) : value
      let code = isCodeUsed[step.column] ? codec.code(of: tidy) : 0
      return (numericCell(tidy, column: step.column), tidy, code)
    }
    switch rule {
    case .copy(let source):
      if case .numeric = step.codec { return numeric(number(source, column: step.column)) }
      switch source {
      case .column(let other):
        switch cells[other] {
        case .label(let label):
          return (
            .text(generator.labels[other][Int(label)]), .nan,
            min(codes[other], Int32(step.codec.codeCount - 1))
          )
        case let cell: return (cell, .nan, min(codes[other], Int32(step.codec.codeCount - 1)))
        }
      case .parent(let key, let name):
        guard parentRows[key] >= 0, let column = parentColumn(key, name) else {
          return (.null, .nan, 0)
        }
        return (parentColumns[key][column].values[Int(parentRows[key])], .nan, 0)
      case .previous: return (.null, .nan, 0)
      }
    case .sum(let a, let b):
      return numeric(combine(a, b, step) { $0 + $1 })
    case .difference(let a, let b):
      return numeric(combine(a, b, step) { $0 - $1 })
    case .product(let a, let b):
      return numeric(combine(a, b, step) { $0 * $1 })
    case .map(let from, let map):
      let code = map[Int(codes[from])]
      // The same code must give the same value in every row.
      var fixed = generator.generator("dependency \(step.name)", Int(codes[from]))
      switch step.codec.cell(of: code, using: &fixed) {
      case .null: return (.null, .nan, code)
      case .number(let value): return (numericCell(value, column: step.column), value, code)
      case .label(let label): return (.label(label), .nan, code)
      case .text(let text): return (.text(text), .nan, code)
      }
    }
  }

  private func combine(
    _ a: ValueSource,
    _ b: ValueSource,
    _ step: ColumnStep,
    _ operation: (Double, Double) -> Double
  ) -> Double? {
    guard let a = number(a, column: step.column), let b = number(b, column: step.column) else {
      return nil
    }
    return operation(a, b)
  }

  private func isNull(_ cell: OutputCell) -> Bool {
    if case .null = cell { true } else { false }
  }

  private func isEqual(_ left: OutputCell, _ right: OutputCell) -> Bool {
    switch (left, right) {
    case (.integer(let a), .integer(let b)): a == b
    case (.real(let a), .real(let b)): a == b
    case (.label(let a), .label(let b)): a == b
    case (.text(let a), .text(let b)): a == b
    default: false
    }
  }
}

extension RowStep {
  /// Which of the step's features the tracker follows, as in ``StepDraft``.
  var trackedFeature: Int {
    if case .parent(let step) = self, case .typed = step.choice { return 1 }
    return 0
  }

  var isOrdinal: Bool {
    switch self {
    case .column(let step): step.codec.isOrdinal
    case .parent(let step): if case .typed = step.choice { false } else { true }
    }
  }
}

extension ParentStep {
  /// Features before those of the chosen parent.
  var ownWidth: Int { if case .typed = choice { 2 } else { 1 } }
}
