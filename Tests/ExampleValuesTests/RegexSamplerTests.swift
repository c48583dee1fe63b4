import SQLExpressions
import Statistics
import Testing

@testable import ExampleValues

struct RegexSamplerTests {
  @Test(arguments: [
    "^[a-z0-9_]{1,100}$", "^.{1,100}$", "^\\d{5}$", "^\\d{5}-\\d{4}$", "^[A-Z]{2}[0-9]{2}$",
    "^(GET|POST|PUT)$", "^#?([a-f0-9]{6}|[a-f0-9]{3})$", "^[^@]+@[^@]+\\.[a-z]{2,}$", "^a?b*c+$",
    "^[[:alpha:]][[:alnum:]_]*$", "^(?:https?)://[\\w.-]+$", "^\\([0-9]{3}\\) [0-9]+$", "^[]a-]+$",
    "^(\\+|-)?\\d+(\\.\\d{2})?$", "^\\w+( \\w+){0,3}$",
  ])
  func `texts match their expression`(pattern: String) throws {
    let sampler = try #require(RegexSampler(pattern))
    let matcher = try #require(TextPattern(pattern, kind: .regularExpression, ignoresCase: false))
    var generator = CounterGenerator(7)
    for _ in 0..<50 {
      let text = sampler.text(using: &generator)
      #expect(matcher.matches(text), "\(text)")
    }
  }

  @Test(arguments: ["(?=a)b", "(a", "a)", "[a", "*a", "\\1", "a{3,1}", "\\p{L}", "(?i)a"])
  func `what is not understood is refused`(pattern: String) {
    #expect(RegexSampler(pattern) == nil)
  }
}
