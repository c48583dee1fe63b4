/// Numbers as people read them.
enum NumberText {
  /// `1,234,567`.
  static func grouped(_ number: Int) -> String {
    var text = ""
    for (offset, digit) in "\(number.magnitude)".reversed().enumerated() {
      if offset > 0, offset % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (number < 0 ? "-" : "") + String(text.reversed())
  }

  /// `1 row`, `2 rows`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// `2.4 s` below a minute, then as a clock.
  static func duration(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return tenths < 600 ? "\(tenths / 10).\(tenths % 10) s" : clock(seconds)
  }

  /// `0:07`, `12:34` or `1:02:03`.
  static func clock(_ seconds: Double) -> String {
    let whole = Int(max(0, seconds).rounded())
    let minutes = whole / 60 % 60
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    guard whole >= 3600 else { return "\(minutes):\(padded(whole % 60))" }
    return "\(whole / 3600):\(padded(minutes)):\(padded(whole % 60))"
  }
}
