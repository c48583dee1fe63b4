import QualityMetrics

/// Whether the clone is nearer to rows that were fitted than to rows held out.
struct PrivacySection {
  let quality: QualityReport

  var section: PageSection {
    let checks = quality.privacy
    guard !checks.isEmpty else {
      return PageSection(
        id: "privacy",
        title: "Privacy",
        parts: [
          .fixed(
            """
            <p class="lead">No table has enough units to keep some out of the fit, so that nothing could be measured.</p>
            """
          )
        ]
      )
    }
    let plots = [PrivacyBar.closestRecord, .membership].map { bar -> HTML in
      let rows = checks.compactMap { check in
        check.estimate(bar).map { IntervalPlot.Row(label: Self.label(check), estimate: $0) }
      }
      guard !rows.isEmpty else { return "" }
      return """
        <h3 class="sub">\(Self.title(bar))</h3><p class="note">\(Self.explanation(bar))</p>\(IntervalPlot(
          id: bar == .membership ? "mia" : "dcr", title: Self.title(bar), rows: rows, neutral: 0.5, bar: bar.limit
        ).html)
        """
    }
    let table = DataTable(
      caption: "All figures with their 95 % intervals",
      heads: [
        "Table", "units held out", "DCR share", "95 %", "membership", "95 %", "copies", "verdict",
      ],
      rows: checks.map { check in
        [
          Self.label(check),
          "\(ScoreText.grouped(check.heldOutUnits)) of \(ScoreText.grouped(check.units))",
          Self.figure(check.closestRecord), check.closestRecord?.interval ?? ScoreText.missing,
          Self.figure(check.membership), check.membership?.interval ?? ScoreText.missing,
          check.exact.map { NumberFormat.percent($0.share) } ?? ScoreText.missing,
          check.missed.isEmpty
            ? "held" : "missed: " + check.missed.map(\.rawValue).joined(separator: ", "),
        ]
      }
    )
    return PageSection(
      id: "privacy",
      title: "Privacy",
      parts: [
        .fixed(
          """
          <p class="lead">Some units were kept out of the fit. A clone that copies would lie nearer to the others than to \
          these.</p>\(plots)\(table.html)\(disclosure)
          """
        )
      ]
    )
  }

  /// What an attacker who knows all other columns of a row learns from the clone.
  private var disclosure: HTML {
    let told = quality.privacy.compactMap { check in
      check.disclosure.map { (label: "\(check.table).\($0.column)", figures: $0) }
    }
    guard !told.isEmpty else { return "" }
    let title = "Attribute disclosure"
    let plot = IntervalPlot(
      id: "disclosure",
      title: title,
      rows: told.map { IntervalPlot.Row(label: $0.label, estimate: $0.figures.excess) },
      neutral: 0,
      bar: nil
    )
    let table = DataTable(
      caption: "Of each table the column that is told most for certain",
      heads: [
        "Column", "right", "right of rows held out", "excess", "95 %", "mean of all columns",
      ],
      rows: told.map { label, figures in
        [
          label, NumberFormat.percent(figures.hits), NumberFormat.percent(figures.heldOutHits),
          Self.figure(figures.excess), figures.excess.interval,
          NumberFormat.fixed(figures.meanExcess, decimals: 3),
        ]
      }
    )
    return """
      <h3 class="sub">\(title)</h3><p class="note">How much better an attacker who knows all other columns guesses one from the \
      clone’s most similar rows, of rows that were learnt from than of rows kept out: 0 is ideal. The intervals hold for all \
      columns at once.</p>\(plot.html)\(table.html)
      """
  }

  private static func title(_ bar: PrivacyBar) -> String {
    bar == .membership ? "Membership inference" : "Distance to closest record"
  }

  private static func explanation(_ bar: PrivacyBar) -> String {
    bar == .membership
      ? "How often an attacker who sees two real rows tells by their distance to the clone which one was learnt from."
      : "The share of clone rows whose nearest real row was learnt from, were as many rows kept out as learnt from."
  }

  private static func figure(_ estimate: Estimate?) -> String {
    NumberFormat.fixed(estimate?.value ?? .nan, decimals: 3)
  }

  private static func label(_ check: PrivacyQuality) -> String {
    "\(check.table)\(check.aspect == .histories ? " with children" : "")"
  }
}
