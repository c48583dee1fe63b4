import ColumnTransforms
import Foundation
import Metadata
import TableData

/// Finds numbers that are computed from others: sums, differences, products and quotients of up to three, factors
/// such as `1 - discount`, and straight lines.
struct FormulaFinder {
  struct Finding {
    var formula: Formula
    var evidence: RuleEvidence
  }

  private struct Term {
    var formula: Formula
    var values: [Double]
    /// Whether it is part of a column that holds others.
    var isPart = false
  }

  /// Numbers combined in pairs and triples at most; the search is cubic in them.
  private static let maximumTerms = 24
  /// Formulas tried on all rows; among many that fit the sample, the simplest come first.
  private static let maximumCandidates = 6
  /// Different results that are no accident.
  private static let minimumResults = 6
  /// Digits of a factor, as a power of ten.
  private static let largestFactor = 1e7
  /// Numbers whose last digits a double still tells.
  private static let largestNumber = 1e12
  /// One row in so many must differ from the others in every term.
  private static let minimumVariety = 20

  let scope: RuleScope
  private let terms: [Term]

  init(_ scope: RuleScope) {
    self.scope = scope
    var sources = scope.fit.modelled.filter {
      scope.fit.columns[$0].type.valueKind.isPlainNumber
    }.map { ValueSource.column($0) }
    for ancestor in scope.ancestorColumns({ $0.type.valueKind.isPlainNumber })
    where !ancestor.isKey {
      sources.append(ancestor.source)
    }
    terms = sources.prefix(Self.maximumTerms).map { source in
      var term = Term(formula: .value(source), values: scope.numbers(source, rows: scope.sample))
      if case .column(let column) = source { term.isPart = scope.isPart(column) }
      return term
    }
  }

  /// Formulas that give the column's values, simplest first.
  ///
  /// - `isInverse`: whether to look for what follows from a sum or product that is a column itself:
  ///   differences and quotients.
  func formulas(of column: Int, isInverse: Bool) -> [Finding] {
    let fit = scope.fit
    guard fit.columns[column].type.valueKind.isPlainNumber,
      let result = scope.result(of: column), let decimals = result.decimals
    else { return [] }
    let goal = scope.sample.map { fit.numbers[column][$0] }
    let own = Formula.value(.column(column))
    let others = terms.filter { $0.formula != own && varies($0.values, by: goal) }
    guard Set(goal.filter(\.isFinite).prefix(2_000)).count >= Self.minimumResults else { return [] }
    let search = Search(
      goal: goal,
      // Rounding to the column's decimals is part of the rule.
      tolerance: 0.5 * pow(10, -Double(decimals)) + 1e-9
    )
    var found: [Finding] = []
    var tried = 0
    func test(_ formula: Formula) {
      guard tried < Self.maximumCandidates else { return }
      tried += 1
      let evidence = scope.evidence(
        for: formula,
        of: column,
        result: result,
        rows: scope.allRows
      )
      if evidence.isBorneOut { found.append(Finding(formula: formula, evidence: evidence)) }
    }
    // Parts of documents are combined in simple ways only.
    let whole = scope.isPart(column) ? [] : others.filter { !$0.isPart }
    if !isInverse { for term in whole { line(through: term, search).map(test) } }
    pairs(others, search, isInverse: isInverse, test)
    if found.isEmpty { triples(whole, search, isInverse: isInverse, test) }
    return found
  }

  private func varies(_ values: [Double], by goal: [Double]) -> Bool {
    let present = values.indices.filter { !values[$0].isNaN && !goal[$0].isNaN }
    guard let first = present.first else { return false }
    let others = present.reduce(0) { $0 + (values[$1] == values[first] ? 0 : 1) }
    return others * Self.minimumVariety >= present.count
  }

  /// The goal and how near a formula must come to it.
  private struct Search {
    let goal: [Double]
    let tolerance: Double

    func holds(_ value: (Int) -> Double) -> Bool {
      var failed = 0
      var checked = 0
      let allowed = Int(Double(goal.count) * RuleEvidence.maximumExceptions)
      for row in goal.indices {
        let found = value(row)
        if found.isNaN && goal[row].isNaN { continue }
        checked += 1
        if abs(found - goal[row]) <= tolerance + 1e-12 * abs(found) { continue }
        failed += 1
        if failed > allowed { return false }
      }
      return checked * 2 >= RuleEvidence.minimumRows / 2
    }
  }

  // MARK: - One term

  /// A straight line through two points that all others lie on.
  private func line(through term: Term, _ search: Search) -> Formula? {
    let rows = search.goal.indices.filter {
      term.values[$0].isFinite && search.goal[$0].isFinite
    }
    guard let low = rows.min(by: { term.values[$0] < term.values[$1] }),
      let high = rows.max(by: { term.values[$0] < term.values[$1] }),
      term.values[high] > term.values[low]
    else { return nil }
    let width = term.values[high] - term.values[low]
    let slope = (search.goal[high] - search.goal[low]) / width
    guard slope.isFinite, slope != 0,
      max(abs(search.goal[low]), abs(search.goal[high])) < Self.largestNumber
    else { return nil }
    // The roundest slope that leads from one end to the other.
    for digits in 0...8 {
      for isReciprocal in [false, true] {
        let scale = pow(10, Double(digits))
        let factor = ((isReciprocal ? 1 / slope : slope) * scale).rounded() / scale
        guard factor != 0, abs(factor * scale) < Self.largestFactor else { continue }
        let exact = isReciprocal ? 1 / factor : factor
        guard abs(exact - slope) * width <= 2 * search.tolerance else { continue }
        let offset = search.goal[low] - exact * term.values[low]
        for offset in [0, (offset * scale).rounded() / scale, offset.rounded()]
        where exact != 1 || offset != 0 {
          guard search.holds({ term.values[$0] * exact + offset }) else { continue }
          let product: Formula =
            factor == 1
            ? term.formula
            : isReciprocal
              ? .quotient(term.formula, .constant(factor))
              : .product(term.formula, .constant(factor))
          return offset == 0
            ? product
            : offset < 0
              ? .difference(product, .constant(-offset)) : .sum(product, .constant(offset))
        }
      }
    }
    return nil
  }

  // MARK: - Two and three terms

  private func pairs(
    _ terms: [Term],
    _ search: Search,
    isInverse: Bool,
    _ found: (Formula) -> Void
  ) {
    for (place, a) in terms.enumerated() {
      for (otherPlace, b) in terms.enumerated() {
        if isInverse {
          guard place != otherPlace else { continue }
          if search.holds({ a.values[$0] - b.values[$0] }) {
            found(.difference(a.formula, b.formula))
          }
          if search.holds({ b.values[$0] == 0 ? .nan : a.values[$0] / b.values[$0] }) {
            found(.quotient(a.formula, b.formula))
          }
          continue
        }
        if otherPlace >= place, search.holds({ a.values[$0] * b.values[$0] }) {
          found(.product(a.formula, b.formula))
        }
        guard otherPlace != place else { continue }
        if otherPlace > place, search.holds({ a.values[$0] + b.values[$0] }) {
          found(.sum(a.formula, b.formula))
        }
        for factor in Self.factors(b)
        where search.holds({ a.values[$0] * factor.values[$0] }) {
          found(.product(a.formula, factor.formula))
        }
      }
    }
  }

  /// `1 - b`, `1 + b` and the like for shares, `1 - b / 100` for percentages.
  private static func factors(_ term: Term) -> [Term] {
    guard let high = term.values.filter(\.isFinite).max(), high > 0 else { return [] }
    let one = Formula.constant(1)
    if high <= 1 {
      return [
        Term(formula: .difference(one, term.formula), values: term.values.map { 1 - $0 }),
        Term(formula: .sum(one, term.formula), values: term.values.map { 1 + $0 }),
      ]
    }
    guard high <= 100 else { return [] }
    let share = Formula.quotient(term.formula, .constant(100))
    return [
      Term(formula: .difference(one, share), values: term.values.map { 1 - $0 / 100 }),
      Term(formula: .sum(one, share), values: term.values.map { 1 + $0 / 100 }),
      Term(formula: share, values: term.values.map { $0 / 100 }),
    ]
  }

  private func triples(
    _ terms: [Term],
    _ search: Search,
    isInverse: Bool,
    _ found: (Formula) -> Void
  ) {
    let factors = terms.map { [$0] + Self.factors($0) }
    for a in terms.indices {
      for b in terms.indices where b != a {
        for c in terms.indices where c != a && c != b {
          let (x, y, z) = (terms[a].values, terms[b].values, terms[c].values)
          if isInverse {
            if b < c, search.holds({ x[$0] - y[$0] - z[$0] }) {
              found(
                .difference(.difference(terms[a].formula, terms[b].formula), terms[c].formula)
              )
            }
            if b < c, search.holds({ z[$0] * y[$0] == 0 ? .nan : x[$0] / y[$0] / z[$0] }) {
              found(.quotient(.quotient(terms[a].formula, terms[b].formula), terms[c].formula))
            }
            if a < b, search.holds({ z[$0] == 0 ? .nan : x[$0] * y[$0] / z[$0] }) {
              found(.quotient(.product(terms[a].formula, terms[b].formula), terms[c].formula))
            }
            continue
          }
          if a < b, b < c, search.holds({ x[$0] + y[$0] + z[$0] }) {
            found(.sum(.sum(terms[a].formula, terms[b].formula), terms[c].formula))
          }
          if a < b, search.holds({ x[$0] + y[$0] - z[$0] }) {
            found(.difference(.sum(terms[a].formula, terms[b].formula), terms[c].formula))
          }
          if b < c {
            products(terms[a], factors[b], factors[c], search, found)
          }
        }
      }
    }
  }

  private func products(
    _ base: Term,
    _ first: [Term],
    _ second: [Term],
    _ search: Search,
    _ found: (Formula) -> Void
  ) {
    for y in first {
      for z in second
      where search.holds({ base.values[$0] * y.values[$0] * z.values[$0] }) {
        found(.product(.product(base.formula, y.formula), z.formula))
      }
    }
  }
}
