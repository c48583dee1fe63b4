import Statistics

/// What the rows of a table have in common with those of the same parent, as far as it is more than chance.
struct LevelDraft {
  let parents: RowParents
  /// Variables whose means differ between parents, by position among those of the targets.
  let selected: [Int]
  /// Of every selected variable: covariance of its mean with the means of all variables.
  let between: [[Double]]
  let source: ParentLevel.Source
  /// Cholesky's, of the parameters' correlations, row by row.
  let factor: [Double]
  /// Of what goes with several parameters.
  private let regression: RidgeRegression
  /// Share of the variance of every variable that may lie between parents.
  private let limits: [Double]
  private let variables: [SeenVariable]
  private let means: [ShrunkMeans]

  /// Factor by which the coefficients of a variable are raised, at most, to come to its share.
  private static let largestScale = 1.25

  /// - `variables`: of the targets, without what the rows share with parents that are known before.
  /// - `sample`: rows that are looked at.
  init?(
    _ parents: RowParents,
    of rows: TrainingRows,
    variables: [SeenVariable],
    finder: ContextFinder,
    sample: [Int]
  ) {
    let ofRow = sample.map { parents.ofRow[$0] }
    let pairs = SiblingPairs(parents: ofRow)
    // Else only what is known of parents shows what their children have in common.
    let areSiblingsShown =
      pairs.parentCount >= (parents.isKept ? 2 : 2 * rows.minimumUnits)
    let parentCount = Set(ofRow.filter { $0 >= 0 }).count
    let candidates =
      parents.isKept
      ? []
      : finder.chosen(among: parents.candidates, beside: variables, valueLimit: parentCount)
        .map(\.variable)
    let projection = FeatureProjection(candidates, rows: parentCount, foretelling: variables)
    let deviations = variables.map(\.deviation)
    func siblings(_ first: Int, _ second: Int) -> Double {
      let (variable, other) = (variables[first], variables[second])
      return deviations[first] * deviations[second]
        * variable.latentCorrelation(
          with: other,
          scores: pairs.correlation(variable.scores, other.scores)
        )
    }
    let shares = SharesBetweenParents(
      of: variables,
      foretoldBy: projection,
      parentCount: parentCount,
      siblings: areSiblingsShown ? { siblings($0, $0) } : nil,
      standardError: pairs.standardError
    )
    let (selected, known) = (shares.selected, shares.known)
    guard !selected.isEmpty else { return nil }
    let shrinkage =
      Double(selected.count) / (Double(selected.count) + pairs.effectiveParentCount)
    let between = selected.map { place in
      variables.indices.map { other -> Double in
        if other == place { return shares.values[place] }
        guard areSiblingsShown else { return known[place].product(with: known[other]) }
        // What a few parents do not tell goes together as it does in rows.
        let alike =
          variables[place].latentCorrelation(with: variables[other])
          * (shares.values[place] * shares.values[other]).squareRoot()
        return (1 - shrinkage) * siblings(place, other) + shrinkage * alike
      }
    }
    self.parents = parents
    self.selected = selected
    self.between = between
    limits = shares.limits
    self.variables = variables
    let means = selected.map { place in
      ShrunkMeans(
        variables[place],
        between: shares.values[place],
        ofRow: ofRow,
        parentCount: parents.count
      )
    }
    let ofSelected = selected.indices.map { number in selected.map { between[number][$0] } }
    let correlation: CorrelationMatrix
    if parents.isKept {
      let known = KeptParameters(
        means,
        units: sample.map { rows.units[$0] },
        ofRow: ofRow,
        parents: parents,
        minimumUnits: rows.minimumUnits
      )
      correlation = known.correlation.nearestPositiveDefinite
      source = .kept(known.estimates)
    } else {
      let copula = Self.copula(
        known: selected.map { known[$0] },
        between: ofSelected,
        projection: projection,
        parents: pairs.effectiveParentCount
      )
      correlation = copula.parameterCorrelation
      source = .drawn(copula)
    }
    factor = correlation.factor.values
    regression = RidgeRegression(correlation)
    self.means = means
  }

  /// The parameters' correlations with each other and with what is known of their parents.
  private static func copula(
    known: [FeatureProjection.Place],
    between: [[Double]],
    projection: FeatureProjection,
    parents: Double
  ) -> ParameterCopula {
    let features = projection.features
    let ofParameters = Self.correlation(between)
    var correlation = CorrelationMatrix(size: features.count + between.count)
    for first in features.indices {
      for second in 0..<first { correlation[first, second] = projection.correlation[first, second] }
    }
    for number in between.indices {
      for feature in features.indices {
        correlation[features.count + number, feature] = LatentCorrelation.bounded(
          known[number].correlations[feature] / between[number][number].squareRoot()
        )
      }
      for other in 0..<number {
        correlation[features.count + number, features.count + other] = ofParameters[number, other]
      }
    }
    let size = Double(correlation.size)
    return ParameterCopula(
      features: features.map(\.variable),
      parameterCount: between.count,
      correlation: correlation.shrunk(by: size / (size + parents))
    )
  }

  /// Correlations of parameters that have these covariances.
  private static func correlation(_ covariances: [[Double]]) -> CorrelationMatrix {
    var correlation = CorrelationMatrix(size: covariances.count)
    for first in covariances.indices {
      for second in 0..<first {
        let scale = (covariances[first][first] * covariances[second][second]).squareRoot()
        correlation[first, second] = LatentCorrelation.bounded(covariances[first][second] / scale)
      }
    }
    return correlation
  }

  /// Coefficients of the parameters' innovations in a variable.
  ///
  /// - `place`: of the variable among those of the targets.
  func coefficients(of place: Int) -> [Double] {
    let weights = regression.solve(
      selected.indices.map { number in
        LatentCorrelation.bounded(
          between[number][place] / between[number][selected[number]].squareRoot()
        )
      }
    )
    let coefficients = selected.indices.map { column in
      (column..<selected.count).reduce(0) {
        $0 + factor[$1 * selected.count + column] * weights[$1]
      }
    }
    let share = coefficients.reduce(0) { $0 + $1 * $1 }
    guard share > 0 else { return coefficients }
    let scale = (limits[place] / share).squareRoot()
    let most = selected.contains(place) ? Self.largestScale : 1
    return coefficients.map { $0 * min(scale, most) }
  }

  /// The variables without what the rows share with their parents, as far as the rows tell it.
  var remainder: [SeenVariable] {
    var remainder = variables
    for (place, mean) in zip(selected, means) {
      remainder[place] = SeenVariable(
        variables[place],
        scores: mean.remainder(of: variables[place])
      )
    }
    return remainder
  }
}

extension RowParents {
  /// Features of the parents as ones of the rows.
  fileprivate var candidates: [ContextFinder.Candidate] {
    features.enumerated().map { number, feature in
      ContextFinder.Candidate(feature: number, isCategorical: feature.isCategorical) { row in
        ofRow[row] >= 0 ? feature.bins[Int(ofRow[row])] : 0
      }
    }
  }
}
