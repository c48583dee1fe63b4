package import Statistics

/// A way to learn the columns of one table: settings, and a fit that gives something to draw rows from.
///
/// It learns from rows alone. Keys, numbers of children, the choice of parents, rules and uniqueness are not its
/// business; what is known of a row before its columns are drawn (its parents, the sibling before it) is among the
/// features. A model of the whole row at once draws it when the row starts and hands its values out; one that goes
/// column by column draws each when it is asked for.
package protocol TableSynthesizer: Sendable {
  /// A piece of the fit.
  associatedtype Part: Sendable
  associatedtype Fitted: FittedTableSynthesizer

  /// Number of pieces that can be fitted at the same time.
  func partCount(of rows: TrainingRows) -> Int

  /// Fits one piece.
  func part(_ number: Int, of rows: TrainingRows) -> Part

  /// Puts the pieces together.
  ///
  /// - `parts`: in order.
  func fitted(_ parts: [Part], to rows: TrainingRows) -> Fitted
}

extension TableSynthesizer {
  /// Fits all pieces.
  ///
  /// - `jobs`: threads at most; the fit does not depend on it.
  package func fit(_ rows: TrainingRows, jobs: Int = 1) -> Fitted {
    fitted(concurrently(partCount(of: rows), jobs: jobs) { part($0, of: rows) }, to: rows)
  }
}

/// What rows are drawn from: parameters, and never rows of the source.
package protocol FittedTableSynthesizer: Sendable {
  associatedtype Sampler: RowSampler

  /// Features that drawing looks at, ascending.
  var usedFeatures: [Int] { get }

  /// A sampler with scratch of its own.
  func sampler() -> Sampler
}

/// Draws the targets of one row after the other.
package protocol RowSampler {
  /// Begins a row of which nothing is drawn yet.
  mutating func startRow(using generator: inout CounterGenerator)

  /// Tells which row of a parent table the row refers to by a key, as soon as that is known.
  ///
  /// - `parent`: negative for none.
  mutating func place(under parent: Int32, of key: Int)

  /// Draws a target; what is drawn counts only once it is settled, and may be drawn again before.
  ///
  /// - `features`: bins of all that is known by now.
  mutating func draw(
    _ target: Int,
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) -> DrawnValue

  /// Takes note of the value that the row got in the end, which rules may have changed.
  ///
  /// - `code`: of the value; 0 for null.
  mutating func settle(
    _ target: Int,
    code: Int32,
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  )
}

extension RowSampler {
  package mutating func place(under parent: Int32, of key: Int) {}
}

/// What a sampler drew.
package enum DrawnValue: Equatable, Sendable {
  /// A code, of which the value is drawn.
  case code(Int32)
  /// A number, which the column's grid may round.
  case number(Double)
}
