import QualityMetrics

/// The privacy checks that come nearest to a bar, as text.
enum PrivacyTable {
  private static let limit = 10

  /// Nil without checks.
  static func text(_ checks: [PrivacyQuality]) -> String? {
    guard !checks.isEmpty else { return nil }
    let shown = checks.enumerated().sorted {
      (nearness($1.element), $0.offset) < (nearness($0.element), $1.offset)
    }.prefix(limit).map(\.element)
    var text = TextTable.text(
      [
        [
          "Nearest to rows learnt from", "held out", "DCR share", "(95 %)", "membership", "(95 %)",
          "copies", "",
        ]
      ]
        + shown.map { check in
          [
            "\(check.table)\(check.aspect == .rows ? "" : " with children")",
            "\(check.heldOutUnits) of \(check.units)",
            DecimalText.decimals(check.closestRecord?.value),
            DecimalText.interval(check.closestRecord),
            DecimalText.decimals(check.membership?.value), DecimalText.interval(check.membership),
            DecimalText.decimals((check.exact?.excess.value).map { max(0, $0) }, places: 4),
            check.missed.isEmpty ? "" : "missed",
          ]
        },
      rightAligned: [1, 2, 4, 6]
    )
    if checks.count > limit { text += "\n… and \(checks.count - limit) more" }
    return text
  }

  /// By how much the low end of a figure's interval is above its bar, at most.
  private static func nearness(_ check: PrivacyQuality) -> Double {
    PrivacyBar.allCases.compactMap { bar in check.estimate(bar).map { $0.low - bar.limit } }.max()
      ?? -1
  }
}
