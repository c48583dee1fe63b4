import ColumnTransforms
import Metadata
import RelationalModels
import Statistics
import TableModels

extension SynthesizerChoice {
  init(_ choice: CloneOptions.Synthesizer) {
    switch choice {
    case .trees: self = .trees
    case .gaussianCopula: self = .gaussianCopula
    case .hma: self = .hma
    case .independent: self = .independent
    case .uniform: self = .uniform
    }
  }
}

extension MarginalSource {
  init(_ choice: CloneOptions.Marginal) {
    switch choice {
    case .codes: self = .codes
    case .nearest: self = .nearest
    case .normal: self = .family(.normal)
    case .beta: self = .family(.beta)
    case .gamma: self = .family(.gamma)
    case .truncatedNormal: self = .family(.truncatedNormal)
    case .uniform: self = .family(.uniform)
    case .studentT: self = .family(.studentT)
    case .logLaplace: self = .family(.logLaplace)
    case .gaussianKernel: self = .family(.gaussianKernel)
    }
  }
}

extension FittedScaler.Kind {
  init(_ choice: CloneOptions.Transform) {
    switch choice {
    case .logScaler: self = .log
    case .logitScaler: self = .logit
    }
  }
}

extension Clone {
  /// Refuses choices for what is not among the tables to clone, and those that would change nothing.
  func checkSynthesizers(against source: SourceData) throws(PgSynthError) {
    for name in options.tableSynthesizers.keys.sorted()
    where !source.metadata.tables.contains(where: { $0.id.matches(name) }) {
      throw PgSynthError(
        .usage,
        """
        a synthesizer is chosen for \(name), which is no table to clone; write table or schema.table as \
        pgsynth inspect lists them
        """
      )
    }
    for (name, marginal) in options.marginals.sorted(by: { $0.key < $1.key }) {
      guard let problem = problem(of: name, in: source) else { continue }
      throw PgSynthError(
        .usage,
        "the marginal \(marginal.rawValue) is chosen for \(name), \(problem)"
      )
    }
    try checkTransforms()
  }

  /// Refuses transforms of columns that are drawn from no distribution.
  private func checkTransforms() throws(PgSynthError) {
    for (name, transform) in options.transforms.sorted(by: { $0.key < $1.key })
    where (options.marginals[name] ?? .codes) == .codes {
      throw PgSynthError(
        .usage,
        """
        the transform \(transform.rawValue) is chosen for \(name) without a marginal; a transform is the scale on \
        which a distribution is fitted, so name one: {marginal: normal, transform: \(transform.rawValue)}
        """
      )
    }
  }

  /// Why a marginal for a table or column would change nothing; nil where it does.
  private func problem(of name: String, in source: SourceData) -> String? {
    let tables = source.metadata.tables.filter { table in
      table.id.matches(name) || table.columns.contains { table.id.matches(name, column: $0.name) }
    }
    guard let table = tables.first else {
      return "which is no table or column to clone; write table or table.column"
    }
    let isCopula = tables.contains { table in
      let own = options.tableSynthesizers.first { table.id.matches($0.key) }?.value
      return [.gaussianCopula, .hma].contains(own ?? options.synthesizer)
    }
    guard isCopula else {
      return
        "whose table is drawn neither by gaussian-copula nor by hma, the only synthesizers that have any"
    }
    let column = table.columns.first { table.id.matches(name, column: $0.name) }
    if let column, !column.type.valueKind.isNumeric {
      return "of type \(column.type.declaration); only numbers and times have distributions"
    }
    return nil
  }
}
