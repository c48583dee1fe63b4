import ColumnTransforms
import ConditionalTrees
import Metadata
import Statistics
import TableData

/// Generates the rows of one table: counts first, then group after group of siblings.
struct TableGenerator {
  let model: FittedTable
  let table: Table
  let seed: UInt64
  let tableHash: UInt64
  /// Labels of every stored column.
  let labels: [[String]]
  let columnPositions: [String: Int]
  /// What CHECKs ask of rows.
  let conditions: TableConditions
  /// Microseconds since 2000-01-01 UTC, for conditions that ask for the time.
  let now: Int64
  /// Whether marginals are to be the source's; they are not where rows are asked for or turned away.
  let keepsMarginals: Bool
  let keyColumns: [KeyColumn]
  /// Rows to generate: as many as planned, or as key columns have values for.
  let rowCount: Int
  /// The column that has values for fewer rows than planned, by position.
  private(set) var exhaustedColumn: Int?

  /// A column with a new value in every row.
  ///
  /// A class, because rows are drawn by walking over them.
  final class KeyColumn {
    let position: Int
    let style: KeyStyle
    let nullShare: Double

    init(position: Int, style: KeyStyle, nullShare: Double) {
      self.position = position
      self.style = style
      self.nullShare = nullShare
    }
  }

  init(
    model: FittedTable,
    table: Table,
    seed: UInt64,
    now: Int64,
    demands: RowDemands = RowDemands()
  ) {
    self.now = now
    keepsMarginals = demands.keepsMarginals(of: table.id)
    let open = zip(model.plan.keys, model.plan.keyRoles).filter { $0.1 == .deferred }
    conditions = TableConditions(
      table,
      columns: model.columns,
      open: Set(open.flatMap(\.0.childColumns)),
      now: now
    )
    self.model = model
    self.table = table
    self.seed = seed
    tableHash = CounterGenerator.hash(table.id.description)
    var labels = [[String]](repeating: [], count: model.columns.count)
    for case .column(let step) in model.rowModel?.steps ?? [] {
      labels[step.column] = step.codec.labels
    }
    self.labels = labels
    columnPositions = Dictionary(
      uniqueKeysWithValues: model.columns.enumerated().map { ($1.name, $0) }
    )
    var keyColumns: [KeyColumn] = []
    var rowCount = model.plan.rowCount
    for (position, style) in model.keyStyles.sorted(by: { $0.key < $1.key }) {
      var random = CounterGenerator(
        seed,
        tableHash,
        CounterGenerator.hash("key"),
        UInt64(position)
      )
      let (prepared, count) = Self.prepared(style, rowCount: rowCount, seed: random.next())
      if count < rowCount { exhaustedColumn = position }
      rowCount = count
      keyColumns.append(
        KeyColumn(
          position: position,
          style: prepared,
          nullShare: model.keyNullShares[position] ?? 0
        )
      )
    }
    self.keyColumns = keyColumns
    self.rowCount = rowCount
  }

  /// The style with as many values as wanted, or as there are.
  private static func prepared(
    _ style: KeyStyle,
    rowCount: Int,
    seed: UInt64
  ) -> (KeyStyle, rowCount: Int) {
    if let prepared = try? style.prepared(total: rowCount, seed: seed) {
      return (prepared, rowCount)
    }
    var enough = (style, 0)
    var tooMany = rowCount
    while tooMany - enough.1 > 1 {
      let middle = (enough.1 + tooMany) / 2
      if let prepared = try? style.prepared(total: middle, seed: seed) {
        enough = (prepared, middle)
      } else {
        tooMany = middle
      }
    }
    return enough
  }

  func generator(_ purpose: String, _ number: Int = 0) -> CounterGenerator {
    CounterGenerator(seed, tableHash, CounterGenerator.hash(purpose), UInt64(number))
  }

  /// Emits a reference table as it is.
  func emitKept(
    _ rows: TableRows,
    retained: Set<String>,
    emit: (TableRows) throws -> Void
  ) rethrows -> SyntheticTable {
    var synthetic = SyntheticTable(rowCount: rows.rowCount)
    synthetic.store = model.keptStore ?? FeatureStore()
    for name in retained {
      if let values = rows[name] { synthetic.retained[name] = RetainedColumn(values) }
    }
    var start = 0
    let stored = rows.selectingColumns(model.columns.map(\.name))
    while start < rows.rowCount {
      let end = min(rows.rowCount, start + OutputBlock.rowLimit)
      try emit(stored.selecting(Array(start..<end)))
      start = end
    }
    return synthetic
  }

  // MARK: - Counts

  /// Share by which the rows of a table may differ from the plan where their numbers follow from times.
  private static let nearTotal = 0.03

  /// Draws a number for every parent row and appends it to the parent's features.
  ///
  /// - `total`: what the numbers must add up to, or nil.
  /// - `room`: the largest number of every parent; nil for no limit.
  /// - `needsOne`: parents whose number is one or more, as far as the total goes; nil for none.
  /// - `skipping`: parents for which nothing is drawn.
  ///
  /// Returns the numbers; NaN where none was drawn.
  func draw(
    _ draw: ParentDraw,
    for parent: inout SyntheticTable,
    total: Int?,
    room: [Double]? = nil,
    needsOne: [Bool]? = nil,
    skipping: [Bool]? = nil
  ) -> [Double] {
    // Copying only what the trees look at is most of the speed: parents have many features.
    let used = draw.model.usedFeatures
    let last = max(parent.store.width, used.last ?? 0, draw.siblings?.feature ?? 0)
    var features = [UInt8](repeating: 0, count: last + 1)
    let columns = used.map {
      $0 == draw.siblings?.feature || $0 >= parent.store.width ? [] : parent.store.columns[$0]
    }
    var siblingBins = [UInt8](repeating: 0, count: draw.siblings == nil ? 0 : parent.rowCount)
    var codes = [Int32](repeating: 0, count: parent.rowCount)
    var sampler = draw.model.sampler()
    var posterior = generator("marginal of \(draw.name)")
    var balance = MarginalBalance(shares: draw.shares).posterior(
      sampleSize: draw.sampleSize,
      using: &posterior
    )
    func limit(_ row: Int) -> Double { room?[row] ?? .infinity }
    let needed = needsOne?.reduce(0) { $0 + ($1 ? 1 : 0) } ?? 0
    let isEnough = needed <= total ?? 0
    func least(_ row: Int) -> Double {
      isEnough && needsOne?[row] == true ? min(1, limit(row)) : 0
    }
    func number(_ row: Int, _ generator: inout CounterGenerator) -> Double {
      if let steps = draw.steps, steps.feature < parent.store.width,
        case .numeric(let codec) = draw.codec
      {
        let bin = parent.store.columns[steps.feature][row]
        if bin > 0 {
          let number = Double(max(0, StepCount.steps(bin) + steps.offset))
          codes[row] = codec.code(of: number)
          return number
        }
      }
      return features.withUnsafeMutableBufferPointer { features in
        guard let base = features.baseAddress else { return .nan }
        for index in used.indices where !columns[index].isEmpty {
          base[used[index]] = columns[index][row]
        }
        if let siblings = draw.siblings { base[siblings.feature] = siblingBins[row] }
        let code = balance.leastAhead(
          bucket: { draw.codec.bucket(of: $0) },
          draw: { sampler.draw(base, using: &generator) }
        )
        codes[row] = code
        if case .number(let value) = draw.codec.cell(of: code, using: &generator) { return value }
        // A few redraws where a number is needed but null comes up.
        for _ in 0..<8 {
          let code = sampler.draw(base, using: &generator)
          codes[row] = code
          if case .number(let value) = draw.codec.cell(of: code, using: &generator) { return value }
        }
        return .nan
      }
    }
    var numbers = [Double](repeating: .nan, count: parent.rowCount)
    let purpose = CounterGenerator.hash(draw.name)
    let groups = parent.contextKey.map { parent.parents[$0] } ?? []
    var (group, earlier) = (Int32(-1), RunningMean())
    for row in 0..<parent.rowCount where !(skipping?[row] ?? false) {
      var generator = CounterGenerator(seed, tableHash, purpose, UInt64(row))
      if let siblings = draw.siblings, !groups.isEmpty, groups[row] >= 0 {
        if groups[row] != group { (group, earlier) = (groups[row], RunningMean()) }
        siblingBins[row] = siblings.scale.bin(of: earlier.value)
      }
      numbers[row] = number(row, &generator)
      earlier.add(numbers[row])
      balance.add(draw.codec.bucket(of: codes[row]))
    }
    if let few = draw.few, draw.steps == nil {
      var generator = self.generator("few of \(draw.name)")
      let holders = keepFew(
        few,
        numbers: &numbers,
        codes: { codes[$0] },
        isEligible: { !(skipping?[$0] ?? false) },
        redraw: number,
        using: &generator
      )
      if let total { stretch(holders, of: &numbers, to: Double(total), limit: limit) }
    }
    if let total {
      for row in numbers.indices {
        let number = numbers[row].isNaN ? 0 : numbers[row].rounded()
        numbers[row] = min(limit(row), max(least(row), number))
      }
      // Where numbers follow from times, a few rows more or less are better than wrong ones.
      let sum = numbers.reduce(0, +)
      let isNear =
        draw.steps != nil && abs(sum - Double(total)) <= Self.nearTotal * Double(total)
        && (sum <= Double(total) || keyColumns.isEmpty)
      if !isNear {
        adjust(
          &numbers,
          total: total,
          least: least,
          limit: limit,
          name: draw.name,
          redraw: number
        )
      }
    }
    if total != nil, draw.steps == nil,
      var exchange = CountExchange(draw.meanNumbers, numbers: numbers, store: parent.store)
    {
      var generator = self.generator("exchange of \(draw.name)")
      exchange.run(
        &numbers,
        isAllowed: { $1 <= limit($0) && $1 >= least($0) },
        using: &generator
      )
    }
    guard case .numeric(let codec) = draw.codec else { return numbers }
    let buckets = draw.codec.bucketOfCode
    if draw.siblings != nil {
      parent.store.append(
        FeatureStore.Info(name: "\(draw.name) of earlier siblings", isCategorical: false),
        siblingBins
      )
    }
    parent.store.append(
      FeatureStore.Info(name: draw.name, isCategorical: false),
      numbers.map { $0.isNaN ? 0 : buckets[Int(codec.code(of: $0))] }
    )
    return numbers
  }

  /// Gives numbers that only a few parents have to as many parents as in the source: chance would often leave
  /// none of them.
  private func keepFew(
    _ few: ParentDraw.Few,
    numbers: inout [Double],
    codes: (Int) -> Int32,
    isEligible: (Int) -> Bool,
    redraw: (Int, inout CounterGenerator) -> Double,
    using generator: inout CounterGenerator
  ) -> [Int] {
    guard !numbers.isEmpty else { return [] }
    let wanted = max(1, Int((few.share * Double(numbers.count)).rounded()))
    var holders = numbers.indices.filter { codes($0) == few.code }
    var patience = 200 * wanted + 50 * numbers.count
    while holders.count != wanted, patience > 0 {
      patience -= 1
      let isShort = holders.count < wanted
      let row =
        isShort
        ? generator.integer(below: numbers.count)
        : holders[generator.integer(below: holders.count)]
      guard isEligible(row), !isShort || codes(row) != few.code else { continue }
      let drawn = redraw(row, &generator)
      if codes(row) == few.code {
        if isShort { holders.append(row) }
        numbers[row] = drawn
      } else if !isShort {
        holders.removeAll { $0 == row }
        numbers[row] = drawn
      }
    }
    return holders
  }

  /// Lets the few with most of the children take up what the others leave.
  private func stretch(
    _ holders: [Int],
    of numbers: inout [Double],
    to total: Double,
    limit: (Int) -> Double
  ) {
    let sum = numbers.reduce(0) { $0 + ($1.isNaN ? 0 : max(0, $1.rounded())) }
    let held = holders.reduce(0) { $0 + numbers[$1] }
    guard held > sum / 4, held + total - sum > 0 else { return }
    let factor = (held + total - sum) / held
    for row in holders { numbers[row] = min(limit(row), (numbers[row] * factor).rounded()) }
  }

  /// Makes counts add up: parents at random are drawn again until the sum fits.
  private func adjust(
    _ counts: inout [Double],
    total: Int,
    least: (Int) -> Double,
    limit: (Int) -> Double,
    name: String,
    redraw: (Int, inout CounterGenerator) -> Double
  ) {
    let limits = counts.indices.map(limit)
    guard Double(total) <= limits.reduce(0, +) else {
      counts = limits
      return
    }
    var generator = self.generator("total of \(name)")
    var gap = Double(total) - counts.reduce(0, +)
    let sum = counts.reduce(0, +)
    // Far from the goal (another scale, a sample), all counts are stretched first.
    if sum > 0, abs(gap) > 0.2 * Double(total) {
      let factor = Double(total) / sum
      for row in counts.indices {
        let stretched = (counts[row] * factor + generator.uniform()).rounded(.down)
        counts[row] = min(limits[row], max(least(row), stretched))
      }
      gap = Double(total) - counts.reduce(0, +)
    }
    var patience = 20 * counts.count + 1_000
    while gap != 0, patience > 0 {
      patience -= 1
      let row = generator.integer(below: counts.count)
      let drawn = redraw(row, &generator)
      guard !drawn.isNaN else { continue }
      let change = min(limits[row], max(least(row), drawn.rounded())) - counts[row]
      guard change != 0, change * gap > 0, abs(change) <= abs(gap) else { continue }
      counts[row] += change
      gap -= change
    }
    // What is left goes to parents that have children, so that the others stay without.
    patience =
      counts.indices.contains { counts[$0] > 0 && counts[$0] < limits[$0] } ? 20 * counts.count : 0
    while gap != 0 {
      let row = generator.integer(below: counts.count)
      let change: Double = gap > 0 ? 1 : -1
      if patience > 0, counts[row] == 0 {
        patience -= 1
        continue
      }
      guard counts[row] + change >= least(row), counts[row] + change <= limits[row] else {
        continue
      }
      counts[row] += change
      gap -= change
    }
  }
}

extension TableRows {
  /// The named columns, in that order.
  func selectingColumns(_ names: [String]) -> TableRows {
    TableRows(
      table: table,
      columnNames: names,
      columns: names.compactMap { self[$0] },
      rowCount: rowCount
    )
  }
}
