/// A rising map of numbers onto a scale on which they may be easier to describe, and back.
package protocol NumberScaler: Sendable, Equatable {
  /// Learns the ends of the scale; nil where there is nothing to scale.
  ///
  /// - `sample`: finite values, ascending.
  init?(fitting sample: [Double])

  /// The number on the scale; not finite beyond the ends.
  func scaled(_ value: Double) -> Double

  /// The number that has this place on the scale.
  func restored(_ place: Double) -> Double
}

/// A scaler of any kind.
package enum FittedScaler: Sendable, Equatable, Codable {
  case log(LogScaler)
  case logit(LogitScaler)

  /// Kinds of scalers.
  package enum Kind: String, Sendable, CaseIterable, Codable {
    case log = "log-scaler"
    case logit = "logit-scaler"
  }

  /// - `sample`: finite values, ascending.
  package init?(_ kind: Kind, fitting sample: [Double]) {
    let fitted: FittedScaler? =
      switch kind {
      case .log: LogScaler(fitting: sample).map(Self.log)
      case .logit: LogitScaler(fitting: sample).map(Self.logit)
      }
    guard let fitted else { return nil }
    self = fitted
  }

  /// The scaler itself.
  package var scaler: any NumberScaler {
    switch self {
    case .log(let scaler): scaler
    case .logit(let scaler): scaler
    }
  }

  /// Share of the values' range by which ends lie beyond them, so that the outermost ones have a place on the scale.
  static let margin = 1e-3
}
