/// Share of the variance of numbers that lies between groups (Fisher's correlation ratio η²), less what chance alone would
/// give; 0 where all numbers are the same.
///
/// - `group`: of the number at a position, from 0 to below `groupCount`.
package func varianceBetweenGroups(
  _ numbers: some RandomAccessCollection<Double>,
  groupCount: Int,
  group: (Int) -> Int
) -> Double {
  let count = Double(numbers.count)
  guard count > 1 else { return 0 }
  let mean = numbers.reduce(0, +) / count
  var total = 0.0
  var groups = [(sum: Double, size: Double)](repeating: (0, 0), count: groupCount)
  for (position, number) in numbers.enumerated() {
    let distance = number - mean
    total += distance * distance
    groups[group(position)].sum += distance
    groups[group(position)].size += 1
  }
  guard total > 0 else { return 0 }
  let filled = groups.filter { $0.size > 0 }
  let between = filled.reduce(0) { $0 + $1.sum * $1.sum / $1.size }
  return between / total - Double(filled.count) / count
}
