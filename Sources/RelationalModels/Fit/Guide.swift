import Statistics

/// A summary of a parent's children that is drawn before them and that steers them.
struct Guide: Codable {
  enum Kind: Codable {
    /// Mean bucket of a number.
    case mean
    /// Mean of the numbers that buckets stand for: a few large ones count for what they are.
    case amount
    /// Mean distance of the buckets from their mean, which is a guide of its own.
    case spread
    /// Number of different buckets.
    case distinct
    /// Bucket of the last sibling, for values that advance from one to the next.
    case last
  }

  var step: Int
  var kind: Kind
  /// Mean number of every bucket; for amounts.
  var amounts: [Double] = []
  /// Ascending bounds between which the features tell what is still to come apart; for amounts and spreads.
  var bounds: [Double] = []
  /// Position among the guides of the mean from which distances are taken; for spreads.
  var centre = 0

  /// The number that a row adds to the group's sum; for amounts and spreads.
  ///
  /// - `centre`: the group's mean bucket, for spreads.
  func addend(bucket: UInt8, centre: Double) -> Double {
    switch kind {
    case .amount: amounts[Int(bucket)]
    case .spread: abs(Double(bucket) - centre)
    case .mean, .distinct, .last: Double(bucket)
    }
  }

  /// The feature of a number that is still to come.
  func feature(of needed: Double) -> UInt8 {
    UInt8(min(254, bounds.firstPlace { $0 >= needed })) + 1
  }
}
