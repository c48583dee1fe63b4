/// Pearson's r of the complete pairs, in two passes, or nil where it is undefined.
package func pearsonCorrelation(_ first: [Double], _ second: [Double]) -> Double? {
  var count = 0.0
  var firstSum = 0.0
  var secondSum = 0.0
  var firstRange = (low: Double.infinity, high: -Double.infinity)
  var secondRange = firstRange
  for (x, y) in zip(first, second) where x.isFinite && y.isFinite {
    count += 1
    firstSum += x
    secondSum += y
    firstRange = (min(firstRange.low, x), max(firstRange.high, x))
    secondRange = (min(secondRange.low, y), max(secondRange.high, y))
  }
  guard count >= 2 else { return nil }
  let firstMean = firstSum / count
  let secondMean = secondSum / count
  var firstSquares = 0.0
  var secondSquares = 0.0
  var products = 0.0
  for (x, y) in zip(first, second) where x.isFinite && y.isFinite {
    let dx = x - firstMean
    let dy = y - secondMean
    firstSquares += dx * dx
    secondSquares += dy * dy
    products += dx * dy
  }
  // Nothing is left of the digits of a column that is constant but for rounding.
  let noise = 1e-13
  guard firstRange.high - firstRange.low > noise * abs(firstMean),
    secondRange.high - secondRange.low > noise * abs(secondMean),
    firstSquares > 0, secondSquares > 0
  else { return nil }
  let r = products / (firstSquares.squareRoot() * secondSquares.squareRoot())
  return r.isFinite ? min(1, max(-1, r)) : nil
}
