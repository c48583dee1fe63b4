import Metadata
import RelationalModels

extension SynthesizerChoice {
  init(_ choice: CloneOptions.Synthesizer) {
    switch choice {
    case .trees: self = .trees
    case .gaussianCopula: self = .gaussianCopula
    case .independent: self = .independent
    case .uniform: self = .uniform
    }
  }
}

extension Clone {
  /// Refuses choices for tables that are not among those to clone.
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
  }
}
