import Statistics

/// What numbers drawn for a parent's earlier siblings came to, as a condition of its own number.
///
/// The cities of a province lie near each other because of their province's guide; that provinces of a country lie near
/// each other their guides tell from those before them.
struct EarlierSiblings: Codable {
  /// Ascending bounds between which means are told apart.
  private let bounds: [Double]

  /// Parents after others of their group that show whether those tell anything.
  private static let minimumRows = 50
  private static let minimumCorrelation = 0.1
  private static let boundCount = 126

  /// Nil where earlier siblings tell nothing.
  ///
  /// - Parameters:
  ///   - numbers: of every row; NaN for none.
  ///   - means: of the earlier siblings of every row.
  init?(_ numbers: [Double], after means: [Double]) {
    let rows = numbers.indices.filter { !means[$0].isNaN && !numbers[$0].isNaN }
    guard rows.count >= Self.minimumRows,
      let correlation = pearsonCorrelation(rows.map { numbers[$0] }, rows.map { means[$0] }),
      correlation >= Self.minimumCorrelation
    else { return nil }
    let sorted = rows.map { means[$0] }.sorted()
    bounds = (1...Self.boundCount).map { sorted[(sorted.count - 1) * $0 / Self.boundCount] }
  }

  /// 0 for none.
  func bin(of mean: Double) -> UInt8 {
    mean.isNaN ? 0 : UInt8(bounds.firstPlace { $0 >= mean }) + 1
  }

  /// Mean number of the earlier siblings of every row; NaN for none.
  ///
  /// - `groupStart`: rows `groupStart[g]..<groupStart[g + 1]` are siblings, others are not.
  static func means(_ numbers: [Double], groupStart: [Int32]) -> [Double] {
    var means = [Double](repeating: .nan, count: numbers.count)
    for group in 0..<max(0, groupStart.count - 1) {
      var running = RunningMean()
      for row in Int(groupStart[group])..<Int(groupStart[group + 1]) {
        means[row] = running.value
        running.add(numbers[row])
      }
    }
    return means
  }
}

/// A mean of numbers that come one by one.
struct RunningMean {
  private var sum = 0.0
  private var count = 0.0

  /// NaN without numbers.
  var value: Double { count > 0 ? sum / count : .nan }

  /// NaN adds nothing.
  mutating func add(_ number: Double) {
    guard !number.isNaN else { return }
    sum += number
    count += 1
  }
}
