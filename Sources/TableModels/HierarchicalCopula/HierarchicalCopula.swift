import ModelEncoding
package import Statistics

/// A Gaussian copula of rows whose parents each have a model of their own.
///
/// What tells a parent's model from that of all rows are its parameters: the means that its children's latent variables
/// have. They are drawn once for every parent, and rows are drawn given those of all their parents.
package struct HierarchicalCopula: FittedTableSynthesizer, Equatable, Codable {
  package let copula: GaussianCopula
  /// In the order in which parents become known.
  package let levels: [ParentLevel]

  package var usedFeatures: [Int] { copula.usedFeatures }

  /// The largest code that a target can come out as; nil where there is no such target.
  package func largestCode(of target: Int) -> Int32? { copula.largestCode(of: target) }

  /// Share of the variance of a target's values in which rows of different parents by a level differ.
  package func shareBetweenParents(of target: Int, level: ParentLevel) -> Double {
    guard copula.variablesOfTarget.indices.contains(target),
      let row = copula.variablesOfTarget[target].value
    else { return 0 }
    let size = copula.variables.count
    return (0..<row).reduce(0) { sum, column in
      guard case .parameter(let number) = copula.variables[column].source,
        (level.first..<(level.first + level.count)).contains(number)
      else { return sum }
      let coefficient = copula.factor[row * size + column]
      return sum + coefficient * coefficient
    }
  }

  /// A sampler of rows without parents.
  package func sampler() -> HierarchicalCopulaSampler { sampler(parameters: [:]) }

  /// - `parameters`: of every parent, one after the other, by key.
  package func sampler(parameters: [Int: [Float]]) -> HierarchicalCopulaSampler {
    HierarchicalCopulaSampler(self, parameters: parameters)
  }
}

/// The parameters of the parents that rows refer to by one key.
package struct ParentLevel: Sendable, Equatable, Codable {
  package let key: Int
  /// Position of its first parameter among those of all keys.
  let first: Int
  let count: Int
  let source: Source

  enum Source: Sendable, Equatable, Codable {
    /// Clones have other parents than the source.
    case drawn(ParameterCopula)
    /// Clones have the source's own: what is known of the parameters of each.
    case kept([ParameterEstimate])
  }

  /// Parameters of all parents, those of one next to each other.
  ///
  /// - `features`: bins of the parents, column by column.
  /// - `children`: number of children of every parent; nil where that is not known.
  /// - `generator`: the randomness of a parent.
  package func parameters(
    rowCount: Int,
    features: [[UInt8]],
    children: [Int]? = nil,
    generator: (Int) -> CounterGenerator
  ) -> [Float] {
    var parameters: [Float] = []
    parameters.reserveCapacity(rowCount * count)
    switch source {
    case .drawn(let copula):
      var sampler = ParameterCopula.Sampler(copula)
      for row in 0..<rowCount {
        var generator = generator(row)
        parameters += sampler.draw(
          bin: { features.indices.contains($0) ? features[$0][row] : 0 },
          using: &generator
        ).map { Float($0) }
      }
      settle(&parameters, children: children ?? [Int](repeating: 1, count: rowCount))
    case .kept(let estimates):
      for row in 0..<rowCount {
        var generator = generator(row)
        for number in 0..<count {
          let place = row * count + number
          let estimate = place < estimates.count ? estimates[place] : .unknown
          parameters.append(
            Float(estimate.mean + estimate.deviation * generator.normal())
          )
        }
      }
    }
    return parameters
  }
}

extension ParentLevel {
  /// Parents with children of whom parameters are settled; those of fewer are left to chance.
  private static let fewestParents = 10

  /// Gives the children's parameters the mean 0 and the variance 1 that they have in the model, which a few dozen parents
  /// would miss by chance, and with them the marginals of their children.
  private func settle(_ parameters: inout [Float], children: [Int]) {
    let parents = children.indices.filter { children[$0] > 0 }
    guard parents.count >= Self.fewestParents else { return }
    let total = parents.reduce(0.0) { $0 + Double(children[$1]) }
    for number in 0..<count {
      func sum(_ term: (Double) -> Double) -> Double {
        parents.reduce(0.0) {
          $0 + Double(children[$1]) * term(Double(parameters[$1 * count + number]))
        } / total
      }
      let mean = sum { $0 }
      let deviation = sum { ($0 - mean) * ($0 - mean) }.squareRoot()
      guard deviation > 0 else { continue }
      for parent in children.indices {
        let place = parent * count + number
        parameters[place] = Float((Double(parameters[place]) - mean) / deviation)
      }
    }
  }
}

/// A parameter of mean 0 and variance 1 as far as the children of its parent tell it.
struct ParameterEstimate: Sendable, Equatable, Codable {
  var mean: Double
  var deviation: Double

  /// Nothing is known but what all parents are like.
  static let unknown = ParameterEstimate(mean: 0, deviation: 1)
}

extension HierarchicalCopula: SelfChecking {
  package var problem: String? {
    let total = levels.reduce(0) { $0 + $1.count }
    var first = 0
    for level in levels {
      guard level.key >= 0, level.count > 0, level.first == first else {
        return "parameters of parents are in disorder"
      }
      first += level.count
      switch level.source {
      case .drawn(let copula):
        guard copula.parameterCount == level.count else {
          return "parameters of parents are in disorder"
        }
      case .kept(let estimates):
        guard
          estimates.allSatisfy({ $0.mean.isFinite && $0.deviation >= 0 && $0.deviation <= 1 })
        else { return "parameters of parents are none" }
      }
    }
    return copula.parameterCount <= total ? nil : "parameters of parents are missing"
  }
}

/// Draws rows given the parameters of their parents.
package struct HierarchicalCopulaSampler: RowSampler {
  private var sampler: GaussianCopulaSampler
  private let levels: [(level: ParentLevel, values: [Float])]

  init(_ copula: HierarchicalCopula, parameters: [Int: [Float]]) {
    sampler = copula.copula.sampler()
    levels = copula.levels.map { ($0, parameters[$0.key] ?? []) }
  }

  package mutating func startRow(using generator: inout CounterGenerator) {
    sampler.startRow(using: &generator)
    for index in sampler.parameters.indices { sampler.parameters[index] = .nan }
  }

  package mutating func place(under parent: Int32, of key: Int) {
    for index in levels.indices where levels[index].level.key == key {
      let (first, count) = (levels[index].level.first, levels[index].level.count)
      let start = Int(parent) * count
      for number in 0..<count where first + number < sampler.parameters.count {
        sampler.parameters[first + number] =
          parent >= 0 && start + number < levels[index].values.count
          ? Double(levels[index].values[start + number]) : .nan
      }
    }
  }

  package mutating func draw(
    _ target: Int,
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) -> DrawnValue {
    sampler.draw(target, features, using: &generator)
  }

  package mutating func settle(
    _ target: Int,
    code: Int32,
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) {
    sampler.settle(target, code: code, features, using: &generator)
  }
}
