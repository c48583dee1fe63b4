import QualityMetrics

/// Why a clone must not be put in place under `--strict`.
struct PrivacyFailure {
  private let missed: [(check: PrivacyQuality, bar: PrivacyBar)]
  private let run: Int

  /// Tables listed in a message; the views have all.
  private static let listed = 5

  /// Nil where no bar is missed.
  init?(_ report: QualityReport, run: Int) {
    missed = report.privacy.flatMap { check in check.missed.map { (check, $0) } }
    self.run = run
    if missed.isEmpty { return nil }
  }

  /// The error, which names tables, figures and bars, and the schema where the quality views are.
  func error(schema: String) -> PgSynthError {
    let lines = missed.prefix(Self.listed).map { check, bar in
      let estimate = check.estimate(bar)
      let rows = check.aspect == .rows ? "" : " with aggregates of its children"
      return
        "  \(check.table)\(rows): \(bar.rawValue) \(Self.text(estimate?.value)), for certain above"
        + " \(Self.text(estimate?.low)); the bar is \(Self.text(bar.limit))"
    }
    let rest = missed.count - lines.count
    return PgSynthError(
      .missed,
      """
      the clone lies nearer to rows that were learnt from than to rows that were not; nothing was replaced.
      \(lines.joined(separator: "\n"))\(rest > 0 ? "\n  and \(rest) more" : "")
      Run \(run) in the view \(schema).quality_privacy has all figures. Leave the tables out with --exclude, learn \
      from more rows with --fit-rows where the source has them, or accept the figures by leaving --strict out.
      """
    )
  }

  private static func text(_ value: Double?) -> String {
    value.map { "\(($0 * 10_000).rounded() / 10_000)" } ?? "–"
  }
}
