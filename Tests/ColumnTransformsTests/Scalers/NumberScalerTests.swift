import Testing

@testable import ColumnTransforms

/// What every scaler has to keep to.
@Suite struct NumberScalerTests {
  private static let samples: [[Double]] = [
    [0.5, 1, 2, 40, 1_000], [-3, 0, 0, 7.25], [0.01, 0.2, 0.7, 0.99], [5, 60, 99.5],
    [1e-9, 1e9], [-1e12, -1e11],
  ]

  @Test(arguments: FittedScaler.Kind.allCases, samples)
  func `gives values back`(_ kind: FittedScaler.Kind, _ sample: [Double]) throws {
    let scaler = try #require(FittedScaler(kind, fitting: sample)).scaler
    let width = sample[sample.count - 1] - sample[0]
    for value in sample {
      #expect(scaler.scaled(value).isFinite)
      #expect(abs(scaler.restored(scaler.scaled(value)) - value) <= 1e-9 * width)
    }
  }

  @Test(arguments: FittedScaler.Kind.allCases, samples)
  func `rises`(_ kind: FittedScaler.Kind, _ sample: [Double]) throws {
    let scaler = try #require(FittedScaler(kind, fitting: sample)).scaler
    for (value, next) in zip(sample, sample.dropFirst()) where value < next {
      #expect(scaler.scaled(value) < scaler.scaled(next))
    }
    #expect(scaler.restored(-2) < scaler.restored(3))
  }

  @Test(arguments: FittedScaler.Kind.allCases)
  func `learns nothing from constants and from nothing`(_ kind: FittedScaler.Kind) {
    #expect(FittedScaler(kind, fitting: []) == nil)
    #expect(FittedScaler(kind, fitting: [4]) == nil)
    #expect(FittedScaler(kind, fitting: [4, 4]) == nil)
  }

  @Test func `natural ends are taken where values keep to them`() {
    #expect(LogScaler(fitting: [2, 3])?.low == 0)
    #expect(LogScaler(fitting: [0, 1_000])?.low == -1)
    #expect(LogitScaler(fitting: [0.2, 0.9])?.high == 1)
    #expect(LogitScaler(fitting: [2, 90])?.high == 100)
    #expect(LogitScaler(fitting: [0, 1_000])?.high == 1_001)
  }
}
