import Statistics
import Testing

@testable import RelationalModels

@Suite struct ParentPoolTests {
  @Test func aSearchThatMayGiveUpLooksAtFew() {
    var generator = CounterGenerator(5)
    var pool = ParentPool(
      typeOfParent: [Int](repeating: 0, count: 20_000),
      typeCount: 1,
      degrees: nil,
      isEligible: nil,
      using: &generator
    )
    func looks() -> Int {
      var looks = 0
      _ = pool.any(using: &generator) { _ in
        looks += 1
        return false
      }
      return looks
    }
    #expect(looks() > 20_000)
    pool.givesUp = true
    #expect(looks() < 1_000)
  }
}
