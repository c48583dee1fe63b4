import Foundation
import Statistics
import Testing

@testable import TableModels

@Suite struct GaussianCopulaTests {
  /// Pearson's correlation of two columns of drawn codes.
  private func correlation(_ rows: [[Int32]], _ first: Int, _ second: Int) -> Double {
    pearsonCorrelation(rows.map { Double($0[first]) }, rows.map { Double($0[second]) }) ?? .nan
  }

  @Test func `draws what columns share`() {
    let sample = SampleRows(count: 2_000)
    let drawn = GaussianCopulaSynthesizer().fit(sample.rows).sample(4_000, targets: 4)
    let real = zip(sample.first, sample.second).map { [$0, $1] }
    #expect(abs(correlation(drawn, 0, 1) - correlation(real, 0, 1)) < 0.03)
    // Label 1 belongs to first numbers up to 10.
    let agreeing = drawn.count { ($0[2] == 1) == ($0[0] <= 10) }
    #expect(Double(agreeing) / 4_000 > 0.93)
  }

  @Test func `keeps marginals`() {
    let sample = SampleRows(count: 2_000)
    let drawn = GaussianCopulaSynthesizer().fit(sample.rows).sample(8_000, targets: 4)
    for code in Int32(1)...20 {
      let share = Double(sample.first.count { $0 == code }) / 2_000
      #expect(abs(Double(drawn.count { $0[0] == code }) / 8_000 - share) < 0.015)
    }
  }

  @Test func `nulls go by other columns, and their values by what is seen`() {
    var (level, seen): ([Int32], [Int32]) = ([], [])
    var generator = CounterGenerator(2)
    for _ in 0..<2_000 {
      let number = generator.integer(below: 40)
      level.append(Int32(number + 1))
      // Present for high levels mostly; its value follows the level.
      let isPresent = generator.uniform() < Double(number) / 40
      seen.append(isPresent ? Int32(1 + number / 2) : 0)
    }
    let rows = training([(level, true, nil), (seen, true, nil)])
    let drawn = GaussianCopulaSynthesizer().fit(rows).sample(4_000, targets: 2)
    let (low, high) = (drawn.filter { $0[0] <= 10 }, drawn.filter { $0[0] > 30 })
    #expect(Double(low.count { $0[1] == 0 }) / Double(low.count) > 0.75)
    #expect(Double(high.count { $0[1] == 0 }) / Double(high.count) < 0.25)
    #expect(correlation(drawn.filter { $0[1] > 0 }, 0, 1) > 0.95)
  }

  @Test func `later targets follow what a rule made of earlier ones`() {
    let sample = SampleRows(count: 2_000)
    let copula = GaussianCopulaSynthesizer().fit(sample.rows)
    var sampler = copula.sampler()
    let features: [UInt8] = [0, 0, 0, 0]
    let drawn = (0..<500).map { row in
      var generator = CounterGenerator(9, UInt64(row))
      return features.withUnsafeBufferPointer { buffer -> Int32 in
        guard let base = buffer.baseAddress else { return 0 }
        sampler.startRow(using: &generator)
        _ = sampler.draw(0, base, using: &generator)
        sampler.settle(0, code: 20, base, using: &generator)
        guard case .code(let code) = sampler.draw(1, base, using: &generator) else { return 0 }
        return code
      }
    }
    // Beside 20 the source has 18 to 20.
    #expect(Double(drawn.reduce(0) { $0 + Int($1) }) / 500 > 17)
  }

  @Test func `draws given features, at most those that say something`() {
    var generator = CounterGenerator(4)
    let count = 1_500
    let parent = (0..<count).map { _ in Int32(generator.integer(below: 12) + 1) }
    let noise = (0..<count).map { _ in Int32(generator.integer(below: 12) + 1) }
    let child = parent.map { $0 + Int32(generator.integer(below: 3)) }
    let all = training([(parent, true, nil), (noise, true, nil), (child, true, nil)])
    // Only the child is drawn; the others are known.
    let rows = TrainingRows(
      targets: [all.targets[2]],
      matrix: all.matrix,
      contexts: [0, 1],
      units: all.units,
      minimumUnits: 5
    )
    let copula = GaussianCopulaSynthesizer().fit(rows)
    #expect(copula.usedFeatures == [0])
    var sampler = copula.sampler()
    let means = [UInt8(1), 12].map { bin in
      let features: [UInt8] = [bin, 3, 0]
      let sum = (0..<400).reduce(0) { sum, row in
        var generator = CounterGenerator(5, UInt64(row))
        return features.withUnsafeBufferPointer { buffer -> Int in
          guard let base = buffer.baseAddress else { return 0 }
          sampler.startRow(using: &generator)
          guard case .code(let code) = sampler.draw(0, base, using: &generator) else { return 0 }
          return sum + Int(code)
        }
      }
      return Double(sum) / 400
    }
    #expect(abs(means[0] - 2) < 0.7)
    #expect(abs(means[1] - 13) < 0.7)
  }

  @Test func `units too few for anything but marginals give no correlations`() {
    let codes: [Int32] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    let copula = GaussianCopulaSynthesizer()
      .fit(training([(codes, true, nil), (codes, true, nil)], minimumUnits: 5))
    #expect(copula.correlation == CorrelationMatrix(size: 2))
  }
}
