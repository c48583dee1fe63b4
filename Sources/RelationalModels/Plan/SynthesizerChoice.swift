/// What the modelled columns of a table's rows are drawn from.
///
/// Keys, numbers of children, the choice of parents, rules and uniqueness are kept with each of them.
package enum SynthesizerChoice: String, Sendable, CaseIterable, Codable {
  /// Trees over the row so far, its parents and the sibling before; values as steps from others where that fits.
  case trees
  /// All columns by a Gaussian copula with what is known of the row beforehand.
  case gaussianCopula = "gaussian-copula"
  /// The same with parameters of its own for every parent, numbers of children among them.
  case hma
  /// Each column and each number of children by its own marginal.
  case independent
  /// Each column evenly over its protected range or its labels.
  case uniform

  /// Whether what is drawn depends on anything else.
  package var isConditional: Bool {
    switch self {
    case .trees, .gaussianCopula, .hma: true
    case .independent, .uniform: false
    }
  }

  /// What it does, in a line.
  package var summary: String {
    switch self {
    case .trees: "each column by trees over what is known before it"
    case .gaussianCopula: "all columns by one Gaussian copula"
    case .hma: "all columns by Gaussian copulas whose parameters differ from parent to parent"
    case .independent: "each column by its own marginal, whatever the others are"
    case .uniform: "each column evenly over its range or labels"
    }
  }

  /// Whether columns are to have the source's marginals.
  package var keepsMarginals: Bool { self != .uniform }
}
