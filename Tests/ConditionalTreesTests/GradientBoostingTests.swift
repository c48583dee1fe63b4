import ConditionalTrees
import Statistics
import Testing

@Suite struct GradientBoostingTests {
  /// Rows with three uniform features, the last of them missing in every fifth row.
  private static func matrix(_ count: Int) -> FeatureMatrix {
    var random = CounterGenerator(3)
    var matrix = FeatureMatrix(rowCount: count, isCategorical: [false, false, false])
    for row in 0..<count {
      for feature in 0..<3 {
        matrix.bytes[row * 3 + feature] = UInt8(1 + random.integer(below: 200))
      }
      if row % 5 == 0 { matrix.bytes[row * 3 + 2] = 0 }
    }
    return matrix
  }

  private static func fit(
    _ loss: GradientBoosting.Loss,
    outcome: (_ bins: ArraySlice<UInt8>) -> Float
  ) -> (outcomes: [Float], fit: GradientBoosting.Fit, told: [Int]) {
    let matrix = matrix(4_000)
    let outcomes = (0..<4_000).map { outcome(matrix.bytes[($0 * 3)..<($0 * 3 + 3)]) }
    let fit = GradientBoosting(loss: loss).fit(
      matrix,
      outcomes: outcomes,
      learning: (0..<3_000).map(Int32.init),
      scoring: (3_000..<4_000).map(Int32.init)
    )
    return (outcomes, fit, Array(3_000..<4_000))
  }

  @Test func tellsAnExclusiveOrOnRowsItHasNotSeen() {
    let (outcomes, fit, told) = Self.fit(.logistic) { bins in
      (bins[bins.startIndex] > 100) != (bins[bins.startIndex + 1] > 100) ? 1 : 0
    }
    let right = told.count { (fit.scores[$0] > 0) == (outcomes[$0] > 0) }
    #expect(right > 980)
    #expect(fit.gains[2] < 0.02 * fit.gains.reduce(0, +))
  }

  @Test func missingValuesAreAValue() {
    let (outcomes, fit, told) = Self.fit(.logistic) { $0[$0.startIndex + 2] == 0 ? 1 : 0 }
    #expect(told.allSatisfy { (fit.scores[$0] > 0) == (outcomes[$0] > 0) })
    #expect(fit.gains[2] > 0 && fit.gains[0] == 0 && fit.gains[1] == 0)
  }

  @Test func estimatesNumbers() {
    let (outcomes, fit, told) = Self.fit(.squares) { bins in
      Float(bins[bins.startIndex]) / 100 - Float(bins[bins.startIndex + 1]) / 200
    }
    let error = told.reduce(Float(0)) { sum, row in
      let rest = fit.scores[row] - outcomes[row]
      return sum + rest * rest
    }
    #expect(error / Float(told.count) < 0.01)
  }

  @Test func oneOutcomeLeavesNothingToLearn() {
    let (_, fit, told) = Self.fit(.logistic) { _ in 1 }
    #expect(told.allSatisfy { fit.scores[$0] > 5 })
    #expect(fit.gains == [0, 0, 0])
  }
}
