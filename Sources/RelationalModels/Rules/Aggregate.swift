import Metadata

/// A column that is computed from the rows of a child table, such as an order's total from its lines.
struct Aggregate: Sendable, Codable {
  enum Function: String, Sendable, Codable {
    case count
    case sum
    case average = "avg"
    case minimum = "min"
    case maximum = "max"
  }

  enum Computation: Sendable, Codable {
    /// - `emptyValue`: of parents without children, NaN for null; nil where they differ.
    case number(Function, ChildTerm, result: FormulaResult, emptyValue: Double?)
    /// The label that goes with the least and the greatest label of the children.
    case label(column: String, labels: [LabelSpan: String])
  }

  let column: ColumnID
  let child: TableID
  /// Position among the child's keys.
  let key: Int
  let computation: Computation

  /// What holds in every row of the parent.
  var condition: String {
    switch computation {
    case .number(.count, _, _, _): "\(column.name) = count(\(child.name))"
    case .number(let function, let term, _, _):
      "\(column.name) = \(function.rawValue)(\(term.text(table: child.name)))"
    case .label(let label, _):
      "\(column.name) is a function of min(\(child.name).\(label)) and max(\(child.name).\(label))"
    }
  }

  /// Columns of the child that it reads.
  var childColumns: [String] {
    switch computation {
    case .number(.count, _, _, _): []
    case .number(_, let term, _, _): term.factors.map(\.column)
    case .label(let column, _): [column]
    }
  }
}

/// The least and the greatest of the labels that the children of one parent hold.
struct LabelSpan: Hashable, Sendable, Codable {
  var low: String
  var high: String
}

/// What one row of a child adds: a product of its columns.
struct ChildTerm: Sendable, Hashable, Codable {
  struct Factor: Sendable, Hashable, Codable {
    enum Form: String, CaseIterable, Sendable, Codable {
      case plain
      case oneMinus
      case onePlus
      case oneMinusPercent
      case onePlusPercent

      func value(_ number: Double) -> Double {
        switch self {
        case .plain: number
        case .oneMinus: 1 - number
        case .onePlus: 1 + number
        case .oneMinusPercent: 1 - number / 100
        case .onePlusPercent: 1 + number / 100
        }
      }

      func text(_ name: String) -> String {
        switch self {
        case .plain: name
        case .oneMinus: "(1 - \(name))"
        case .onePlus: "(1 + \(name))"
        case .oneMinusPercent: "(1 - \(name) / 100)"
        case .onePlusPercent: "(1 + \(name) / 100)"
        }
      }
    }

    var column: String
    var form: Form
  }

  /// What becomes of each product before it is summed up.
  enum Rounding: Sendable, Hashable, Codable {
    case none
    case rounded(decimals: Int)
    /// Cut off after every factor, as programs do that count in whole cents.
    case truncated(decimals: Int)
  }

  var factors: [Factor]
  var rounding: Rounding

  /// - `number`: the value of a factor's column, by position in `factors`.
  func value(_ number: (Int) -> Double) -> Double {
    var product = 1.0
    for (place, factor) in factors.enumerated() {
      product *= factor.form.value(number(place))
      if case .truncated(let decimals) = rounding, place > 0 {
        product = FormulaResult.truncated(product, decimals: decimals)
      }
    }
    if case .rounded(let decimals) = rounding {
      product = FormulaResult.rounded(product, decimals: decimals)
    }
    return product
  }

  func text(table: String) -> String {
    var text = ""
    for (place, factor) in factors.enumerated() {
      let name = factor.form.text("\(table).\(factor.column)")
      text = place == 0 ? name : "\(text) * \(name)"
      if case .truncated(let decimals) = rounding, place > 0 {
        text = "trunc(\(text), \(decimals))"
      }
    }
    if case .rounded(let decimals) = rounding { text = "round(\(text), \(decimals))" }
    return text
  }
}

/// Puts the terms of one parent's children together.
struct AggregateTally {
  private(set) var count = 0
  private var sum = 0.0
  private var low = Double.infinity
  private var high = -Double.infinity
  private(set) var values = 0

  /// Adds a child; a missing number counts as a row only.
  mutating func add(_ value: Double) {
    count += 1
    guard !value.isNaN else { return }
    values += 1
    sum += value
    low = Swift.min(low, value)
    high = Swift.max(high, value)
  }

  /// NaN where no child has a value.
  func value(_ function: Aggregate.Function) -> Double {
    if function == .count { return Double(count) }
    guard values > 0 else { return .nan }
    switch function {
    case .count: return Double(count)
    case .sum: return sum
    case .average: return sum / Double(values)
    case .minimum: return low
    case .maximum: return high
    }
  }

  /// Whether children differ, so that their least and greatest values say more than any of them.
  var isMixed: Bool { values > 1 && low < high }
}
