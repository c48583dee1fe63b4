import Testing

@testable import TableModels

@Suite struct IndependentSynthesizerTests {
  @Test func `keeps marginals and nothing between columns`() {
    let sample = SampleRows(count: 2_000)
    let drawn = IndependentSynthesizer().fit(sample.rows).sample(4_000, targets: 4)
    let low = drawn.filter { $0[2] == 1 }
    let share = Double(sample.label.count { $0 == 1 }) / 2_000
    #expect(abs(Double(low.count) / 4_000 - share) < 0.03)
    // In the source all rows with label 1 have low numbers.
    let crossed = Double(low.count { $0[0] > 10 }) / Double(low.count)
    #expect(abs(crossed - (1 - share)) < 0.05)
  }

  @Test func `looks at no feature`() {
    #expect(IndependentSynthesizer().fit(SampleRows(count: 100).rows).usedFeatures.isEmpty)
  }
}
