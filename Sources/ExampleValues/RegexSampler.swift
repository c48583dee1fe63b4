import Statistics

/// Makes texts that match a regular expression.
///
/// Understood are literals, classes, groups, alternatives and repetitions; what looks around, refers back or names
/// Unicode properties is not.
struct RegexSampler: Sendable {
  /// Repetitions without an upper end go on for so many more at most.
  private static let openRepetitions = 8

  indirect enum Node: Hashable, Sendable {
    case characters([Unicode.Scalar])
    case sequence([Node])
    case alternatives([Node])
    case repetition(Node, ClosedRange<Int>)
  }

  private let root: Node

  /// Nil where the expression cannot be understood.
  init?(_ pattern: String) {
    var parser = RegexParser(pattern, openRepetitions: Self.openRepetitions)
    guard let root = parser.parse() else { return nil }
    self.root = root
  }

  /// A text that the expression matches as a whole.
  func text(using generator: inout CounterGenerator) -> String {
    var result = String.UnicodeScalarView()
    append(root, to: &result, using: &generator)
    return String(result)
  }

  private func append(
    _ node: Node,
    to result: inout String.UnicodeScalarView,
    using generator: inout CounterGenerator
  ) {
    switch node {
    case .characters(let scalars):
      guard !scalars.isEmpty else { return }
      result.append(scalars.pick(using: &generator))
    case .sequence(let parts): for part in parts { append(part, to: &result, using: &generator) }
    case .alternatives(let parts):
      guard !parts.isEmpty else { return }
      append(parts.pick(using: &generator), to: &result, using: &generator)
    case .repetition(let part, let counts):
      let count = counts.lowerBound + generator.integer(below: counts.count)
      for _ in 0..<count { append(part, to: &result, using: &generator) }
    }
  }
}

private struct RegexParser {
  private let scalars: [Unicode.Scalar]
  private let openRepetitions: Int
  private var position = 0

  private static let lower = scalars("a"..."z")
  private static let upper = scalars("A"..."Z")
  private static let digits = scalars("0"..."9")
  private static let wordScalars = lower + upper + digits + ["_"]
  /// What a dot stands for.
  private static let any = lower + digits
  private static let printable = scalars(" "..."~")

  init(_ pattern: String, openRepetitions: Int) {
    scalars = Array(pattern.unicodeScalars)
    self.openRepetitions = openRepetitions
  }

  private static func scalars(_ range: ClosedRange<Unicode.Scalar>) -> [Unicode.Scalar] {
    (range.lowerBound.value...range.upperBound.value).compactMap { Unicode.Scalar($0) }
  }

  private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    position += 1
    return true
  }

  mutating func parse() -> RegexSampler.Node? {
    guard let node = alternatives(), position == scalars.count else { return nil }
    return node
  }

  private mutating func alternatives() -> RegexSampler.Node? {
    guard var parts = sequence().map({ [$0] }) else { return nil }
    while take("|") {
      guard let part = sequence() else { return nil }
      parts.append(part)
    }
    return parts.count == 1 ? parts[0] : .alternatives(parts)
  }

  private mutating func sequence() -> RegexSampler.Node? {
    var parts: [RegexSampler.Node] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      // A text is made as a whole, so that both ends are where it begins and ends.
      if take("^") || take("$") { continue }
      guard let atom = atom(), let repeated = repetition(of: atom) else { return nil }
      parts.append(repeated)
    }
    return .sequence(parts)
  }

  private mutating func repetition(of atom: RegexSampler.Node) -> RegexSampler.Node? {
    var counts: ClosedRange<Int>
    if take("*") {
      counts = 0...openRepetitions
    } else if take("+") {
      counts = 1...(1 + openRepetitions)
    } else if take("?") {
      counts = 0...1
    } else if next == "{" {
      guard let bounds = bounds() else { return nil }
      counts = bounds
    } else {
      return atom
    }
    _ = take("?")
    return .repetition(atom, counts)
  }

  private mutating func bounds() -> ClosedRange<Int>? {
    position += 1
    guard let least = number() else { return nil }
    var most = least
    if take(",") {
      most = next == "}" ? least + openRepetitions : number() ?? -1
    }
    guard take("}"), least <= most, most <= 1000 else { return nil }
    return least...most
  }

  private mutating func number() -> Int? {
    var digits = ""
    while let scalar = next, Self.digits.contains(scalar) {
      digits.unicodeScalars.append(scalar)
      position += 1
    }
    return Int(digits)
  }

  private mutating func atom() -> RegexSampler.Node? {
    guard let scalar = next else { return nil }
    position += 1
    switch scalar {
    case "(":
      if take("?") {
        // Only a group that is not numbered; the others look around or set options.
        guard take(":") else { return nil }
      }
      guard let inner = alternatives(), take(")") else { return nil }
      return inner
    case "[": return bracket().map { .characters($0) }
    case ".": return .characters(Self.any)
    case "\\": return escape().map { .characters($0) }
    case "*", "+", "?", "{": return nil
    default: return .characters([scalar])
    }
  }

  private mutating func escape() -> [Unicode.Scalar]? {
    guard let scalar = next else { return nil }
    position += 1
    switch scalar {
    case "d": return Self.digits
    case "w": return Self.wordScalars
    case "s": return [" "]
    case "D": return Self.lower + Self.upper
    case "W": return ["-", "."]
    case "S": return Self.wordScalars
    case "A", "Z", "z": return []
    case "t": return ["\t"]
    case "n": return ["\n"]
    default:
      // Letters and digits that are left mean something that is not known here.
      return Self.wordScalars.contains(scalar) ? nil : [scalar]
    }
  }

  private static let named: [String: [Unicode.Scalar]] = [
    "alpha": lower + upper, "digit": digits, "alnum": lower + upper + digits, "upper": upper,
    "lower": lower, "space": [" "], "xdigit": digits + scalars("a"..."f"),
    "punct": ["-", ".", "_"],
    "word": wordScalars,
  ]

  private mutating func bracket() -> [Unicode.Scalar]? {
    let isNegated = take("^")
    var members: [Unicode.Scalar] = []
    var isFirst = true
    while let scalar = next, scalar != "]" || isFirst {
      isFirst = false
      position += 1
      if scalar == "[", take(":") {
        var name = ""
        while let letter = next, letter != ":" {
          name.unicodeScalars.append(letter)
          position += 1
        }
        guard take(":"), take("]"), let found = Self.named[name] else { return nil }
        members += found
      } else if scalar == "\\" {
        guard let found = escape() else { return nil }
        members += found
      } else if next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
        let end = scalars[position + 1]
        guard scalar <= end, end != "[", end.value - scalar.value < 10_000 else { return nil }
        position += 2
        members += Self.scalars(scalar...end)
      } else {
        members.append(scalar)
      }
    }
    guard take("]") else { return nil }
    guard isNegated else { return members }
    let allowed = Self.printable.filter { !members.contains($0) }
    let letters = allowed.filter { Self.lower.contains($0) }
    return letters.isEmpty ? allowed : letters
  }
}
