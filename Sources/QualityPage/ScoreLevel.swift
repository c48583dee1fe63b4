import QualityMetrics

/// A score in a word and a colour.
enum ScoreLevel: Int, CaseIterable {
  case far
  case weak
  case fair
  case close

  /// The bounds of ``Verdict``, and half of the way to nothing.
  init(_ score: Double) {
    self = score >= 0.9 ? .close : score >= 0.75 ? .fair : score >= 0.5 ? .weak : .far
  }

  var word: String {
    switch self {
    case .far: "far off"
    case .weak: "weak"
    case .fair: "fair"
    case .close: "close"
    }
  }

  /// The scores that it stands for.
  var range: String {
    switch self {
    case .far: "below 0.5"
    case .weak: "0.5 to 0.75"
    case .fair: "0.75 to 0.9"
    case .close: "0.9 and more"
    }
  }

  /// A score with its colour.
  static func chip(_ score: Double?) -> HTML {
    guard let score else { return "<span class=\"score\">\(ScoreText.missing)</span>" }
    let level = ScoreLevel(score)
    return """
      <span class="score s\(level.rawValue)" title="\(level.word)">\(ScoreText.score(score))</span>
      """
  }
}

extension TableQuality {
  /// Mean of what could be scored about the table alone.
  var summaryScore: Double? { [shapes, pairTrends].mean(of: \.self) }
}
