/// ``KSComplement`` of the number of rows per sequence, as SDMetrics' metric of this name.
package enum SequenceLengthSimilarity {
  /// The score, or nil where a side has no sequence.
  package static func score(real: Sequences, clone: Sequences) -> Double? {
    KSComplement.score(real: real.numbers.map(\.count), clone: clone.numbers.map(\.count))
  }
}
