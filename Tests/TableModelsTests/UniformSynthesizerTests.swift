import Statistics
import Testing

@testable import TableModels

@Suite struct UniformSynthesizerTests {
  @Test func `draws labels evenly, however often they occur`() {
    let codes = [Int32](repeating: 1, count: 990) + [Int32](repeating: 2, count: 10)
    let drawn = UniformSynthesizer().fit(training([(codes, false, nil)])).sample(2_000, targets: 1)
    #expect(abs(drawn.count { $0[0] == 2 } - 1_000) < 120)
  }

  @Test func `draws numbers between the k-th units from either end`() {
    let numbers = (0..<100).map { Double($0) }
    let codes = [Int32](repeating: 1, count: 100)
    let fitted = UniformSynthesizer().fit(training([(codes, true, numbers)], minimumUnits: 5))
    #expect(fitted.targets == [.range(4...95, nullShare: 0)])
    let drawn = fitted.sample(1_000, targets: 1) { Int32($0) }.map { $0[0] }
    #expect(drawn.allSatisfy { (4...95).contains($0) })
    #expect(abs(drawn.reduce(0) { $0 + Int($1) } - 49_500) < 2_500)
  }

  @Test func `draws codes where too few units hold numbers for a range`() {
    let fitted = UniformSynthesizer()
      .fit(training([([1, 2, 1, 2], true, [1, 2, 1, 2])], minimumUnits: 5))
    #expect(fitted.targets == [.codes(CodeShares([(1, 2), (2, 2)]))])
  }
}
