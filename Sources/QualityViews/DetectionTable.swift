import QualityMetrics

/// What a detector tells best from real rows, as text.
enum DetectionTable {
  private static let limit = 8
  private static let featureLimit = 2

  /// Nil where nothing was looked at.
  static func text(_ detection: [DetectionQuality]) -> String? {
    guard !detection.isEmpty else { return nil }
    let shown = detection.enumerated().sorted {
      ($1.element.auc.value, $0.offset) < ($0.element.auc.value, $1.offset)
    }.prefix(limit).map(\.element)
    var text = TextTable.text(
      [["Told from real rows", "", "AUC", "(95 %)", "floor", "by"]]
        + shown.map { figure in
          [
            "\(figure.table)", subject(figure), DecimalText.decimals(figure.auc.value),
            DecimalText.interval(figure.auc), DecimalText.decimals(figure.floor),
            figure.features.prefix(featureLimit).map(\.name).joined(separator: ", "),
          ]
        },
      rightAligned: [2, 4]
    )
    if detection.count > limit { text += "\n… and \(detection.count - limit) more" }
    return text
  }

  private static func subject(_ figure: DetectionQuality) -> String {
    let key = figure.relationship.map { " (\($0))" } ?? ""
    return switch figure.aspect {
    case .rows: "rows"
    case .parents: "with children"
    case .children: "with parent\(key)"
    case .siblings: "with sibling\(key)"
    }
  }
}
