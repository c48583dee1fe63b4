import PgSynth

/// The words and the bar for one stage.
enum ProgressLine {
  /// A live line: bar, share, rows, rate, time left, as far as they are known and fit.
  static func live(_ tally: StageTally, at now: Double, width: Int) -> String {
    let elapsed = max(0, now - tally.startedAt)
    var parts: [String] = []
    var tail: [String] = []
    if let total = tally.total, total > 0 {
      let share = min(1, Double(tally.done) / Double(total))
      parts.append(bar(share))
      let percent = "\(Int(share * 100))%"
      parts.append(String(repeating: " ", count: max(0, 4 - percent.count)) + percent)
      parts.append(amount(tally))
      if tally.stage.countsRows, let rate = rate(tally, elapsed) { tail.append(rate) }
      if tally.done > 0, elapsed >= shortestForecast {
        let left = elapsed / Double(tally.done) * Double(max(0, total - tally.done))
        tail.append("\(NumberText.clock(left)) left")
      }
    } else {
      if tally.done > 0 { parts.append(amount(tally)) }
      if tally.stage.countsRows, let rate = rate(tally, elapsed) { tail.append(rate) }
      tail.append(NumberText.clock(elapsed))
    }
    var line = name(tally.stage)
    for part in parts + tail {
      // One column stays free: terminals wrap when the last one is written.
      guard line.count + 2 + part.count < width else { break }
      line += "  " + part
    }
    return String(line.prefix(max(0, width - 1)))
  }

  /// The line that stays when a stage is over.
  static func finished(_ tally: StageTally, at now: Double) -> String {
    let seconds = NumberText.duration(max(0, now - tally.startedAt))
    guard tally.done > 0, tally.stage.countsRows else {
      return "\(name(tally.stage))  \(seconds)"
    }
    return "\(name(tally.stage))  \(amount(tally)) in \(seconds)"
  }

  private static func amount(_ tally: StageTally) -> String {
    if tally.stage.countsRows { return NumberText.count(tally.done, "row") }
    guard let total = tally.total else { return NumberText.count(tally.done, "step") }
    return "\(NumberText.grouped(tally.done)) of \(NumberText.grouped(total))"
  }

  private static func rate(_ tally: StageTally, _ elapsed: Double) -> String? {
    guard tally.done > 0, elapsed >= shortestForecast else { return nil }
    return "\(NumberText.grouped(Int(Double(tally.done) / elapsed))) rows/s"
  }

  /// Seconds after which a rate says something.
  private static let shortestForecast = 0.5
  private static let barWidth = 24

  private static func bar(_ share: Double) -> String {
    let filled = Int(share * Double(barWidth))
    return "[" + String(repeating: "#", count: filled)
      + String(repeating: ".", count: barWidth - filled) + "]"
  }

  /// The stage, padded so that bars stand below each other.
  private static func name(_ stage: ProgressEvent.Stage) -> String {
    let longest = ProgressEvent.Stage.allCases.map(\.rawValue.count).max() ?? 0
    return stage.rawValue + String(repeating: " ", count: longest - stage.rawValue.count)
  }
}

extension ProgressEvent.Stage {
  /// Whether the stage counts rows; the others count steps.
  fileprivate var countsRows: Bool {
    switch self {
    case .read, .generate: true
    default: false
    }
  }
}
