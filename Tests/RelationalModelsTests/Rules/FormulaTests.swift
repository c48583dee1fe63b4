import Metadata
import Testing

@testable import RelationalModels

@Suite struct FormulaTests {
  private let a = Formula.value(.column(0))
  private let b = Formula.value(.column(1))

  private func text(_ formula: Formula) -> String {
    formula.text { if case .column(let column) = $0 { ["a", "b"][column] } else { "?" } }
  }

  @Test func parenthesesStandWhereTheyAreNeeded() {
    #expect(text(.product(a, .difference(.constant(1), b))) == "a * (1 - b)")
    #expect(text(.difference(a, .sum(b, .constant(0.5)))) == "a - (b + 0.5)")
    #expect(text(.sum(.product(a, b), a)) == "a * b + a")
    #expect(text(.quotient(a, .product(b, a))) == "a / (b * a)")
  }

  @Test func halvesAreRoundedAwayFromZeroAsNumericDoes() {
    #expect(FormulaResult.rounded(1.005, decimals: 2) == 1.01)
    #expect(FormulaResult.rounded(-2.5, decimals: 0) == -3)
    #expect(FormulaResult.rounded(0.3 * 8.35, decimals: 2) == 2.51)
    #expect(FormulaResult.truncated(0.29 * 100, decimals: 0) == 29)
    #expect(FormulaResult.truncated(-1.999, decimals: 2) == -1.99)
  }

  @Test func missingValuesGiveNone() {
    let result = FormulaResult(kind: .real, decimals: nil)
    let evaluator = FormulaEvaluator(.quotient(a, b), result: result)
    #expect(evaluator.value { $0 == .column(0) ? 6 : 4 } == 1.5)
    #expect(evaluator.value { $0 == .column(0) ? 6 : 0 }.isNaN)
    #expect(evaluator.value { $0 == .column(0) ? 6 : .nan }.isNaN)
  }
}
