import Statistics

/// How well an attacker who knows a person but for one value guesses it from the clone's most similar rows.
///
/// Guesses are right by knowing the population, too. So those about rows that were fitted are set against those about
/// rows held out: what exceeds these the clone tells of its own.
package struct AttributeDisclosure: Hashable, Sendable {
  /// The column that is told most for certain.
  package var column: String
  /// Share of guesses of it that are right, about fitted rows and about rows held out.
  package var hits: Double
  package var heldOutHits: Double
  /// What the former share exceeds the latter; the intervals of all columns hold at once in 95 % of clones.
  package var excess: Estimate
  /// Mean over the columns that were tried.
  package var meanExcess: Double

  package init(
    column: String,
    hits: Double,
    heldOutHits: Double,
    excess: Estimate,
    meanExcess: Double
  ) {
    self.column = column
    self.hits = hits
    self.heldOutHits = heldOutHits
    self.excess = excess
    self.meanExcess = meanExcess
  }
}

/// Attacks the columns of a table one by one, in time O(n log n) for each of at most 12.
struct DisclosureScorer {
  /// The rows of both sides by their columns.
  let real: Points
  let clone: Points
  /// Which real rows no model has seen, and the unit of each.
  let isHeldOut: [Bool]
  let units: [Int32]

  /// Columns that are attacked, at most, spread over all of them.
  private static let columnLimit = 12
  /// Rows of each side that are attacked in a column, at most.
  private static let attacks = 500
  /// Rows of the clone that are looked at, at most: each column needs a tree of its own.
  private static let cloneRows = 20_000
  /// Similar rows that are asked, at most, where many are equally near.
  private static let votes = 100
  /// The two-sided 95 % quantile of the normal distribution for the largest of 12 (Bonferroni).
  private static let quantile = 2.865_260_238_532_135

  /// Guesses about the rows of one side.
  private struct Side {
    /// 1 where a guess is right.
    var hits: [Double]
    var units: [Int32]

    var share: Double { hits.reduce(0, +) / Double(hits.count) }

    /// The variance of the share, at least that of independent units that are right with the given chance; nil for fewer
    /// than two units.
    func variance(chance: Double) -> Double? {
      guard let found = Estimate.varianceOfMean(hits, units: units) else { return nil }
      return max(found, chance * (1 - chance) / Double(Set(units).count))
    }
  }

  /// The column that is told most for certain: the one whose interval begins highest.
  ///
  /// - Parameter names: those of the points' columns.
  /// - Returns: its figures, or nil where in no column two units of each side have a value.
  func worst(names: [String]) -> AttributeDisclosure? {
    let tried = RowSample.positions(
      of: min(names.count, Points.columnLimit),
      limit: Self.columnLimit
    )
    .compactMap { attack($0, names[$0]) }
    guard var worst = tried.max(by: { $0.excess.low < $1.excess.low }) else { return nil }
    worst.meanExcess = tried.reduce(0) { $0 + $1.excess.value } / Double(tried.count)
    return worst
  }

  private func attack(_ column: Int, _ name: String) -> AttributeDisclosure? {
    let attacker = Attacker(clone, column: column, rows: Self.cloneRows, votes: Self.votes)
    func side(_ isOut: Bool) -> Side {
      let rows = isHeldOut.indices.filter {
        isHeldOut[$0] == isOut && real.value(of: $0, in: column) != nil
      }
      let asked = RowSample.positions(of: rows.count, limit: Self.attacks).map { Int32(rows[$0]) }
      let guesses = attacker.guesses(about: real.selecting(asked))
      return Side(
        hits: guesses.map { $0.isRight ? 1 : 0 },
        units: guesses.map { units[Int(asked[$0.row])] }
      )
    }
    let (fitted, heldOut) = (side(false), side(true))
    let right = (fitted.hits + heldOut.hits).reduce(0, +)
    let chance = right / Double(max(1, fitted.hits.count + heldOut.hits.count))
    // What everybody guesses, as the only value of a column, is told by nobody.
    guard chance < 1, let first = fitted.variance(chance: chance),
      let second = heldOut.variance(chance: chance)
    else { return nil }
    let excess = fitted.share - heldOut.share
    return AttributeDisclosure(
      column: name,
      hits: fitted.share,
      heldOutHits: heldOut.share,
      excess: Estimate(
        excess,
        standardError: (first + second).squareRoot(),
        quantile: Self.quantile,
        within: -1...1
      ),
      meanExcess: excess
    )
  }
}

/// Guesses one column of rows by the clone's rows that are nearest to them in all others.
private struct Attacker {
  private let column: Int
  private let votes: Int
  /// Rows of the clone that have a value there.
  private let seen: Points
  /// The different ones among them, the column aside, and the rows at each.
  private let tree: NeighbourTree
  private let pointOfRow: [Int32]
  private let rowsOfPoint: [ArraySlice<Int32>]

  init(_ clone: Points, column: Int, rows: Int, votes: Int) {
    self.column = column
    self.votes = votes
    let sample = RowSample.positions(of: clone.count, limit: rows)
      .filter { clone.value(of: $0, in: column) != nil }
    seen = clone.selecting(sample.map { Int32($0) })
    let known = seen.hiding(column)
    let points = known.distinct
    tree = NeighbourTree(known, rows: points.rows)
    pointOfRow = points.pointOfRow
    rowsOfPoint = ChildGroups(pointOfRow, count: points.rows.count).families
  }

  /// Guesses about rows that have a value there; searches that take long leave some out.
  func guesses(about rows: Points) -> [(row: Int, isRight: Bool)] {
    let found = PrivacyScorer.search(tree, Array(0..<rows.count), of: rows.hiding(column))
    return zip(found.rows, found.nearest).map { row, nearest in
      let guess = guess(by: nearest.rows)
      return (row, guess != nil && guess == rows.value(of: row, in: column))
    }
  }

  /// What most of the nearest rows have, the median of numbers; nil without any.
  private func guess(by nearest: [Int32]) -> Int16? {
    let rows = nearest.flatMap { rowsOfPoint[Int(pointOfRow[Int($0)])] }
    let values = RowSample.positions(of: rows.count, limit: votes)
      .compactMap { seen.value(of: Int(rows[$0]), in: column) }.sorted()
    guard !seen.isNumber(column) else { return values.isEmpty ? nil : values[values.count / 2] }
    var best: (value: Int16, count: Int)?
    var start = 0
    while start < values.count {
      let end = values[start...].firstIndex { $0 != values[start] } ?? values.count
      if end - start > best?.count ?? 0 { best = (values[start], end - start) }
      start = end
    }
    return best?.value
  }
}
