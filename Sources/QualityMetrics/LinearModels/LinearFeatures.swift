extension PointColumn {
  /// Numbers, missing ones at the mean of the side that is learnt from; a flag for each category that it has.
  func linearFeatures(learning side: DetectorSide) -> [(real: [Double], clone: [Double])] {
    switch self {
    case .numbers(let real, let clone):
      let known = (side == .real ? real : clone).filter(\.isFinite)
      let mean = known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
      return [(real.map { $0.isFinite ? $0 : mean }, clone.map { $0.isFinite ? $0 : mean })]
    case .categories(let codes):
      return Set(side == .real ? codes.real : codes.clone).sorted().map { code in
        (codes.real.map { $0 == code ? 1 : 0 }, codes.clone.map { $0 == code ? 1 : 0 })
      }
    }
  }
}
