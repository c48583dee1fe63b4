/// What can go wrong when values are made: the source allows fewer than are asked for.
package struct ColumnTransformError: Error, CustomStringConvertible, Hashable {
  package enum Code: Hashable, Sendable {
    /// The type or the style has no more different values.
    case keySpaceExhausted
  }

  package let code: Code
  /// The declared type of the column, for example `character(2)`.
  package let type: String
  /// How many different values there are.
  package let available: UInt64

  package var description: String {
    switch code {
    case .keySpaceExhausted:
      "no more than \(available) different values fit a unique column of type \(type); "
        + "generate fewer rows (--scale, --rows) or widen the column"
    }
  }
}
