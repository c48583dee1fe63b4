import Statistics

/// The variables of a row in the order in which they become known: parameters of parents, what else is known beforehand,
/// and columns.
struct RowOrder {
  /// A variable in its place.
  private enum Entry {
    /// - `place`: among the variables of the targets; nil for what is known beforehand.
    case seen(SeenVariable, place: Int?)
    /// - `position`: among the parameters of all levels.
    case parameter(level: Int, number: Int, position: Int)
  }

  private let entries: [Entry]
  private let levels: [LevelDraft]
  /// Variables of the targets without what rows share with their parents.
  private let remainder: [SeenVariable]

  /// - `variables`: of every target.
  /// - `remainder`: the same without what rows share with their parents, one after the other.
  init(
    _ variables: [[SeenVariable]],
    of targets: [TrainingTarget],
    contexts: [(feature: Int, variable: SeenVariable)],
    levels: [LevelDraft],
    remainder: [SeenVariable]
  ) {
    self.remainder = remainder
    var entries: [Entry] = []
    var placed: Set<Int> = []
    var placedLevels: Set<Int> = []
    var place = 0
    for (number, target) in targets.enumerated() {
      let known = Set(target.candidates)
      var first = 0
      for (index, level) in levels.enumerated() {
        if level.parents.witness.map(known.contains) ?? true, placedLevels.insert(index).inserted {
          entries += level.selected.indices.map {
            .parameter(level: index, number: $0, position: first + $0)
          }
        }
        first += level.selected.count
      }
      for (feature, context) in contexts
      where known.contains(feature) && placed.insert(feature).inserted {
        entries.append(.seen(context, place: nil))
      }
      for variable in variables[number] {
        entries.append(.seen(variable, place: place))
        place += 1
      }
    }
    self.entries = entries
    self.levels = levels
  }

  var variables: [LatentVariable] {
    entries.map { entry in
      switch entry {
      case .seen(let seen, _): seen.variable
      case .parameter(_, _, let position):
        LatentVariable(source: .parameter(position), scale: LatentScale([(0, 1)]))
      }
    }
  }

  /// Cholesky's factor of the variables' correlations, row by row.
  ///
  /// Parameters have exactly the correlations that they are drawn with, and a variable has a regression on the parameters
  /// that are known before it. What is left of the variables has correlations that are made positive definite by
  /// themselves: mending all at once would bend the parameters' correlations, and then what is drawn given them would vary
  /// more than in the source, or less.
  func factor(_ rows: TrainingRows) -> [Double] {
    let size = entries.count
    var factor = [Double](repeating: 0, count: size * size)
    var seen: [Int] = []
    var places = [[Int]](repeating: [], count: levels.count)
    for (place, entry) in entries.enumerated() {
      switch entry {
      case .parameter(let level, let number, _):
        places[level].append(place)
        for (other, column) in places[level].enumerated() {
          factor[place * size + column] =
            levels[level].factor[number * levels[level].selected.count + other]
        }
      case .seen(_, let target):
        seen.append(place)
        guard let target else { continue }
        let line = levels.indices.flatMap { level in
          places[level].isEmpty ? [] : levels[level].coefficients(of: target)
        }
        let share = line.reduce(0) { $0 + $1 * $1 }
        let scale = share > SharesBetweenParents.largest ? SharesBetweenParents.largest / share : 1
        for (column, value) in zip(places.joined(), line) {
          factor[place * size + column] = value * scale.squareRoot()
        }
      }
    }
    let correlation = correlation(rows)
    let columns = places.flatMap { $0 }
    func shared(_ first: Int, _ second: Int) -> Double {
      columns.reduce(0) {
        $0 + factor[seen[first] * size + $1] * factor[seen[second] * size + $1]
      }
    }
    let rest = seen.indices.map { (1 - shared($0, $0)).squareRoot() }
    var remainder = CorrelationMatrix(size: seen.count)
    for first in seen.indices {
      for second in 0..<first {
        let left =
          (correlation[first, second] - shared(first, second)) / (rest[first] * rest[second])
        remainder[first, second] = LatentCorrelation.bounded(left)
      }
    }
    let factorOfRest = remainder.nearestPositiveDefinite.factor.values
    for first in seen.indices {
      for second in 0...first {
        factor[seen[first] * size + seen[second]] =
          rest[first] * factorOfRest[first * seen.count + second]
      }
    }
    return factor
  }

  /// Of the variables that rows show, in order.
  ///
  /// What is known beforehand counts for what it says of the columns beside what the row shares with its parents.
  private func correlation(_ rows: TrainingRows) -> CorrelationMatrix {
    let seen = entries.compactMap { entry -> (variable: SeenVariable, place: Int?)? in
      if case .seen(let variable, let place) = entry { (variable, place) } else { nil }
    }
    var correlation = GaussianCopulaSynthesizer.correlation(of: seen.map(\.variable), rows)
    if rows.showCorrelations, !levels.isEmpty {
      for (number, context) in seen.enumerated() where context.place == nil {
        for (other, target) in seen.enumerated() {
          guard let place = target.place else { continue }
          let rest = remainder[place]
          correlation[number, other] =
            rest.deviation * rest.latentCorrelation(with: context.variable)
        }
      }
    }
    return correlation.shrunk(
      by: GaussianCopulaSynthesizer.shrinkage(variables: seen.count, rows)
    )
  }
}
