/// Which separators of a column may be repeated.
struct SeparatorSupport {
  /// Up to this many characters of plain punctuation identify nobody.
  private static let harmlessLength = 3

  private var kept: Set<String> = []

  init(_ splits: [SplitText], units: [Int], k: Int) {
    var support: [String: Int] = [:]
    for (split, units) in zip(splits, units) {
      for separator in Set(split.separators) { support[separator, default: 0] += units }
    }
    for (separator, units) in support {
      let scalars = separator.unicodeScalars
      let isHarmless =
        (scalars.count <= Self.harmlessLength
          && scalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F })
        || separator.contains("://")
      if units >= k || isHarmless { kept.insert(separator) }
    }
  }

  func isKept(_ separator: String) -> Bool { kept.contains(separator) }
}

extension SplitText {
  /// In Unicode scalars.
  var length: Int {
    tokens.reduce(0) { $0 + $1.length }
      + separators.reduce(0) { $0 + $1.unicodeScalars.count }
  }

  /// What values of one skeleton have in common; with `isFine` also the lengths of codes.
  func form(isFine: Bool) -> String {
    var form = ""
    for (place, separator) in separators.enumerated() {
      form += separator
      guard place < tokens.count else { break }
      let token = tokens[place]
      form += "\u{1}\(token.kind.rawValue)"
      if isFine && (token.kind == .digits || token.kind == .code) { form += ":\(token.length)" }
      form += "\u{2}"
    }
    return form
  }
}
