/// How many parents have a given number of children.
package struct DegreeCount: Hashable, Sendable {
  package var children: Int
  package var parents: Int

  package init(children: Int, parents: Int) {
    self.children = children
    self.parents = parents
  }
}

/// ``KSComplement`` of the children per parent (childless parents included), as SDMetrics' metric of this name.
package enum CardinalityShapeSimilarity {
  /// The score of two histograms in any order, or nil where a side has no parents.
  package static func score(real: [DegreeCount], clone: [DegreeCount]) -> Double? {
    let realTotal = Double(total(real))
    let cloneTotal = Double(total(clone))
    guard realTotal > 0, cloneTotal > 0 else { return nil }
    var steps: [Int: (real: Int, clone: Int)] = [:]
    for entry in real { steps[entry.children, default: (0, 0)].real += entry.parents }
    for entry in clone { steps[entry.children, default: (0, 0)].clone += entry.parents }
    var seen = (real: 0, clone: 0)
    var largest = 0.0
    for (_, step) in steps.sorted(by: { $0.key < $1.key }) {
      seen.real += step.real
      seen.clone += step.clone
      largest = max(largest, abs(Double(seen.real) / realTotal - Double(seen.clone) / cloneTotal))
    }
    return 1 - largest
  }

  /// Mean number of children of a parent, or nil without parents.
  package static func mean(_ degrees: [DegreeCount]) -> Double? {
    let parents = total(degrees)
    guard parents > 0 else { return nil }
    return degrees.reduce(0.0) { $0 + Double($1.children) * Double($1.parents) } / Double(parents)
  }

  /// Share of parents without children, or nil without parents.
  package static func childlessShare(_ degrees: [DegreeCount]) -> Double? {
    let parents = total(degrees)
    guard parents > 0 else { return nil }
    return Double(total(degrees.filter { $0.children == 0 })) / Double(parents)
  }

  private static func total(_ degrees: [DegreeCount]) -> Int {
    degrees.reduce(0) { $0 + $1.parents }
  }
}
