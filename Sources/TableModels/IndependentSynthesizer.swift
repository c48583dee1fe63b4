import ConditionalTrees

/// Each target by its own marginal, whatever else is known: what any model of a table has to beat.
package struct IndependentSynthesizer: TableSynthesizer {
  package init() {}

  package func partCount(of rows: TrainingRows) -> Int { rows.targets.count }

  package func part(_ number: Int, of rows: TrainingRows) -> Marginal {
    let target = rows.targets[number]
    return .codes(CodeShares(target.rows.lazy.map { target.codes.codes[Int($0)] }))
  }

  package func fitted(_ parts: [Marginal], to rows: TrainingRows) -> FittedMarginals {
    FittedMarginals(targets: parts)
  }
}
