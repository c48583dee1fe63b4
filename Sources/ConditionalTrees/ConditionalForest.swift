package import Statistics

/// p(code | features) as a bag of trees, one of which is drawn for every cell.
package struct ConditionalForest: Sendable {
  package struct Options: Sendable {
    package var treeCount = 10
    /// Smallest number of distinct units in a leaf.
    package var minimumUnits = 20
    /// Share of the units that grow a tree; the others prune it.
    package var bagShare = 0.7
    /// Rows that grow one tree at most; more rows only cost time.
    package var maximumRows = 50_000
    /// Features kept after screening by their gain at the root.
    package var maximumFeatures = 28

    package init() {}
  }

  private let trees: PackedTrees

  /// - `matrix`: conditions of all rows.
  /// - `target`: code of every row of the matrix.
  /// - `rows`: rows to learn from, ascending; at least one.
  /// - `units`: protected unit of every row of the matrix, non-decreasing.
  /// - `candidates`: features that are known before the target is drawn.
  /// - `generator`: source of bags; the same state gives the same forest.
  package init(
    fitting target: TreeTarget,
    matrix: FeatureMatrix,
    rows: [Int32],
    units: [Int32],
    candidates: [Int],
    options: Options,
    using generator: inout CounterGenerator
  ) {
    let varying = candidates.filter { Self.varies($0, matrix: matrix, rows: rows) }
    let bucketOfRow = rows.map { target.bucketOfCode[Int(target.codes[Int($0)])] }
    let unitOfRow = rows.map { units[Int($0)] }
    let kept = Self.screened(
      varying,
      matrix: matrix,
      rows: rows,
      buckets: bucketOfRow,
      isOrdinal: target.isOrdinal,
      units: unitOfRow,
      options: options
    )
    let codes = rows.map { target.codes[Int($0)] }
    let isConstant = codes.allSatisfy { $0 == codes[0] }
    let unitCount = Self.distinct(unitOfRow)
    let treeCount =
      isConstant || kept.isEmpty || unitCount < 2 * options.minimumUnits ? 1 : options.treeCount
    // Rows and features that matter, close together: the trees read them again and again.
    let own = matrix.selecting(rows: rows, features: treeCount > 1 ? kept : [])
    let binCounts = own.binCounts
    let ownRows = Array(0..<Int32(rows.count))
    var trees: [ConditionalTree] = []
    for _ in 0..<treeCount {
      let seed = generator.next()
      guard treeCount > 1 else {
        var tree = ConditionalTree(
          nodes: [ConditionalTree.Node(feature: 0, threshold: 0, left: -1)],
          masks: []
        )
        tree.fill(rows: ownRows, matrix: own, codes: codes, leafCount: 1)
        trees.append(tree)
        continue
      }
      let (bag, leftOut) = Self.bag(units: unitOfRow, options: options, seed: seed)
      var builder = TreeBuilder(
        matrix: own,
        binCounts: binCounts,
        response: .buckets(bucketOfRow, isOrdinal: target.isOrdinal),
        units: unitOfRow,
        minimumUnits: max(2, Int(Double(options.minimumUnits) * options.bagShare)),
        salt: seed
      )
      var tree = builder.grow(rows: bag, leftOut: leftOut)
      // Structure comes from the bag, frequencies from every row: larger leaves at no cost.
      tree.fill(rows: ownRows, matrix: own, codes: codes, leafCount: builder.leafCount)
      tree.rename(features: kept)
      trees.append(tree)
    }
    self.trees = PackedTrees(trees)
  }

  /// Draws a code for a row of bins.
  @inline(__always)
  package func sample(
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) -> Int32 {
    trees.sample(features, using: &generator)
  }

  /// Leaves over all trees; 1 a tree means that no condition helped.
  package var leafCount: Int { trees.leafCount }

  /// Features that drawing looks at, ascending.
  package var usedFeatures: [Int] { trees.usedFeatures }

  private static func varies(_ feature: Int, matrix: FeatureMatrix, rows: [Int32]) -> Bool {
    guard let first = rows.first else { return false }
    let value = matrix.bytes[Int(first) * matrix.width + feature]
    return rows.contains { matrix.bytes[Int($0) * matrix.width + feature] != value }
  }

  private static func distinct(_ units: [Int32]) -> Int {
    var distinct = 0
    var last: Int32 = -1
    for unit in units where unit != last {
      last = unit
      distinct += 1
    }
    return distinct
  }

  /// The features with the largest gain at the root, judged on a spread-out sample of rows.
  private static func screened(
    _ candidates: [Int],
    matrix: FeatureMatrix,
    rows: [Int32],
    buckets: [UInt8],
    isOrdinal: Bool,
    units: [Int32],
    options: Options
  ) -> [Int] {
    guard candidates.count > options.maximumFeatures else { return candidates }
    let sampleSize = 8_000
    let step = max(1, rows.count / sampleSize)
    let sample = Array(stride(from: 0, to: rows.count, by: step))
    let own = matrix.selecting(rows: sample.map { rows[$0] }, features: candidates)
    var builder = TreeBuilder(
      matrix: own,
      binCounts: own.binCounts,
      response: .buckets(sample.map { buckets[$0] }, isOrdinal: isOrdinal),
      units: sample.map { units[$0] },
      minimumUnits: max(2, options.minimumUnits / step),
      salt: 1
    )
    let gains = builder.rootGains(rows: Array(0..<Int32(sample.count)))
    let order = candidates.indices.sorted { (gains[$0], $1) > (gains[$1], $0) }
    return order.prefix(options.maximumFeatures).map { candidates[$0] }.sorted()
  }

  /// Splits rows into a bag and the rest by unit.
  private static func bag(
    units: [Int32],
    options: Options,
    seed: UInt64
  ) -> (bag: [Int32], leftOut: [Int32]) {
    let rowCount = Double(units.count)
    let share = min(options.bagShare, Double(options.maximumRows) / rowCount)
    let leftOutShare = min(1 - options.bagShare, Double(options.maximumRows) / 2 / rowCount)
    let low = UInt64(share * 0x1p53)
    let high = UInt64((1 - leftOutShare) * 0x1p53)
    var bag: [Int32] = []
    var leftOut: [Int32] = []
    for (row, unit) in units.enumerated() {
      let draw = CounterGenerator.mix(seed ^ UInt64(UInt32(bitPattern: unit))) >> 11
      if draw < low { bag.append(Int32(row)) } else if draw >= high { leftOut.append(Int32(row)) }
    }
    let all = Array(0..<Int32(units.count))
    return bag.isEmpty ? (all, all) : (bag, leftOut)
  }
}
