/// Medians taken away and interquartile ranges made 1, as scikit-learn's `RobustScaler`.
struct RobustScaling {
  private var medians: [Double] = []
  private var scales: [Double] = []

  init(_ rows: [[Double]]) {
    for feature in rows[0].indices {
      let sorted = rows.map { $0[feature] }.sorted()
      func quantile(_ share: Double) -> Double {
        let place = share * Double(sorted.count - 1)
        let below = sorted[Int(place)]
        let above = sorted[min(sorted.count - 1, Int(place) + 1)]
        return below + (above - below) * (place - place.rounded(.down))
      }
      medians.append(quantile(0.5))
      let range = quantile(0.75) - quantile(0.25)
      scales.append(range == 0 ? 1 : range)
    }
  }

  func scaled(_ row: [Double]) -> [Double] {
    row.indices.map { (row[$0] - medians[$0]) / scales[$0] }
  }
}
