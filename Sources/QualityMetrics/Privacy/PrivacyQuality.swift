package import Metadata

/// What a privacy check looks at.
package enum PrivacyAspect: String, Hashable, Sendable, CaseIterable {
  /// The rows of the table.
  case rows
  /// The rows with aggregates of their children in other tables.
  case histories
}

/// Whether a clone's rows of one table stand out for being near to rows that were fitted.
package struct PrivacyQuality: Hashable, Sendable {
  package var table: TableID
  package var aspect: PrivacyAspect
  /// Units in all, and how many of them no model has seen.
  package var units: Int
  package var heldOutUnits: Int
  package var closestRecord: Estimate?
  package var membership: Estimate?
  /// Of rows only.
  package var exact: ExactMatches?
  /// Of rows only; nil where no column could be attacked.
  package var disclosure: AttributeDisclosure?

  package init(
    table: TableID,
    aspect: PrivacyAspect,
    units: Int,
    heldOutUnits: Int,
    closestRecord: Estimate? = nil,
    membership: Estimate? = nil,
    exact: ExactMatches? = nil,
    disclosure: AttributeDisclosure? = nil
  ) {
    self.table = table
    self.aspect = aspect
    self.units = units
    self.heldOutUnits = heldOutUnits
    self.closestRecord = closestRecord
    self.membership = membership
    self.exact = exact
    self.disclosure = disclosure
  }

  /// The bars that are missed for certain: where the low end of the interval is above them.
  package var missed: [PrivacyBar] {
    PrivacyBar.allCases.filter { bar in (estimate(bar)?.low).map { $0 > bar.limit } ?? false }
  }

  package func estimate(_ bar: PrivacyBar) -> Estimate? {
    switch bar {
    case .closestRecord: closestRecord
    case .membership: membership
    case .exact: exact?.excess
    }
  }
}

/// What a clone must not exceed.
package enum PrivacyBar: String, Hashable, Sendable, CaseIterable {
  case closestRecord = "DCR share"
  case membership = "membership inference"
  case exact = "excess of exact matches"

  package var limit: Double {
    switch self {
    case .closestRecord, .membership: 0.55
    case .exact: 0
    }
  }
}

/// What the checks of a run amount to, in a word.
package enum PrivacyVerdict: String, Hashable, Sendable {
  /// No bar is missed for certain.
  case held
  /// A bar is missed for certain.
  case missed
  /// No table has enough units to hold some out.
  case unmeasured

  package init(_ checks: [PrivacyQuality]) {
    if checks.contains(where: { !$0.missed.isEmpty }) {
      self = .missed
    } else {
      self = checks.isEmpty ? .unmeasured : .held
    }
  }
}
