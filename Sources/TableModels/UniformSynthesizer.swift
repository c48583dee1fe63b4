import ConditionalTrees

/// Each target evenly over its protected range or its labels, nulls with their share: what knows nothing but the
/// schema and the extent of the data.
package struct UniformSynthesizer: TableSynthesizer {
  package init() {}

  package func partCount(of rows: TrainingRows) -> Int { rows.targets.count }

  package func part(_ number: Int, of rows: TrainingRows) -> Marginal {
    let target = rows.targets[number]
    let codes = target.rows.lazy.map { target.codes.codes[Int($0)] }
    let nulls = codes.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
    if let range = rows.protectedRange(of: target) {
      return .range(range, nullShare: Double(nulls) / Double(max(1, codes.count)))
    }
    let shown = Set(codes).subtracting([0]).sorted()
    let present = Double(codes.count - nulls) / Double(max(1, shown.count))
    var shares = shown.map { (code: $0, rows: present) }
    if nulls > 0 { shares.insert((0, Double(nulls)), at: 0) }
    return .codes(CodeShares(shares))
  }

  package func fitted(_ parts: [Marginal], to rows: TrainingRows) -> FittedMarginals {
    FittedMarginals(targets: parts)
  }
}
