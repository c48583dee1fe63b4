import ConditionalTrees

/// Chooses the features of rows that say most about what is to be drawn of them.
struct ContextFinder {
  /// Features that a copula holds besides the targets, at most.
  static let limit = 10
  /// Correlation with a target below which a feature is left out, besides this many standard errors.
  static let weakest = 0.05
  static let standardErrors = 3.0
  /// Correlation with a feature that says more above which another one is left out: rows in which the two disagree
  /// would be led far astray.
  static let closest = 0.8

  /// A feature that may be chosen.
  struct Candidate {
    var feature: Int
    var isCategorical: Bool
    /// The bin of a row; 0 where there is none.
    var bin: (Int) -> UInt8
  }

  private let sample: [Int]
  /// Fewer rows, beside whose targets labels are put in order.
  private let few: [Int]
  private let classes: [AssociationOrder.Classes]

  /// - `sample`: rows that are looked at.
  init(_ rows: TrainingRows, sample: [Int]) {
    self.sample = sample
    let few = GaussianCopulaSynthesizer.sample(
      Array(0..<Int32(rows.matrix.rowCount)),
      limit: AssociationOrder.rowLimit
    )
    self.few = few
    classes = rows.targets.map { GaussianCopulaSynthesizer.classes(of: $0, few) }
  }

  /// The features that say most about any target, in their own order.
  ///
  /// - `targets`: variables of the rows in the sample.
  /// - `valueLimit`: different values that a feature can have in the rows; nil for no limit.
  func chosen(
    among candidates: [Candidate],
    beside targets: [SeenVariable],
    valueLimit: Int? = nil
  ) -> [(feature: Int, variable: SeenVariable)] {
    let found = candidates.compactMap { candidate -> (Double, Int, SeenVariable)? in
      let bins = sample.map(candidate.bin)
      guard let variable = variable(of: candidate, bins) else { return nil }
      let strongest = targets.map { abs($0.correlation(with: variable)) }.max() ?? 0
      // What siblings share counts once: rows of one parent stand together.
      let values = 1 + zip(bins, bins.dropFirst()).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
      let needed = Self.weakestOf(min(values, valueLimit ?? values))
      return strongest >= needed ? (strongest, candidate.feature, variable) : nil
    }
    var chosen: [(feature: Int, variable: SeenVariable)] = []
    for (_, feature, variable) in found.sorted(by: { ($0.0, $1.1) > ($1.0, $0.1) }) {
      guard chosen.count < Self.limit else { break }
      guard chosen.allSatisfy({ abs($0.variable.correlation(with: variable)) < Self.closest })
      else { continue }
      chosen.append((feature, variable))
    }
    return chosen.sorted { $0.feature < $1.feature }
  }

  /// The correlation that a feature of so many values must have with something.
  static func weakestOf(_ values: Int) -> Double {
    max(weakest, standardErrors / Double(values).squareRoot())
  }

  /// The latent variable behind a feature; nil where it does not vary.
  private func variable(of candidate: Candidate, _ bins: [UInt8]) -> SeenVariable? {
    var counts = [Int](repeating: 0, count: 256)
    for bin in bins { counts[Int(bin)] += 1 }
    var levels = (1...255).filter { counts[$0] > 0 }.map { (code: Int32($0), rows: counts[$0]) }
    guard levels.count > 1 else { return nil }
    if candidate.isCategorical, levels.count > 2 {
      let scores = AssociationOrder.scores(of: few.map(candidate.bin), beside: classes)
      levels.sort { (scores[Int($0.code)], $0.code) < (scores[Int($1.code)], $1.code) }
    }
    return SeenVariable(
      LatentVariable(source: .feature(candidate.feature), scale: LatentScale(levels)),
      codes: bins.map { $0 == 0 ? nil : Int32($0) }
    )
  }
}

extension TrainingRows {
  /// A feature of the rows themselves.
  func candidate(_ feature: Int) -> ContextFinder.Candidate {
    ContextFinder.Candidate(feature: feature, isCategorical: matrix.isCategorical[feature]) {
      matrix.bytes[$0 * matrix.width + feature]
    }
  }

  /// Distinct protected units.
  var unitCount: Int {
    units.indices.reduce(0) { $0 + ($1 == 0 || units[$1] != units[$1 - 1] ? 1 : 0) }
  }

  /// Whether there are enough units to learn more of than marginals.
  var showCorrelations: Bool { unitCount >= 2 * minimumUnits }
}
