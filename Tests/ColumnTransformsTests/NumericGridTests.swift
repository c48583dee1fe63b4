import Testing

@testable import ColumnTransforms

@Suite struct NumericGridTests {
  private func grid(
    _ values: [Double],
    isIntegral: Bool = false,
    scale: Int? = nil,
    periods: [Double] = []
  ) -> NumericGrid {
    NumericGrid(
      values: Set(values).sorted(),
      isIntegral: isIntegral,
      scale: scale,
      periods: periods
    )
  }

  @Test func decimalsAreFound() {
    let grid = grid((0..<200).map { Double($0 * 7) / 100 })
    #expect(grid.decimals == 2)
    #expect(grid.snapped(3.14159, low: 0, high: 14, choice: 0) == 3.15)
  }

  @Test func multiplesAreFound() {
    let grid = grid([5, 20, 35, 95], isIntegral: true)
    #expect(grid.step == 15)
    #expect(grid.snapped(44, low: 5, high: 95, choice: 0) == 50)
  }

  @Test(arguments: [
    ([1_000.0, 7_349], false, 1.0), ([500, 1_700, 2_900], false, 100), ([3, 8], false, 5),
    // Microseconds: an hour and eleven minutes apart, and a day and six hours.
    ([0, 4_260_000_000], true, 60_000_000), ([0, 108_000_000_000], true, 3_600_000_000),
  ])
  func fewValuesHaveARoundStep(values: [Double], isTemporal: Bool, step: Double) {
    let grid = NumericGrid(
      values: values,
      isIntegral: true,
      scale: nil,
      periods: [],
      isTemporal: isTemporal,
      isSparse: true
    )
    #expect(grid.step == step)
  }

  @Test func aFewValuesWithMoreDecimalsDoNotDecide() {
    let grid = grid([0.123456789012] + (1..<300).map { Double($0 * 7) / 100 })
    #expect(grid.decimals == 2)
    #expect(grid.snapped(3.14159, low: 0, high: 14, choice: 0) == 3.15)
  }

  @Test func measurementsAreContinuous() {
    #expect(grid((1..<100).map { 1 / Double($0) }) == .continuous)
  }

  @Test func binaryNoiseIsRemoved() {
    let grid = grid((0..<100).map { Double($0) / 10 })
    #expect(grid.tidy(0.1 + 0.2) == 0.3)
    #expect(grid.tidyDifference(0.3 - 0.1) == 0.2)
  }

  @Test func pricesKeepTheirEndings() {
    let grid = grid((0..<300).map { Double($0) + 0.99 }, scale: 2, periods: [1])
    for value in [17.2, 100.5, 250.01] {
      let snapped = grid.snapped(value, low: 0.99, high: 299.99, choice: 0.3)
      #expect((snapped * 100).rounded().truncatingRemainder(dividingBy: 100) == 99)
    }
  }

  @Test func timestampsOnFullMinutesStayThere() {
    let minute = 60_000_000.0
    let grid = grid(
      (0..<500).map { Double($0 * $0) * minute },
      isIntegral: true,
      periods: [86_400_000_000]
    )
    let snapped = grid.snapped(123_456_789_012, low: 0, high: 250_000 * minute, choice: 0.5)
    #expect(snapped.truncatingRemainder(dividingBy: minute) == 0)
  }

  @Test func snappedValuesStayBetweenTheBounds() {
    let grid = grid([0, 10, 20, 30], isIntegral: true)
    #expect(grid.snapped(100, low: 0, high: 25, choice: 0) == 20)
    #expect(grid.snapped(-100, low: 5, high: 25, choice: 0) == 10)
  }

  @Test func noValuesHaveNoGrid() {
    #expect(grid([]) == .continuous)
    #expect(grid([], isIntegral: true).step == 1)
    #expect(grid([7], isIntegral: true).snapped(7.2, low: 7, high: 7, choice: 0) == 7)
  }
}
