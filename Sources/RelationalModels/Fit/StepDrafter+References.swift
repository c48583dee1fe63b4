import ColumnTransforms
import ConditionalTrees
import Foundation
import Metadata
import Statistics
import TableData

/// What a number or time is better drawn relative to.
extension StepDrafter {
  /// Values from which this one is better drawn as a difference, best first.
  ///
  /// - `taught`: rows that have something to tell, ascending.
  func references(
    for column: Int,
    earlier: [StepDraft],
    rows taught: [Int32]
  ) -> [ValueSource] {
    guard case .numeric(let codec)? = fit.codecs[column], !codec.isExact || codec.codeCount > 40
    else { return [] }
    let kind = fit.columns[column].type.valueKind
    guard kind.isMoment || kind.isPlainNumber else { return [] }
    var candidates: [ValueSource] = []
    if plan.contextKey != nil {
      candidates.append(.previous(column))
      if kind.isMoment {
        for other in fit.modelled
        where other != column && fit.columns[other].type.valueKind == kind {
          candidates.append(.previous(other))
        }
      }
    }
    // Every pair of columns is judged under every third: in wide tables only the columns before this one.
    let near = earlier.suffix(Self.nearColumns)
    for draft in near {
      if let other = draft.column, fit.columns[other].type.valueKind == kind {
        candidates.append(.column(other))
      }
    }
    if kind.isMoment {
      for (key, foreign) in plan.keys.enumerated()
      where plan.keyRoles[key] == .context || plan.keyRoles[key] == .matched {
        guard let parent = fitter.state.frames[foreign.parent] else { continue }
        for other in parent.table.storedColumns where other.type.valueKind == kind {
          candidates.append(.parent(key: key, column: other.name))
        }
        guard plan.keyRoles[key] == .context else { continue }
        let ends = fitter.state.childEnds[foreign.parent] ?? [:]
        for (name, end) in ends.sorted(by: { $0.key < $1.key }) where end.kind == kind {
          candidates.append(.parent(key: key, column: name))
        }
      }
    }
    let stride = max(1, taught.count / Self.judgedRows)
    let rows = Swift.stride(from: 0, to: taught.count, by: stride).map { taught[$0] }
    let conditions =
      near.map { $0.ownFeatures[$0.trackedFeature] } + [previousBuckets(column)]
    // Each next reference serves rows that have none of those before, such as the first of a group.
    var found: [ValueSource] = []
    var left = rows
    while found.count < Self.maximumReferences,
      let best = bestReference(
        column,
        of: candidates.filter { !found.contains($0) },
        rows: left,
        conditions: conditions
      )
    {
      found.append(best)
      let all = found.count == 1 ? taught : left
      left = all.filter { row in
        number(best, column: column, row: Int(row)).map { !$0.isFinite } ?? true
      }
    }
    return found
  }

  /// The reference that leaves least to draw on the given rows, or nil when the value itself is as good.
  func bestReference(
    _ column: Int,
    of candidates: [ValueSource],
    rows: [Int32],
    conditions: [[UInt8]]
  ) -> ValueSource? {
    let isTemporal = fit.columns[column].type.valueKind.isMoment
    let scored = candidates.compactMap { candidate -> (score: Double, source: ValueSource)? in
      let (found, differences) = differences(column, reference: candidate, rows: rows)
      // What counts is how far a change goes; that a value often stays is a choice of its own.
      let moved = found.indices.filter {
        differences[$0].isFinite && (candidate != .previous(column) || differences[$0] != 0)
      }
      guard moved.count >= 4 * frame.k else { return nil }
      let movedRows = moved.map { Int(found[$0]) }
      let own = Self.residual(
        movedRows.map { fit.numbers[column][$0] },
        rows: movedRows,
        conditions: conditions
      )
      let relative = Self.residual(
        moved.map { differences[$0] },
        rows: movedRows,
        conditions: conditions
      )
      guard own > 0 else { return nil }
      // Of two that leave next to nothing, the one whose step is the same more often.
      let usual = Self.modalShare(moved.map { differences[$0] })
      // A time that never precedes another is drawn after it, even where that narrows little.
      let ascends = Self.isOrdered(differences)
      let isOrdered = ascends && (isTemporal || candidate == .previous(column))
      // Plain numbers keep their own marginal unless they ascend or the reference says almost everything:
      // differences add up to values that the column does not have.
      let needed = isOrdered ? 1.1 : isTemporal ? 0.8 : 0.15
      guard relative < needed * own else { return nil }
      return (relative / own - (isOrdered ? 0.2 : 0) - 0.02 * usual, candidate)
    }
    return scored.min { $0.score < $1.score }?.source
  }

  /// Share of the most frequent value.
  static func modalShare(_ values: [Double]) -> Double {
    var counts: [Double: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return Double(counts.values.max() ?? 0) / Double(max(1, values.count))
  }

  func previousBuckets(_ column: Int) -> [UInt8] {
    (0..<frame.rowCount).map { fitter.places.place[$0] > 0 ? fit.buckets[column][$0 - 1] : 0 }
  }

  /// Standard deviation that is left when the best single condition is known, outliers cut.
  static func residual(
    _ values: [Double],
    rows: [Int],
    conditions: [[UInt8]]
  ) -> Double {
    let sorted = values.sorted()
    let low = sorted[sorted.count * 5 / 100]
    let high = sorted[sorted.count * 95 / 100]
    let cut = values.map { min(max($0, low), high) }
    let mean = cut.reduce(0, +) / Double(cut.count)
    let total = cut.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    var best = total
    for buckets in conditions {
      var sums = [Double](repeating: 0, count: 256)
      var sizes = sums
      for (position, row) in rows.enumerated() {
        sums[Int(buckets[row])] += cut[position] - mean
        sizes[Int(buckets[row])] += 1
      }
      var explained = 0.0
      var used = 0.0
      for bucket in 0..<256 where sizes[bucket] > 0 {
        explained += sums[bucket] * sums[bucket] / sizes[bucket]
        used += 1
      }
      // Degrees of freedom: many buckets explain much by chance.
      let left = (total - explained) * Double(cut.count) / max(1, Double(cut.count) - used)
      best = min(best, left)
    }
    return (best / Double(cut.count)).squareRoot()
  }

  /// Rows where the reference exists, with value minus (or over) reference: NaN where the value is null, infinite where
  /// it stands for "no end" rather than for a point in time.
  func differences(
    _ column: Int,
    reference: ValueSource,
    relation: Relation = .difference,
    rows: [Int32]
  ) -> (rows: [Int32], differences: [Double]) {
    var found: [Int32] = []
    var differences: [Double] = []
    for row in rows {
      let known = relation.base(reference) { number($0, column: column, row: Int(row)) }
      guard let base = known, base.isFinite else { continue }
      let value = fit.numbers[column][Int(row)]
      let isSentinel = fit.sentinels[column].contains(value)
      guard value.isNaN || value.isFinite || isSentinel else { continue }
      var difference = isSentinel ? .infinity : value - base
      if case .trend(let trend) = relation, !isSentinel {
        difference = value - trend.value(at: base)
      } else if case .level(let level) = relation, value.isFinite, !isSentinel {
        let choice = CounterGenerator.mix(UInt64(row)) >> 11
        difference = level.distance(
          of: fit.codes[column][Int(row)],
          at: base,
          choice: Double(choice) * 0x1p-53
        )
      } else if relation == .paced {
        guard let pace = pace(from: base, column: column, row: Int(row)) else { continue }
        difference = (value - base) / pace
      } else if difference.isFinite, abs(base + difference - value) > Self.roundingLoss * abs(value)
      {
        // Next to a far larger number the value is lost in rounding, and all differences look alike.
        continue
      }
      if relation == .ratio, difference.isFinite, case .numeric(let codec)? = fit.codecs[column] {
        guard let ratio = RatioFinder.ratio(value, to: base, grid: codec.grid) else { continue }
        difference = ratio
      }
      found.append(row)
      differences.append(difference)
    }
    return (found, differences)
  }

  /// Columns before a column that may be its references.
  private static let nearColumns = 60
  /// Share of a value that may be lost in taking a difference.
  private static let roundingLoss = 1e-9

  /// How much entropy, in nats, counting in months must save over counting in days.
  static let monthsGain = 0.2

  /// The differences in calendar months, where most of them are whole ones; nil elsewhere.
  func months(
    _ column: Int,
    reference: ValueSource,
    rows: [Int32],
    differences: [Double]
  ) -> [Double]? {
    guard let perDay = fit.columns[column].type.valueKind.unitsPerDay else { return nil }
    var found = differences
    var moved = 0
    var inDays: [Double: Int] = [:]
    var inMonths: [Double: Int] = [:]
    for (place, difference) in differences.enumerated() where difference.isFinite && difference != 0
    {
      guard let base = number(reference, column: column, row: Int(rows[place])) else { continue }
      moved += 1
      let start = (base / perDay).rounded(.down)
      let end = ((base + difference) / perDay).rounded(.down)
      if difference == (end - start) * perDay, abs(start) < 1e7, abs(end) < 1e7,
        let count = CalendarMonths.between(Int(start), and: Int(end))
      {
        found[place] = Double(count)
        inMonths[Double(count), default: 0] += 1
      } else {
        found[place] = difference / perDay / CalendarMonths.averageDays
        inMonths[found[place], default: 0] += 1
      }
      inDays[difference, default: 0] += 1
    }
    guard moved >= 4 * frame.k, Self.entropy(inMonths) + Self.monthsGain < Self.entropy(inDays)
    else { return nil }
    return found
  }

  static func entropy(_ counts: [Double: Int]) -> Double {
    let total = Double(counts.values.reduce(0, +))
    // In order, so that sums do not depend on hashing.
    return counts.values.sorted().reduce(0) { sum, count in
      sum - Double(count) / total * log(Double(count) / total)
    }
  }

  /// The reference value of a row, or nil.
  func number(_ source: ValueSource, column: Int, row: Int) -> Double? {
    let value: Double
    switch source {
    case .previous(let other):
      guard fitter.places.place[row] > 0,
        !fit.sentinels[other].contains(fit.numbers[other][row - 1])
      else { return nil }
      value = fit.numbers[other][row - 1]
    case .column(let other):
      guard !fit.sentinels[other].contains(fit.numbers[other][row]) else { return nil }
      value = fit.numbers[other][row]
    case .grandparent: return nil
    case .parent(let key, let name):
      let parent = frame.parents[key].isEmpty ? -1 : frame.parents[key][row]
      guard parent >= 0 else { return nil }
      let table = plan.keys[key].parent
      if let end = fitter.state.childEnds[table]?[name] {
        value = end.values[Int(parent)]
      } else if let values = fitter.state.frames[table]?.rows[name] {
        value = values.modelNumber(at: Int(parent)) ?? .nan
      } else {
        return nil
      }
    }
    return value.isNaN ? nil : value
  }

  /// How the column is drawn relative to another value, in months where that says more; nil for too few rows.
  func relativeDraw(
    _ column: Int,
    reference: ValueSource,
    relation wanted: Relation,
    rows: [Int32],
    repeats: [Bool]?
  ) -> (draw: StepDraft.Draw, target: StepDraft.Target)? {
    var relation = wanted
    var (rows, differences) = self.differences(
      column,
      reference: reference,
      relation: relation,
      rows: rows
    )
    if relation == .difference,
      let months = months(column, reference: reference, rows: rows, differences: differences)
    {
      relation = .months
      differences = months
    }
    guard rows.count >= 4 * frame.k else { return nil }
    return relative(
      column,
      reference: reference,
      relation: relation,
      rows: rows,
      differences: differences,
      repeats: repeats
    )
  }

  private func relative(
    _ column: Int,
    reference: ValueSource,
    relation: Relation,
    rows: [Int32],
    differences: [Double],
    repeats: [Bool]?
  ) -> (draw: StepDraft.Draw, target: StepDraft.Target)? {
    var options = ColumnCodec.numericOptions(fit.columns[column], k: frame.k)
    options.publicValues = []
    if relation != .difference {
      options.isIntegral = false
      options.scale = nil
      options.periods = []
      options.isTemporal = false
    }
    var generator = CounterGenerator(
      fitter.state.seed,
      CounterGenerator.hash("difference \(plan.id)"),
      UInt64(column)
    )
    let present = differences.indices.filter { differences[$0].isFinite }
    guard present.count >= 2 * frame.k else { return nil }
    guard case .numeric(let own)? = fit.codecs[column] else { return nil }
    // Binary noise of decimal differences would hide their grid.
    let tidy = differences.map {
      $0.isFinite && relation == .difference ? own.grid.tidyDifference($0) : $0
    }
    let codec = NumericCodec(
      values: present.map { tidy[$0] },
      units: present.map { frame.units[Int(rows[$0])] },
      options: options,
      using: &generator
    )
    var codes = [Int32](repeating: 0, count: frame.rowCount)
    let sentinels = fit.sentinels[column].sorted()
    var same: Int32?
    if relation.keepsRepeats, let repeats, rows.contains(where: { repeats[Int($0)] }) {
      same = Int32(codec.codeCount + sentinels.count)
    }
    for (position, row) in rows.enumerated() where !tidy[position].isNaN {
      if let same, let repeats, repeats[Int(row)] {
        codes[Int(row)] = same
        continue
      }
      let value = fit.numbers[column][Int(row)]
      codes[Int(row)] =
        tidy[position].isFinite
        ? codec.code(of: tidy[position])
        : Int32(codec.codeCount + (sentinels.firstIndex(of: value) ?? 0))
    }
    return (
      StepDraft.Draw(
        reference: reference,
        codec: .numeric(codec),
        sameCode: same,
        sentinels: sentinels,
        relation: relation,
        unitsPerDay: fit.columns[column].type.valueKind.unitsPerDay ?? 1
      ),
      StepDraft.Target(
        target: TreeTarget(
          codes: codes,
          bucketOfCode: codec.bucketOfCode + (sentinels + [0]).map { _ in sameBucket },
          isOrdinal: true
        ),
        rows: rows
      )
    )
  }

  static func isOrdered(_ differences: [Double]) -> Bool {
    let present = differences.filter(\.isFinite)
    let negative = present.reduce(0) { $0 + ($1 < 0 ? 1 : 0) }
    return !present.isEmpty && Double(negative) <= 0.001 * Double(present.count)
  }
}
