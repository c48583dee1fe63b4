import ConditionalTrees
import Statistics

/// Rows by a Gaussian copula whose means each parent has of its own: hierarchical modelling by conditional parameter
/// aggregation (Patki, Wedge and Veeramachaneni 2016, DOI 10.1109/DSAA.2016.49), estimated at once for all parents.
///
/// The paper fits a model to the children of every parent and then one to the parents with the parameters of these
/// models as further columns. What the second model needs are means and covariances of parameters, and these are
/// estimated from pairs of siblings (``SiblingPairs``) without fitting any of the first: parents with a few children,
/// whose own fits would be worth nothing, count for what they tell, and time and memory grow with the rows alone.
package struct HierarchicalCopulaSynthesizer: TableSynthesizer {
  /// Rows from which correlations are learnt, about.
  static let rowLimit = 100_000

  private let columns = GaussianCopulaSynthesizer()

  package init() {}

  package func partCount(of rows: TrainingRows) -> Int { columns.partCount(of: rows) }

  package func part(
    _ number: Int,
    of rows: TrainingRows
  ) -> GaussianCopulaSynthesizer.TargetScale? {
    columns.part(number, of: rows)
  }

  package func fitted(
    _ parts: [GaussianCopulaSynthesizer.TargetScale?],
    to rows: TrainingRows
  ) -> HierarchicalCopula {
    let sample = Self.sample(rows)
    let targets = zip(rows.targets, parts).enumerated().map { number, pair in
      GaussianCopulaSynthesizer.variables(of: number, pair.0, scale: pair.1, sample)
    }
    let variables = targets.flatMap { $0 }
    let finder = ContextFinder(rows, sample: sample)
    let levels = Self.levels(of: rows, variables: variables, finder: finder, sample: sample)
    let remainder = levels.last?.remainder ?? variables
    let repeated = levels.reduce(into: Set<Int>()) { $0.formUnion($1.parents.repeated) }
    let contexts = finder.chosen(
      among: rows.contexts.filter { !repeated.contains($0) }.map(rows.candidate),
      beside: remainder
    )
    let order = RowOrder(
      targets,
      of: rows.targets,
      contexts: contexts,
      levels: levels,
      remainder: remainder
    )
    let copula = GaussianCopula(
      variables: order.variables,
      factor: order.factor(rows),
      targetCount: rows.targets.count
    )
    return HierarchicalCopula(copula: copula, levels: Self.fitted(levels))
  }

  /// All rows, or those of parents spread over the table, so that siblings stay together.
  private static func sample(_ rows: TrainingRows) -> [Int] {
    let count = rows.matrix.rowCount
    guard count > rowLimit else { return Array(0..<count) }
    let parents = rows.parents.first?.ofRow ?? []
    var sample: [Int] = []
    var isTaken = false
    for row in 0..<count {
      let isSibling = row > 0 && !parents.isEmpty && parents[row] >= 0
      if !isSibling || parents[row] != parents[row - 1] {
        isTaken = sample.count * count < rowLimit * (row + 1)
      }
      if isTaken { sample.append(row) }
    }
    return sample
  }

  private static func levels(
    of rows: TrainingRows,
    variables: [SeenVariable],
    finder: ContextFinder,
    sample: [Int]
  ) -> [LevelDraft] {
    guard rows.showCorrelations else { return [] }
    var levels: [LevelDraft] = []
    var remainder = variables
    for parents in rows.parents {
      guard
        let level = LevelDraft(
          parents,
          of: rows,
          variables: remainder,
          finder: finder,
          sample: sample
        )
      else { continue }
      levels.append(level)
      remainder = level.remainder
    }
    return levels
  }

  private static func fitted(_ drafts: [LevelDraft]) -> [ParentLevel] {
    var levels: [ParentLevel] = []
    var first = 0
    for draft in drafts {
      let count = draft.selected.count
      levels.append(
        ParentLevel(key: draft.parents.key, first: first, count: count, source: draft.source)
      )
      first += count
    }
    return levels
  }
}
