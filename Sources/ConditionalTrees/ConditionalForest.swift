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
    var buckets = [UInt8](repeating: 0, count: matrix.rowCount)
    for row in rows { buckets[Int(row)] = target.bucketOfCode[Int(target.codes[Int(row)])] }
    let response = TreeBuilder.Response.buckets(buckets, isOrdinal: target.isOrdinal)
    let varying = candidates.filter { Self.varies($0, matrix: matrix, rows: rows) }
    let kept = Self.screened(
      varying,
      matrix: matrix,
      response: response,
      rows: rows,
      units: units,
      options: options
    )
    let isConstant = rows.allSatisfy { target.codes[Int($0)] == target.codes[Int(rows[0])] }
    let unitCount = Self.distinctUnits(rows, units)
    var trees: [ConditionalTree] = []
    let treeCount =
      isConstant || kept.isEmpty || unitCount < 2 * options.minimumUnits ? 1 : options.treeCount
    for _ in 0..<treeCount {
      let seed = generator.next()
      guard treeCount > 1 else {
        var tree = ConditionalTree(
          nodes: [ConditionalTree.Node(feature: 0, threshold: 0, left: -1)],
          masks: []
        )
        tree.fill(rows: rows, matrix: matrix, codes: target.codes, leafCount: 1)
        trees.append(tree)
        continue
      }
      let (bag, leftOut) = Self.bag(rows: rows, units: units, options: options, seed: seed)
      var builder = TreeBuilder(
        matrix: matrix,
        response: response,
        units: units,
        minimumUnits: max(2, Int(Double(options.minimumUnits) * options.bagShare)),
        candidates: kept,
        salt: seed
      )
      var tree = builder.grow(rows: bag, leftOut: leftOut)
      // Structure comes from the bag, frequencies from every row: larger leaves at no cost.
      tree.fill(rows: rows, matrix: matrix, codes: target.codes, leafCount: builder.leafCount)
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

  private static func distinctUnits(_ rows: [Int32], _ units: [Int32]) -> Int {
    var distinct = 0
    var last: Int32 = -1
    for row in rows where units[Int(row)] != last {
      last = units[Int(row)]
      distinct += 1
    }
    return distinct
  }

  /// The features with the largest gain at the root, judged on a spread-out sample of rows.
  private static func screened(
    _ candidates: [Int],
    matrix: FeatureMatrix,
    response: TreeBuilder.Response,
    rows: [Int32],
    units: [Int32],
    options: Options
  ) -> [Int] {
    guard candidates.count > options.maximumFeatures else { return candidates }
    let sampleSize = 8_000
    let step = max(1, rows.count / sampleSize)
    let sample = stride(from: 0, to: rows.count, by: step).map { rows[$0] }
    var builder = TreeBuilder(
      matrix: matrix,
      response: response,
      units: units,
      minimumUnits: max(2, options.minimumUnits / step),
      candidates: candidates,
      salt: 1
    )
    let gains = builder.rootGains(rows: sample)
    let order = candidates.indices.sorted { (gains[$0], $1) > (gains[$1], $0) }
    return order.prefix(options.maximumFeatures).map { candidates[$0] }.sorted()
  }

  /// Splits rows into a bag and the rest by unit.
  private static func bag(
    rows: [Int32],
    units: [Int32],
    options: Options,
    seed: UInt64
  ) -> (bag: [Int32], leftOut: [Int32]) {
    let share = min(options.bagShare, Double(options.maximumRows) / Double(rows.count))
    let leftOutShare = min(
      1 - options.bagShare,
      Double(options.maximumRows) / 2 / Double(rows.count)
    )
    let low = UInt64(share * 0x1p53)
    let high = UInt64((1 - leftOutShare) * 0x1p53)
    var bag: [Int32] = []
    var leftOut: [Int32] = []
    for row in rows {
      let draw = CounterGenerator.mix(seed ^ UInt64(UInt32(bitPattern: units[Int(row)]))) >> 11
      if draw < low { bag.append(row) } else if draw >= high { leftOut.append(row) }
    }
    return bag.isEmpty ? (rows, rows) : (bag, leftOut)
  }
}
