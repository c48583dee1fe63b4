import Statistics

/// Parameters of parents that clones have, too, as far as their children tell them.
struct KeptParameters {
  /// Those of one parent next to each other.
  private(set) var estimates: [ParameterEstimate]
  /// Of the parameters with each other, children counting once each.
  let correlation: CorrelationMatrix

  /// - `means`: of every parameter.
  /// - `units`, `ofRow`: protected unit and parent of every row; of the parents of fewer than k units nothing is told.
  init(
    _ means: [ShrunkMeans],
    units: [Int32],
    ofRow: [Int32],
    parents: RowParents,
    minimumUnits: Int
  ) {
    var unitsOfParent = [Set<Int32>](repeating: [], count: parents.count)
    var children = [Double](repeating: 0, count: parents.count)
    for (row, parent) in ofRow.enumerated() where parent >= 0 {
      unitsOfParent[Int(parent)].insert(units[row])
      children[Int(parent)] += 1
    }
    let count = means.count
    var estimates = (0..<parents.count).flatMap { parent in
      means.map { mean in
        unitsOfParent[parent].count >= minimumUnits ? mean.estimate(of: parent) : .unknown
      }
    }
    let total = max(1, children.reduce(0, +))
    func sum(_ term: (Int) -> Double) -> Double {
      children.indices.reduce(0) { $0 + children[$1] * term($1) } / total
    }
    for number in 0..<count {
      let mean = sum { estimates[$0 * count + number].mean }
      let deviation = sum { parent in
        let estimate = estimates[parent * count + number]
        return (estimate.mean - mean) * (estimate.mean - mean)
          + estimate.deviation * estimate.deviation
      }.squareRoot()
      guard deviation > 0 else { continue }
      for parent in 0..<parents.count {
        let place = parent * count + number
        estimates[place].mean = (estimates[place].mean - mean) / deviation
        estimates[place].deviation = min(1, estimates[place].deviation / deviation)
      }
    }
    var correlation = CorrelationMatrix(size: count)
    for first in 0..<count {
      for second in 0..<first {
        correlation[first, second] = LatentCorrelation.bounded(
          sum { estimates[$0 * count + first].mean * estimates[$0 * count + second].mean }
        )
      }
    }
    self.estimates = estimates
    self.correlation = correlation
  }
}
