import QualityMetrics

/// How well a classifier tells the sides apart, and by what.
struct DetectionSection {
  let checks: [DetectionQuality]

  private static let features = 3

  var section: PageSection {
    let sorted = checks.sorted { Self.excess($1) < Self.excess($0) }
    guard !sorted.isEmpty else {
      return PageSection(id: "detection", title: "Detection", parts: [])
    }
    let plot = IntervalPlot(
      id: "detect",
      title: "How well a classifier tells the clone from the source",
      rows: sorted.map {
        IntervalPlot.Row(label: Self.label($0), estimate: $0.auc, floor: $0.floor)
      },
      neutral: 0.5,
      bar: nil
    )
    let table = DataTable(
      caption: "Area under the ROC curve, beside what real rows against real rows reach (floor)",
      heads: ["What", "rows", "AUC", "95 %", "floor", "given away by"],
      rows: sorted.map { check in
        [
          Self.label(check), ScoreText.grouped(check.rows),
          NumberFormat.fixed(check.auc.value, decimals: 3), check.auc.interval,
          check.floor.map { NumberFormat.fixed($0, decimals: 3) } ?? ScoreText.missing,
          check.features.prefix(Self.features)
            .map { "\($0.name) (\(NumberFormat.percent($0.share)))" }.joined(separator: ", "),
        ]
      }
    )
    return PageSection(
      id: "detection",
      title: "Detection",
      parts: [
        .fixed(
          """
          <p class="lead">A classifier learns to tell rows of the clone from real ones. 0.5 is chance; the upright mark is \
          the floor, what real rows against other real rows reach. What is far above its floor can be told apart, by the \
          columns named.</p>\(plot.html)\(table.html)
          """
        )
      ]
    )
  }

  private static func excess(_ check: DetectionQuality) -> Double {
    check.auc.value - (check.floor ?? 0.5)
  }

  private static func label(_ check: DetectionQuality) -> String {
    let what =
      switch check.aspect {
      case .rows: ""
      case .parents: " with children"
      case .children: " with parent"
      case .siblings: " with sibling"
      }
    let key = check.relationship.map { ", \($0)" } ?? ""
    return "\(check.table)\(what)\(key)"
  }
}

extension Estimate {
  /// `0.41–0.53`.
  var interval: String {
    "\(NumberFormat.fixed(low, decimals: 3))–\(NumberFormat.fixed(high, decimals: 3))"
  }
}
