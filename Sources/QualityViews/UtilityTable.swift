import QualityMetrics

/// The columns for which the clone is least worth, as text.
enum UtilityTable {
  private static let limit = 8

  /// Nil where nothing was tried.
  static func text(_ utility: [UtilityQuality]) -> String? {
    guard !utility.isEmpty else { return nil }
    let shown = utility.enumerated().sorted { left, right in
      (left.element.clone - left.element.real, left.offset)
        < (right.element.clone - right.element.real, right.offset)
    }.prefix(limit).map(\.element)
    var text = TextTable.text(
      [["Told from other columns", "", "by real rows", "by the clone's", "alike in what matters"]]
        + shown.map { figure in
          [
            "\(figure.table).\(figure.target)", figure.metric.rawValue,
            DecimalText.decimals(figure.real), DecimalText.decimals(figure.clone),
            DecimalText.decimals(figure.importanceCorrelation),
          ]
        },
      rightAligned: [2, 3, 4]
    )
    if utility.count > limit { text += "\n… and \(utility.count - limit) more" }
    return text
  }
}
