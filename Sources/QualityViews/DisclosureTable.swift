import QualityMetrics

/// The columns that the clone tells most of about rows learnt from, as text.
enum DisclosureTable {
  private static let limit = 5

  /// Nil where no column is told for certain.
  static func text(_ checks: [PrivacyQuality]) -> String? {
    let told = checks.enumerated().compactMap { place, check in
      check.disclosure.map { (place: place, table: check.table, disclosure: $0) }
    }
    .filter { $0.disclosure.excess.low > 0 }
    .sorted {
      ($1.disclosure.excess.low, $0.place) < ($0.disclosure.excess.low, $1.place)
    }
    guard !told.isEmpty else { return nil }
    var text = TextTable.text(
      [["Guessed better of rows learnt from", "right", "of rows held out", "excess", "(95 %)"]]
        + told.prefix(limit).map { _, table, disclosure in
          [
            "\(table).\(disclosure.column)", DecimalText.decimals(disclosure.hits),
            DecimalText.decimals(disclosure.heldOutHits),
            DecimalText.decimals(disclosure.excess.value),
            DecimalText.interval(disclosure.excess),
          ]
        },
      rightAligned: [1, 2, 3]
    )
    if told.count > limit { text += "\n… and \(told.count - limit) more" }
    return text
  }
}
