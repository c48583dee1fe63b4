import Foundation
import Metadata
import TableData

/// A computation on values that a row knows.
indirect enum Formula: Hashable, Sendable, Codable {
  case value(ValueSource)
  case constant(Double)
  case sum(Formula, Formula)
  case difference(Formula, Formula)
  case product(Formula, Formula)
  case quotient(Formula, Formula)
  /// A part of what the clock shows at a moment.
  case part(CalendarPart, of: Moment, ClockOffset)
  /// Completed units between two moments.
  case elapsed(ElapsedUnit, from: Moment, to: Moment)

  /// A date or timestamp, with the factor that makes it microseconds.
  struct Moment: Hashable, Sendable, Codable {
    var source: ValueSource
    var factor: Double
  }

  /// Values it reads, each once.
  var sources: [ValueSource] {
    var found: [ValueSource] = []
    collect(into: &found)
    return found
  }

  private func collect(into found: inout [ValueSource]) {
    func add(_ source: ValueSource) {
      if !found.contains(source) { found.append(source) }
    }
    switch self {
    case .constant: break
    case .value(let source): add(source)
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b),
      .quotient(let a, let b):
      a.collect(into: &found)
      b.collect(into: &found)
    case .part(_, let moment, _): add(moment.source)
    case .elapsed(_, let from, let to):
      add(from.source)
      add(to.source)
    }
  }

  /// The formula's text, with names for the values it reads.
  func text(_ name: (ValueSource) -> String) -> String {
    func operand(_ formula: Formula, in outer: Int, isRight: Bool = false) -> String {
      let text = formula.text(name)
      let own = formula.precedence
      return own < outer || (isRight && own == outer) ? "(\(text))" : text
    }
    switch self {
    case .value(let source): return name(source)
    case .constant(let value): return Self.text(value)
    case .sum(let a, let b): return "\(operand(a, in: 1)) + \(operand(b, in: 1))"
    case .difference(let a, let b):
      return "\(operand(a, in: 1)) - \(operand(b, in: 1, isRight: true))"
    case .product(let a, let b): return "\(operand(a, in: 2)) * \(operand(b, in: 2))"
    case .quotient(let a, let b):
      return "\(operand(a, in: 2)) / \(operand(b, in: 2, isRight: true))"
    case .part(let part, let moment, let offset):
      return part.text(offset.text(name(moment.source)))
    case .elapsed(let unit, let from, let to):
      return "\(unit.rawValue)(\(name(from.source)), \(name(to.source)))"
    }
  }

  private var precedence: Int {
    switch self {
    case .sum, .difference: 1
    case .product, .quotient: 2
    case .constant(let value): value < 0 ? 1 : 3
    case .value, .part, .elapsed: 3
    }
  }

  /// A number without a point where it is whole.
  static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
  }

  /// A value of a column that holds numbers, in the manner of SQL.
  static func text(_ value: Double, _ kind: ValueKind) -> String {
    var bytes: [UInt8] = []
    switch kind {
    case .boolean: return value == 1 ? "true" : "false"
    case .date where value.isFinite: CalendarText.appendDate(Int64(value), to: &bytes)
    case .timestamp where value.isFinite: CalendarText.appendTimestamp(Int64(value), to: &bytes)
    default: return text(value)
    }
    return "'\(String(decoding: bytes, as: UTF8.self))'"
  }
}

/// A formula made ready for many rows.
final class FormulaEvaluator {
  private let formula: Formula
  private let clocks: [WallClock]
  private let result: FormulaResult

  init(_ formula: Formula, result: FormulaResult) {
    self.formula = formula
    self.result = result
    clocks = Self.offsets(formula).map(WallClock.init)
  }

  /// The result as its column holds it; NaN where one of the values is missing.
  func value(_ number: (ValueSource) -> Double) -> Double {
    result.rounded(value(formula, number))
  }

  /// Whether a value is the result, rounded in whatever way.
  func agrees(with value: Double, _ number: (ValueSource) -> Double) -> Bool {
    result.agrees(self.value(formula, number), with: value)
  }

  private func value(_ formula: Formula, _ number: (ValueSource) -> Double) -> Double {
    switch formula {
    case .value(let source): return number(source)
    case .constant(let value): return value
    case .sum(let a, let b): return value(a, number) + value(b, number)
    case .difference(let a, let b): return value(a, number) - value(b, number)
    case .product(let a, let b): return value(a, number) * value(b, number)
    case .quotient(let a, let b):
      let divisor = value(b, number)
      return divisor == 0 ? .nan : value(a, number) / divisor
    case .part(let part, let moment, let offset):
      let value = number(moment.source) * moment.factor
      // Without a calendar day there is no part of it; a date of "no end" is one all the same.
      guard value.isFinite, let clock = clocks.first(where: { $0.offset == offset }) else {
        return .nan
      }
      return part.value(of: clock.local(value), as: result.kind)
    case .elapsed(let unit, let from, let to):
      return unit.count(
        from: number(from.source) * from.factor,
        to: number(to.source) * to.factor
      )
    }
  }

  private static func offsets(_ formula: Formula) -> [ClockOffset] {
    switch formula {
    case .part(_, _, let offset): [offset]
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b),
      .quotient(let a, let b):
      offsets(a) + offsets(b)
    case .value, .constant, .elapsed: []
    }
  }
}
