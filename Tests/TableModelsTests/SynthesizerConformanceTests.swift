import ConditionalTrees
import Statistics
import Testing

@testable import TableModels

/// What every synthesizer has to keep to.
@Suite struct SynthesizerConformanceTests {
  /// A synthesizer as a function from rows to a way of drawing codes, so that all can be tried alike.
  struct Subject: CustomTestStringConvertible, Sendable {
    var testDescription: String
    /// Draws rows: training rows, number of rows, seed, jobs.
    var draw: @Sendable (TrainingRows, Int, UInt64, Int) -> [[Int32]]

    init<Synthesizer: TableSynthesizer>(_ name: String, _ synthesizer: Synthesizer) {
      testDescription = name
      draw = { rows, count, seed, jobs in
        synthesizer.fit(rows, jobs: jobs)
          .sample(count, targets: rows.targets.count, seed: seed)
      }
    }
  }

  static let subjects = [
    Subject("trees, fast", TreeSynthesizer(tier: .fast)),
    Subject("trees, quality", TreeSynthesizer(tier: .quality)),
    Subject("gaussian-copula", GaussianCopulaSynthesizer()),
    Subject("hma", HierarchicalCopulaSynthesizer()),
    Subject("independent", IndependentSynthesizer()),
    Subject("uniform", UniformSynthesizer()),
  ]

  @Test(arguments: subjects)
  func `gives the same rows for the same seed, whatever the threads`(_ subject: Subject) {
    let rows = SampleRows(count: 600).rows
    let drawn = subject.draw(rows, 200, 5, 1)
    #expect(subject.draw(rows, 200, 5, 3) == drawn)
    #expect(subject.draw(rows, 200, 6, 1) != drawn)
  }

  @Test(arguments: subjects)
  func `draws only codes that rows have`(_ subject: Subject) {
    let sample = SampleRows(count: 600)
    let seen = [sample.first, sample.second, sample.label, sample.sparse].map(Set.init)
    for row in subject.draw(sample.rows, 500, 1, 1) {
      for (code, known) in zip(row, seen) { #expect(known.contains(code)) }
    }
  }

  @Test(arguments: subjects)
  func `keeps the share of nulls`(_ subject: Subject) {
    let drawn = subject.draw(SampleRows(count: 900).rows, 3_000, 1, 1)
    let nulls = drawn.reduce(0) { $0 + ($1[3] == 0 ? 1 : 0) }
    // Three standard deviations of 3,000 independent draws are 77.
    #expect(abs(nulls - 1_000) < 100)
  }

  @Test(arguments: subjects)
  func `repeats a constant column`(_ subject: Subject) {
    let rows = training([
      ([Int32](repeating: 1, count: 50), true, nil), ([Int32](repeating: 0, count: 50), false, nil),
    ])
    #expect(Set(subject.draw(rows, 20, 1, 1)) == [[1, 0]])
  }

  @Test(arguments: subjects)
  func `draws of one row`(_ subject: Subject) {
    let rows = training([([2], true, [20]), ([1], false, nil)])
    #expect(Set(subject.draw(rows, 5, 1, 1)) == [[2, 1]])
  }

  @Test(arguments: subjects)
  func `draws nulls where there was nothing to learn from`(_ subject: Subject) {
    let rows = training([([], true, []), ([], false, nil)])
    #expect(Set(subject.draw(rows, 5, 1, 1)) == [[0, 0]])
  }
}
