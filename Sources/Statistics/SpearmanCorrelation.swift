/// Spearman's ρ of the complete pairs, equal values sharing their mean rank, or nil where it is undefined.
package func spearmanCorrelation(_ first: [Double], _ second: [Double]) -> Double? {
  var xs: [Double] = []
  var ys: [Double] = []
  for (x, y) in zip(first, second) where !x.isNaN && !y.isNaN {
    xs.append(x)
    ys.append(y)
  }
  return pearsonCorrelation(meanRanks(xs), meanRanks(ys))
}

/// The rank of every value from 1; equal values share the mean of theirs.
private func meanRanks(_ values: [Double]) -> [Double] {
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
    for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
    start = end
  }
  return ranks
}
