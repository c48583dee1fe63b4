import ConditionalTrees
import Foundation
import Statistics
import Testing

@testable import TableModels

/// The copula beside that of the PyPI package copulas, on the same table with the same families of distributions.
@Suite struct GaussianCopulaPeerTests {
  /// What Fixtures/make_copulas.py found.
  private struct Expected: Decodable {
    var columns: [String: [Double]]
    /// In the order of ``names``, as the others.
    var correlation: [[Double]]
    /// Of a sample.
    var deciles: [String: [Double]]
    var spearman: [[Double]]
  }

  private static let names = ["height", "income", "score"]
  private static let families: [MarginalDistribution.Family] = [.normal, .gamma, .beta]
  private static let cells = 200

  private static func expected() throws -> Expected {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/copulas.json")
    return try JSONDecoder().decode(Expected.self, from: Data(contentsOf: file))
  }

  private static func copula(of expected: Expected) throws -> GaussianCopula {
    let targets = try zip(names, families).map { name, family in
      let numbers = try #require(expected.columns[name])
      let ranks = numbers.indices.sorted { numbers[$0] < numbers[$1] }
      var codes = [Int32](repeating: 0, count: numbers.count)
      for (rank, row) in ranks.enumerated() {
        codes[row] = Int32(1 + rank * cells / numbers.count)
      }
      return TrainingTarget(
        codes: TreeTarget(
          codes: codes,
          bucketOfCode: (0...cells).map { UInt8($0) },
          isOrdinal: true
        ),
        rows: Array(0..<Int32(numbers.count)),
        candidates: [],
        numbers: numbers,
        marginal: MarginalChoice(.family(family)),
        generator: CounterGenerator(1)
      )
    }
    let rows = targets[0].rows
    return GaussianCopulaSynthesizer().fit(
      TrainingRows(
        targets: targets,
        matrix: FeatureMatrix(rowCount: rows.count, isCategorical: []),
        units: rows,
        minimumUnits: 20
      )
    )
  }

  /// Columns of numbers.
  private static func sample(_ copula: GaussianCopula, count: Int) -> [[Double]] {
    var sampler = copula.sampler()
    var columns = [[Double]](repeating: [], count: names.count)
    for row in 0..<count {
      var generator = CounterGenerator(2, UInt64(row))
      sampler.startRow(using: &generator)
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { features in
        guard let base = features.baseAddress else { return }
        for target in columns.indices {
          if case .number(let number) = sampler.draw(target, base, using: &generator) {
            columns[target].append(number)
          }
          sampler.settle(target, code: 1, base, using: &generator)
        }
      }
    }
    return columns
  }

  @Test func `correlations of latent variables are those of normal scores`() throws {
    let expected = try Self.expected()
    let correlation = try Self.copula(of: expected).correlation
    for row in Self.names.indices {
      for column in 0..<row {
        #expect(abs(correlation[row, column] - expected.correlation[row][column]) < 0.02)
      }
    }
  }

  @Test func `samples have the same distribution`() throws {
    let expected = try Self.expected()
    let drawn = Self.sample(try Self.copula(of: expected), count: 20_000)
    for (name, numbers) in zip(Self.names, drawn) {
      let deciles = try #require(expected.deciles[name])
      let sorted = numbers.sorted()
      for (place, wanted) in deciles.enumerated() {
        let found = sorted[sorted.count * (place + 1) / 10]
        #expect(abs(found - wanted) < 0.03 * (deciles[8] - deciles[0]))
      }
    }
    for row in Self.names.indices {
      for column in 0..<row {
        let found = try #require(spearmanCorrelation(drawn[row], drawn[column]))
        #expect(abs(found - expected.spearman[row][column]) < 0.03)
      }
    }
  }
}
