/// Pairs of rows that have a parent in common.
///
/// Of two siblings, whatever goes together does so through what they share. So the covariance of two variables in two
/// different siblings is that of the parents' own means, free of the noise that the means of a few children have: the
/// estimate by moments of components of variance (Searle, Casella and McCulloch 1992, DOI 10.1002/9780470316856, chapter 3).
/// Every row counts once, however many siblings it has.
struct SiblingPairs {
  /// Rows of parents with two children or more, parent by parent.
  private let rows: [Int]
  /// Where the rows of each parent end.
  private let ends: [Int]
  /// Parents with two children or more.
  var parentCount: Int { ends.count }
  /// Parents with children, a few with most of the children counting for few.
  let effectiveParentCount: Double
  /// Standard error of the correlation of siblings where there is none.
  let standardError: Double

  /// - `parents`: of every row; negative for none.
  init(parents: [Int32]) {
    let known = parents.indices.filter { parents[$0] >= 0 }
    var counts = [Int](repeating: 0, count: Int(parents.max() ?? -1) + 1)
    for row in known { counts[Int(parents[row])] += 1 }
    var places = [Int](repeating: 0, count: counts.count)
    var (ends, total, squares, noise) = ([Int](), 0, 0.0, 0.0)
    for (parent, count) in counts.enumerated() {
      squares += Double(count * count)
      guard count > 1 else { continue }
      places[parent] = total
      total += count
      ends.append(total)
      noise += 2 * Double(count) / Double(count - 1)
    }
    var rows = [Int](repeating: 0, count: total)
    for row in known where counts[Int(parents[row])] > 1 {
      let parent = Int(parents[row])
      rows[places[parent]] = row
      places[parent] += 1
    }
    self.rows = rows
    self.ends = ends
    effectiveParentCount = squares > 0 ? Double(known.count * known.count) / squares : 0
    standardError = total > 0 ? noise.squareRoot() / Double(total) : .infinity
  }

  /// Correlation of the scores of two variables in two siblings; 0 where no siblings show both, or either does not vary.
  ///
  /// - `first`, `second`: scores of every row; NaN where nothing is seen.
  func correlation(_ first: [Double], _ second: [Double]) -> Double {
    let (moments, otherMoments) = (moments(of: first), moments(of: second))
    let scale = (moments.variance * otherMoments.variance).squareRoot()
    guard scale > 1e-9 else { return 0 }
    let (mean, otherMean) = (moments.mean, otherMoments.mean)
    var (products, pairs) = (0.0, 0.0)
    var start = 0
    rows.withUnsafeBufferPointer { rows in
      first.withUnsafeBufferPointer { first in
        second.withUnsafeBufferPointer { second in
          for end in ends {
            // Sums over the parent's rows that show the first, the second, and both.
            var (sum, other, same) = (0.0, 0.0, 0.0)
            var (seen, otherSeen, bothSeen) = (0.0, 0.0, 0.0)
            for place in start..<end {
              let (x, y) = (first[rows[place]] - mean, second[rows[place]] - otherMean)
              if !x.isNaN {
                sum += x
                seen += 1
              }
              if !y.isNaN {
                other += y
                otherSeen += 1
                if !x.isNaN {
                  same += x * y
                  bothSeen += 1
                }
              }
            }
            let weight = 1 / Double(end - start - 1)
            products += weight * (sum * other - same)
            pairs += weight * (seen * otherSeen - bothSeen)
            start = end
          }
        }
      }
    }
    return pairs > 0 ? products / pairs / scale : 0
  }

  private func moments(of scores: [Double]) -> (mean: Double, variance: Double) {
    let seen = rows.lazy.map { scores[$0] }.filter { !$0.isNaN }
    let count = Double(seen.reduce(0) { sum, _ in sum + 1 })
    guard count > 0 else { return (0, 0) }
    let mean = seen.reduce(0, +) / count
    return (mean, seen.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count)
  }
}
