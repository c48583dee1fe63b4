/// A text cut into runs of letters and digits and the separators around them.
struct SplitText {
  /// What a run is made of.
  enum Kind: Int32, CaseIterable, Sendable, Codable {
    case word
    case digits
    /// Letters and digits mixed, or a whole value without either.
    case code
    /// The host name of an e-mail address or URL.
    case host
  }

  struct Token {
    var kind: Kind
    var text: String
    /// In Unicode scalars, as PostgreSQL counts characters.
    var length: Int
  }

  /// One more than tokens: before the first, between, after the last.
  var separators: [String] = [""]
  var tokens: [Token] = []

  /// How a column's values are to be cut.
  struct Rules: Sendable {
    /// Every run of letters and digits is a code, as in hexadecimal or key columns.
    var runsAreCodes = false
    /// Symbols belong to the code too, as in Base64.
    var symbolsAreCode = false
  }

  init(_ value: String, rules: Rules) {
    let scalars = Array(value.unicodeScalars)
    guard !rules.symbolsAreCode else {
      append(.code, scalars[...])
      return
    }
    var position = 0
    if let host = Self.hostRange(in: scalars) {
      cut(scalars[..<host.lowerBound], rules)
      append(.host, scalars[host])
      position = host.upperBound
    }
    cut(scalars[position...], rules)
    if tokens.isEmpty && !scalars.isEmpty {
      separators = [""]
      append(.code, scalars[...])
    }
  }

  private mutating func append(_ kind: Kind, _ scalars: ArraySlice<Unicode.Scalar>) {
    tokens.append(Token(kind: kind, text: string(scalars), length: scalars.count))
    separators.append("")
  }

  private mutating func cut(_ scalars: ArraySlice<Unicode.Scalar>, _ rules: Rules) {
    var position = scalars.startIndex
    if tokens.isEmpty, let prefix = Self.schemeEnd(in: scalars) {
      separators[0] = string(scalars[..<prefix])
      position = prefix
    }
    while position < scalars.endIndex {
      let start = position
      var hasLetter = false
      var hasDigit = false
      while position < scalars.endIndex {
        if isDigit(scalars[position]) {
          hasDigit = true
        } else if isLetter(scalars[position]) {
          hasLetter = true
        } else {
          break
        }
        position += 1
      }
      if position > start {
        let isCode = rules.runsAreCodes || (hasLetter && hasDigit)
        append(isCode ? .code : hasDigit ? .digits : .word, scalars[start..<position])
      }
      let separatorStart = position
      while position < scalars.endIndex, !isDigit(scalars[position]), !isLetter(scalars[position]) {
        position += 1
      }
      separators[separators.count - 1] += string(scalars[separatorStart..<position])
    }
  }

  /// Where a leading `http://`, `https://` or `ftp://`, with or without `www.`, ends.
  private static func schemeEnd(in scalars: ArraySlice<Unicode.Scalar>) -> Int? {
    for scheme in ["https://www.", "http://www.", "https://", "http://", "ftp://"]
    where scalars.starts(with: scheme.unicodeScalars) {
      return scalars.startIndex + scheme.unicodeScalars.count
    }
    return nil
  }

  private static func hostRange(in scalars: [Unicode.Scalar]) -> Range<Int>? {
    if let start = schemeEnd(in: scalars[...]) {
      let end =
        scalars[start...].firstIndex { "/:?# ".unicodeScalars.contains($0) } ?? scalars.count
      return end > start ? start..<end : nil
    }
    guard let at = scalars.firstIndex(of: "@"), at > 0, scalars.lastIndex(of: "@") == at,
      scalars[(at + 1)...].contains("."), !scalars.contains(where: \.properties.isWhitespace)
    else { return nil }
    let host = at + 1..<scalars.count
    return scalars[host].allSatisfy { isDigit($0) || isLetter($0) || $0 == "." || $0 == "-" }
      ? host : nil
  }
}

private func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
  var view = String.UnicodeScalarView()
  view.append(contentsOf: scalars)
  return String(view)
}

func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }

/// Whether a scalar is part of a word: letters, marks on letters, and digits of other scripts.
func isLetter(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.value < 0x80 { return (0x41...0x5A).contains(scalar.value & ~0x20) }
  if scalar.properties.isAlphabetic { return true }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber: return true
  default: return false
  }
}

extension SplitText.Rules {
  /// Mixed runs must make up this share of a column's runs for all its runs to count as codes.
  private static let codeShare = 0.4
  /// Texts without blanks from this length on may be Base64 or the like.
  private static let minimumBinaryLength = 16

  /// The rules that suit a column, from a look at some of its values.
  init(learntFrom values: [String]) {
    var runs = 0
    var mixedRuns = 0
    var binaryLike = 0
    for value in values {
      let split = SplitText(value, rules: SplitText.Rules())
      let codes = split.tokens.count { $0.kind == .code && $0.length > 1 }
      let total = split.tokens.count { $0.kind != .host }
      runs += total
      mixedRuns += codes
      let length = value.unicodeScalars.count
      let symbols = split.separators.joined().unicodeScalars
      if length >= Self.minimumBinaryLength, codes > 0, length >= 6 * symbols.count,
        symbols.allSatisfy({ "+/=".unicodeScalars.contains($0) })
      {
        binaryLike += 1
      }
    }
    runsAreCodes = Double(mixedRuns) > Self.codeShare * Double(runs)
    symbolsAreCode = !values.isEmpty && binaryLike * 10 >= values.count * 9 && runsAreCodes
  }
}
