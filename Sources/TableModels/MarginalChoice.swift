package import ColumnTransforms
package import Statistics

/// What the values of a numeric target are drawn from, and on which scale.
package struct MarginalChoice: Sendable, Equatable, Codable {
  package var source: MarginalSource
  /// On which a distribution is fitted; nil for the numbers' own.
  package var scaler: FittedScaler.Kind?

  package init(_ source: MarginalSource, scaler: FittedScaler.Kind? = nil) {
    self.source = source
    self.scaler = scaler
  }
}

/// What the values of a numeric target are drawn from.
package enum MarginalSource: Sendable, Equatable, Codable {
  /// Its codes, as often as in the source.
  case codes
  /// The distribution that lies nearest, where one lies near; else its codes.
  case nearest
  /// A distribution of this family, where one can be fitted; else its codes.
  case family(MarginalDistribution.Family)
}
