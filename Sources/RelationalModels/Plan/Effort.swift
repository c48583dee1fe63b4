import ConditionalTrees

/// How much work goes into the models of a clone.
package enum Effort: String, Sendable, CaseIterable {
  /// Forests everywhere.
  case fast
  /// The better of two models where tables are small enough for it to take seconds.
  case balanced
  /// The better of two models everywhere.
  case best

  /// Rows of a table up to which drawing from boosted trees takes seconds rather than minutes.
  package static let balancedRows = 200_000

  /// What models a table of that many rows gets.
  package func tier(rowCount: Int) -> TablePlan.Tier {
    switch self {
    case .fast: .forests
    case .balanced: rowCount <= Self.balancedRows ? .chosen : .forests
    case .best: .chosen
    }
  }
}

extension TablePlan {
  /// What models the columns of a table get.
  package enum Tier: String, Sendable, Codable {
    case forests
    /// A forest or boosted trees, whichever foretells held-out rows better.
    case chosen

    var model: ConditionalModel.Tier {
      switch self {
      case .forests: .fast
      case .chosen: .quality
      }
    }
  }
}
