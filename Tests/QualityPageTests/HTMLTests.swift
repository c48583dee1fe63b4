import Metadata
@testable import QualityPage
import Testing
import QualityMetrics

@Suite struct HTMLTests {
  @Test(arguments: [
    ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    (#"a "b" & 'c'"#, "a &quot;b&quot; &amp; &#39;c&#39;"),
    ("über € 漢字", "über € 漢字"),
    ("a\u{0}b\u{1B}[31m", "a\u{FFFD}b\u{FFFD}[31m"),
    ("\u{202E}txt.exe", "\u{FFFD}txt.exe"),
  ])
  func textsAreEscaped(text: String, escaped: String) {
    #expect(("<p title=\"\(text)\">" as HTML).text == "<p title=\"\(escaped)\">")
  }

  @Test func markupIsNot() {
    let inner: HTML = "<b>\("x<y")</b>"
    #expect(("<p>\(inner)\([inner])</p>" as HTML).text == "<p><b>x&lt;y</b><b>x&lt;y</b></p>")
  }

  @Test(
    arguments: [
      (1.0, "1.000"), (0.9999, "0.999"), (0.05, "0.050"), (nil, "–"),
    ] as [(Double?, String)]
  )
  func scoresAreRoundedDown(score: Double?, text: String) {
    #expect(ScoreText.score(score) == text)
  }

  @Test(
    arguments: [
      (20_000, .integer, "20k"), (-1_500_000, .decimal, "−1.5M"), (0.25, .real, "0.25"),
      (1, .boolean, "true"),
      (7_671, .date, "2021-01-01"), (7_671 * 86_400e6 + 3_600e6, .timestamp, "2021-01-01 01:00"),
      (23_400e6, .time, "06:30"), (3 * 86_400e6, .interval, "3 d"), (5_400e6, .interval, "1.5 h"),
    ] as [(Double, ValueKind, String)]
  )
  func valuesAreWrittenByTheirKind(value: Double, kind: ValueKind, text: String) {
    #expect(NumberFormat.value(value, kind) == text)
  }
}
