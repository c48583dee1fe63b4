import Statistics

/// Rows that one model learns from, with the conditions that may matter, close together: trees read them again and
/// again.
struct TrainingSet: Sendable {
  /// Conditions of the rows, in order.
  let matrix: FeatureMatrix
  /// Positions of the conditions among those of the rows that are drawn.
  let features: [Int]
  /// Bins of every condition, up to the highest one in use.
  let binCounts: [Int]
  let codes: [Int32]
  let bucketOfCode: [UInt8]
  let isOrdinal: Bool
  /// Protected unit of every row, non-decreasing.
  let units: [Int32]

  /// Features kept after screening by their gain at the root.
  private static let maximumFeatures = 28
  /// Rows that screening looks at.
  private static let screenedRows = 8_000

  /// - `rows`: rows to learn from, ascending.
  /// - `candidates`: features that are known before the target is drawn.
  init(
    _ target: TreeTarget,
    matrix: FeatureMatrix,
    rows: [Int32],
    units: [Int32],
    candidates: [Int],
    minimumUnits: Int
  ) {
    codes = rows.map { target.codes[Int($0)] }
    bucketOfCode = target.bucketOfCode
    isOrdinal = target.isOrdinal
    self.units = rows.map { units[Int($0)] }
    let first = codes.first
    let varies = codes.contains { $0 != first }
    let isLarge = self.units.distinctCountWhereAscending >= 2 * minimumUnits
    // Where nothing can be told apart, there is no use for conditions.
    features =
      varies && isLarge
      ? Self.screened(
        candidates.filter { Self.varies($0, matrix: matrix, rows: rows) },
        target: target,
        matrix: matrix,
        rows: rows,
        units: self.units,
        minimumUnits: minimumUnits
      ) : []
    self.matrix = matrix.selecting(rows: rows, features: features)
    binCounts = self.matrix.binCounts
  }

  private init(
    matrix: FeatureMatrix,
    features: [Int],
    binCounts: [Int],
    codes: [Int32],
    bucketOfCode: [UInt8],
    isOrdinal: Bool,
    units: [Int32]
  ) {
    self.matrix = matrix
    self.features = features
    self.binCounts = binCounts
    self.codes = codes
    self.bucketOfCode = bucketOfCode
    self.isOrdinal = isOrdinal
    self.units = units
  }

  var rowCount: Int { codes.count }

  /// The bucket of every row.
  var buckets: [UInt8] { codes.map { bucketOfCode[Int($0)] } }

  /// Some of the rows, ascending.
  func selecting(_ rows: [Int32]) -> TrainingSet {
    TrainingSet(
      matrix: matrix.selecting(rows: rows, features: Array(features.indices)),
      features: features,
      binCounts: binCounts,
      codes: rows.map { codes[Int($0)] },
      bucketOfCode: bucketOfCode,
      isOrdinal: isOrdinal,
      units: rows.map { units[Int($0)] }
    )
  }

  /// The same rows with the place of each code in an order instead of the code.
  func placed(in order: CodeOrder) -> TrainingSet {
    var placeOfCode = [Int32](repeating: 0, count: bucketOfCode.count)
    for (place, code) in order.codes.enumerated() { placeOfCode[Int(code)] = Int32(place) }
    return TrainingSet(
      matrix: matrix,
      features: features,
      binCounts: binCounts,
      codes: codes.map { placeOfCode[Int($0)] },
      bucketOfCode: order.codes.map { bucketOfCode[Int($0)] },
      isOrdinal: isOrdinal,
      units: units
    )
  }

  /// Rows by the part that their unit falls into; those of the last part are left out.
  ///
  /// - `shares`: of each part but the last.
  func parts(_ shares: [Double], seed: UInt64) -> [[Int32]] {
    var running = 0.0
    let bounds = shares.map { share in
      running += share
      return UInt64(running * 0x1p53)
    }
    var parts = [[Int32]](repeating: [], count: shares.count)
    for (row, unit) in units.enumerated() {
      let draw = CounterGenerator.mix(seed ^ UInt64(UInt32(bitPattern: unit))) >> 11
      if let part = bounds.firstIndex(where: { draw < $0 }) { parts[part].append(Int32(row)) }
    }
    return parts
  }

  /// The same rows without conditions.
  var unconditional: TrainingSet {
    TrainingSet(
      matrix: FeatureMatrix(rowCount: rowCount, isCategorical: []),
      features: [],
      binCounts: [],
      codes: codes,
      bucketOfCode: bucketOfCode,
      isOrdinal: isOrdinal,
      units: units
    )
  }

  /// Distinct units.
  var unitCount: Int { units.distinctCountWhereAscending }

  private static func varies(_ feature: Int, matrix: FeatureMatrix, rows: [Int32]) -> Bool {
    guard let first = rows.first else { return false }
    let value = matrix.bytes[Int(first) * matrix.width + feature]
    return rows.contains { matrix.bytes[Int($0) * matrix.width + feature] != value }
  }

  /// The features with the largest gain at the root, judged on a spread-out sample of rows.
  private static func screened(
    _ candidates: [Int],
    target: TreeTarget,
    matrix: FeatureMatrix,
    rows: [Int32],
    units: [Int32],
    minimumUnits: Int
  ) -> [Int] {
    guard candidates.count > maximumFeatures else { return candidates }
    let step = max(1, rows.count / screenedRows)
    let sample = Array(stride(from: 0, to: rows.count, by: step))
    let own = matrix.selecting(rows: sample.map { rows[$0] }, features: candidates)
    let buckets = sample.map { target.bucketOfCode[Int(target.codes[Int(rows[$0])])] }
    var builder = TreeBuilder(
      matrix: own,
      binCounts: own.binCounts,
      response: .buckets(buckets, isOrdinal: target.isOrdinal),
      units: sample.map { units[$0] },
      minimumUnits: max(2, minimumUnits / step),
      salt: 1
    )
    let gains = builder.rootGains(rows: Array(0..<Int32(sample.count)))
    let order = candidates.indices.sorted { (gains[$0], $1) > (gains[$1], $0) }
    return order.prefix(maximumFeatures).map { candidates[$0] }.sorted()
  }
}

extension [Int32] {
  /// Number of distinct values, which must ascend.
  package var distinctCountWhereAscending: Int {
    indices.reduce(0) { $0 + ($1 == 0 || self[$1] != self[$1 - 1] ? 1 : 0) }
  }
}
