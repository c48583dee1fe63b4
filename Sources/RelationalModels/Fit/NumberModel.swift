import ConditionalTrees
import Statistics
import TableModels

/// What a number of every parent is drawn from, given what is known of the parent.
enum NumberModel: Sendable, Codable {
  case trees(ConditionalModel)
  case copula(GaussianCopula)

  /// Features that drawing looks at, ascending.
  var usedFeatures: [Int] {
    switch self {
    case .trees(let model): model.usedFeatures
    case .copula(let copula): copula.usedFeatures
    }
  }

  /// The largest code that can come out.
  var largestCode: Int32 {
    switch self {
    case .trees(let model): model.largestCode
    case .copula(let copula): copula.largestCode(of: 0) ?? 0
    }
  }

  func sampler() -> Sampler {
    switch self {
    case .trees(let model): Sampler(trees: model)
    case .copula(let copula): Sampler(copula: copula.sampler())
    }
  }

  /// Draws codes for one parent after the other.
  struct Sampler {
    fileprivate var trees: ConditionalModel?
    fileprivate var copula: GaussianCopulaSampler?

    mutating func draw(
      _ features: UnsafePointer<UInt8>,
      using generator: inout CounterGenerator
    ) -> Int32 {
      if let trees { return trees.sample(features, using: &generator) }
      copula?.startRow(using: &generator)
      guard case .code(let code)? = copula?.draw(0, features, using: &generator) else { return 0 }
      return code
    }
  }
}
