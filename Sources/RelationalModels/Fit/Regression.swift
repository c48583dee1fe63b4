import ColumnTransforms
import Metadata
import Statistics
import TableData

/// A number that is nearly a smooth function of other numbers, such as the humidity of temperature and dew point.
struct Regression: Equatable, Codable {
  /// What the number goes by: columns before it, or parents' columns.
  let inputs: [ValueSource]
  private let polynomial: PolynomialRegression

  init(inputs: [ValueSource], polynomial: PolynomialRegression) {
    self.inputs = inputs
    self.polynomial = polynomial
  }

  /// What the inputs foretell; nil where one is missing.
  func value(_ number: (ValueSource) -> Double?) -> Double? {
    var point: [Double] = []
    for input in inputs {
      guard let value = number(input) else { return nil }
      point.append(value)
    }
    let value = polynomial.value(at: point)
    return value.isFinite ? value : nil
  }
}

/// Finds numbers that others foretell more closely than leaves of trees, which are steps, can follow them.
struct RegressionFinder {
  /// Powers up to this one bend enough for most curves.
  private static let degree = 3
  private static let maximumInputs = 3
  /// Numbers nearest in order that are tried as inputs.
  private static let maximumCandidates = 12
  /// Rows on which inputs are compared.
  private static let judgedRows = 2_000
  /// Share of the spread of the numbers, both as ranks, that may be left: about what trees over two or three inputs leave.
  private static let maximumScatter = 0.06
  /// A further input must leave this share of the scatter at most.
  private static let minimumShrinkage = 0.8
  /// A value that more rows have than this is a case of its own, for which trees are better.
  private static let maximumModalShare = 0.2

  /// A point of a row: what the inputs are, and the number itself.
  private struct Points {
    var candidates: [[Double]]
    var values: [Double]
    /// Points to fit; the others judge.
    var isFitted: [Bool]
  }

  let frame: TableFrame
  let fit: FitColumns
  let number: (ValueSource, Int) -> Double?

  /// The numbers that foretell a column, or nil.
  ///
  /// - `candidates`: in the order in which they become known.
  /// - `rows`: those that hold values of their own.
  func regression(of column: Int, candidates: [ValueSource], rows: [Int]) -> Regression? {
    let known = rows.filter { fit.isRegular(fit.numbers[column][$0], in: column) }
    let candidates = candidates.suffix(Self.maximumCandidates).filter { source in
      let present = known.reduce(0) { $0 + (number(source, $1) == nil ? 0 : 1) }
      return Double(present) >= Self.minimumPresence * Double(known.count)
    }
    guard let points = points(column, Array(candidates), rows: known) else { return nil }
    let spread = RankedValues(points.values)
    var best: (scatter: Double, inputs: [Int])?
    func tries(_ inputs: [Int], below limit: Double) {
      guard let scatter = scatter(points, inputs, spread), scatter < limit else { return }
      if scatter < best?.scatter ?? .infinity { best = (scatter, inputs) }
    }
    for first in candidates.indices { tries([first], below: .infinity) }
    let single = best?.scatter ?? .infinity
    for first in candidates.indices {
      for second in candidates.indices.dropFirst(first + 1) {
        tries([first, second], below: Self.minimumShrinkage * single)
      }
    }
    while let found = best, found.inputs.count > 1, found.inputs.count < Self.maximumInputs {
      for next in candidates.indices where !found.inputs.contains(next) {
        tries(found.inputs + [next], below: Self.minimumShrinkage * found.scatter)
      }
      if best?.inputs.count == found.inputs.count { break }
    }
    guard let best, best.scatter <= Self.maximumScatter else { return nil }
    let sources = best.inputs.map { candidates[$0] }
    return PolynomialRegression(
      inputs: best.inputs.map { points.candidates[$0] },
      values: points.values,
      degree: Self.degree
    ).map { Regression(inputs: sources, polynomial: $0) }
  }

  /// Rows that must have an input for it to be one.
  private static let minimumPresence = 0.95

  private func points(_ column: Int, _ candidates: [ValueSource], rows: [Int]) -> Points? {
    guard !candidates.isEmpty else { return nil }
    let step = max(1, rows.count / Self.judgedRows)
    var points = Points(candidates: candidates.map { _ in [] }, values: [], isFitted: [])
    for row in stride(from: 0, to: rows.count, by: step).map({ rows[$0] }) {
      let inputs = candidates.compactMap { number($0, row) }
      guard inputs.count == candidates.count else { continue }
      for (place, input) in inputs.enumerated() { points.candidates[place].append(input) }
      points.values.append(fit.numbers[column][row])
      // Rows of one unit are on one side.
      points.isFitted.append(CounterGenerator.mix(UInt64(frame.units[row])) & 1 == 0)
    }
    let fitted = points.isFitted.reduce(0) { $0 + ($1 ? 1 : 0) }
    guard min(fitted, points.values.count - fitted) >= 10 * frame.k,
      StepDrafter.modalShare(points.values) <= Self.maximumModalShare
    else { return nil }
    return points
  }

  /// How far, in ranks, the numbers of points that are not fitted lie from what is foretold; nil without a fit.
  private func scatter(_ points: Points, _ inputs: [Int], _ ranks: RankedValues) -> Double? {
    let fitted = points.values.indices.filter { points.isFitted[$0] }
    guard
      let polynomial = PolynomialRegression(
        inputs: inputs.map { input in fitted.map { points.candidates[input][$0] } },
        values: fitted.map { points.values[$0] },
        degree: Self.degree
      )
    else { return nil }
    let distances = points.values.indices.filter { !points.isFitted[$0] }.map { point in
      let foretold = polynomial.value(at: inputs.map { points.candidates[$0][point] })
      return ranks.place(of: points.values[point]) - ranks.place(of: foretold)
    }
    return StepDrafter.spread(distances)
  }
}

/// Where values stand among others, from 0 to 1.
private struct RankedValues {
  private let sorted: [Double]

  init(_ values: [Double]) { sorted = values.sorted() }

  func place(of value: Double) -> Double {
    let low = sorted.firstPlace { $0 >= value }
    let high = sorted.firstPlace { $0 > value }
    return Double(low + high) / Double(2 * sorted.count)
  }
}

extension StepDrafter {
  /// The numbers known before a column that nearly decide it.
  func regression(of column: Int, earlier: [Int]) -> Regression? {
    guard case .numeric(let codec)? = fit.codecs[column], codec.codeCount > Self.fewCodes,
      fit.columns[column].type.valueKind.isPlainNumber
    else { return nil }
    let parents = frame.knownParents(plan, fitter.state.frames).flatMap { parent in
      let keys = parent.frame.table.keyColumns
      return parent.frame.table.storedColumns.filter {
        $0.type.valueKind.isPlainNumber && !keys.contains($0.name)
      }.map { ValueSource.parent(key: parent.key, column: $0.name) }
    }
    let own = earlier.filter { fit.columns[$0].type.valueKind.isPlainNumber }
    return RegressionFinder(frame: frame, fit: fit) { number($0, column: column, row: $1) }
      .regression(
        of: column,
        candidates: parents + own.map { .column($0) },
        rows: ownRows(column).map { Int($0) }
      )
  }
}
