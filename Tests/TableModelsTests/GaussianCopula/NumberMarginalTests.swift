import ColumnTransforms
import ConditionalTrees
import Foundation
import Statistics
import Testing

@testable import TableModels

@Suite struct NumberMarginalTests {
  /// A target of normal numbers in codes of width 1, learnt with a marginal.
  private func target(
    _ source: MarginalSource,
    _ numbers: [Double],
    scaler: FittedScaler.Kind? = nil
  ) -> TrainingTarget {
    TrainingTarget(
      codes: TreeTarget(
        codes: numbers.map { Int32(max(1, min(40, $0.rounded() + 20))) },
        bucketOfCode: (0...40).map { UInt8($0) },
        isOrdinal: true
      ),
      rows: Array(0..<Int32(numbers.count)),
      candidates: [],
      numbers: numbers,
      marginal: MarginalChoice(source, scaler: scaler),
      generator: CounterGenerator(1)
    )
  }

  private var numbers: [Double] {
    (1...1_000).map { 5 * StandardNormal.quantile((Double($0) - 0.5) / 1_000) }
  }

  @Test func `numbers are quantiles within what was learnt from`() throws {
    let marginal = try #require(NumberMarginal(of: target(.family(.normal), numbers)))
    #expect(marginal.distribution.family == .normal)
    #expect(abs(marginal.number(at: 0)) < 0.01)
    #expect(abs(marginal.number(at: 1) - 5) < 0.05)
    #expect(abs(marginal.number(at: -1.013) + 5.065) < 0.05)
    #expect(marginal.number(at: 9) == numbers.max())
    #expect(marginal.number(at: -9) == numbers.min())
  }

  @Test func `codes stay where nothing is near or can be fitted`() {
    let lumps = (0..<900).map { Double($0 % 2) * 15 }
    #expect(NumberMarginal(of: target(.nearest, lumps)) == nil)
    #expect(NumberMarginal(of: target(.nearest, numbers)) != nil)
    #expect(NumberMarginal(of: target(.codes, numbers)) == nil)
    #expect(NumberMarginal(of: target(.family(.gamma), [3, 3, 3])) == nil)
  }

  @Test func `a normal distribution of logarithms is a lognormal one`() throws {
    let skewed = numbers.map { exp($0 / 5) }
    let marginal = try #require(NumberMarginal(of: target(.family(.normal), skewed, scaler: .log)))
    for latent in [-2.0, -0.5, 0, 1, 2] {
      #expect(abs(marginal.number(at: latent) / exp(latent) - 1) < 0.02)
    }
  }

  @Test func `copulas draw numbers that go with other columns`() {
    let other = numbers.map { Int32($0 < 0 ? 1 : 2) }
    let first = target(.family(.normal), numbers)
    let second = TrainingTarget(
      codes: TreeTarget(codes: other, bucketOfCode: [0, 1, 2], isOrdinal: false),
      rows: first.rows,
      candidates: [],
      generator: CounterGenerator(2)
    )
    let rows = TrainingRows(
      targets: [first, second],
      matrix: FeatureMatrix(rowCount: 1_000, isCategorical: []),
      units: first.rows,
      minimumUnits: 5
    )
    let drawn = GaussianCopulaSynthesizer().fit(rows).sample(2_000, targets: 2) {
      Int32(max(1, min(40, $0.rounded() + 20)))
    }
    #expect(Set(drawn.map { $0[0] }).count > 20)
    let agreeing = drawn.count { ($0[0] < 20) == ($0[1] == 1) || $0[0] == 20 }
    #expect(Double(agreeing) / 2_000 > 0.95)
  }
}
