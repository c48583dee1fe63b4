import ModelEncoding

/// What stands at one place of a ``TextSkeleton``: a frequent run or a made-up one.
///
/// A class, so that walking over slots does not retain every table in them.
final class TextSlot: Sendable, Codable {
  let kind: SplitText.Kind
  /// Symbols of the vocabulary, or rare.
  let choice: WeightedChoice
  /// The same, given the frequent symbol in the place before.
  let afterSymbol: [Int32: WeightedChoice]
  /// Lengths of made-up runs.
  let lengths: WeightedChoice
  let lengthRange: ClosedRange<Int>
  private let styles: WeightedChoice
  private let codes: CodeModel?
  /// Whether the place is the day of a date, which must exist in every month.
  let isDay: Bool

  /// In ``afterSymbol``: look at ``choice`` instead.
  static let unknown: Int32 = -2
  /// A day that every month has.
  private static let lastSafeDay = 28

  /// Each run comes with the symbol at the place before it.
  init(
    kind: SplitText.Kind,
    isDay: Bool,
    runs: [(text: String, before: Int32, units: Int)],
    vocabulary: TextVocabulary,
    k: Int
  ) {
    self.kind = kind
    self.isDay = isDay
    var counts: [Int: Int] = [:]
    var pairs: [Int32: [Int: Int]] = [:]
    var lengths: [Int: Int] = [:]
    var allLengths: [Int: Int] = [:]
    var styles: [Int: Int] = [:]
    var distinct: [String: Int] = [:]
    for run in runs {
      let symbol = vocabulary.symbol(run.text)
      let length = run.text.unicodeScalars.count
      counts[Int(symbol), default: 0] += run.units
      if run.before >= 0 { pairs[run.before, default: [:]][Int(symbol), default: 0] += run.units }
      allLengths[length, default: 0] += run.units
      if symbol == TextVocabulary.rare {
        lengths[length, default: 0] += run.units
        distinct[run.text, default: 0] += run.units
      }
      if kind == .word {
        styles[Int(LetterModel.Style(of: run.text).rawValue), default: 0] += run.units
      }
    }
    if lengths.isEmpty { lengths = allLengths }
    if kind == .host { lengths[FakeHost.minimumLength, default: 0] += 0 }
    choice = WeightedChoice(counts: counts)
    self.lengths = WeightedChoice(counts: lengths)
    let seen = lengths.keys.sorted()
    lengthRange = (seen.first ?? 1)...(seen.last ?? 1)
    self.styles = WeightedChoice(counts: styles)
    afterSymbol = pairs.compactMapValues { Self.supported($0, k: k) }
    switch kind {
    case .word, .host: codes = nil
    case .digits, .code:
      codes = CodeModel(
        runs: distinct.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
        isDigits: kind == .digits,
        k: k
      )
    }
  }

  /// Only pairs that k units hold are remembered; the others ask the place alone.
  private static func supported(_ counts: [Int: Int], k: Int) -> WeightedChoice? {
    let total = counts.values.reduce(0, +)
    guard total >= k else { return nil }
    var kept = counts.filter { $0.value >= k && $0.key >= 0 }
    kept[Int(unknown)] = total - kept.values.reduce(0, +)
    return WeightedChoice(counts: kept)
  }

  /// A symbol or rare.
  func drawSymbol(before: Int32, _ random: inout TextRandom) -> Int32 {
    if before >= 0, let choice = afterSymbol[before] {
      let symbol = choice.draw(&random)
      if symbol != Self.unknown { return symbol }
    }
    return choice.draw(&random)
  }

  func drawLength(_ random: inout TextRandom) -> Int {
    let length = Int(lengths.draw(&random))
    return kind == .host ? max(length, FakeHost.minimumLength) : length
  }

  var minimumLength: Int { kind == .host ? FakeHost.minimumLength : 1 }

  func drawStyle(_ random: inout TextRandom) -> LetterModel.Style {
    guard !styles.isEmpty else { return .lower }
    return LetterModel.Style(rawValue: styles.draw(&random)) ?? .lower
  }

  /// Appends a made-up run of exactly that length.
  func appendRare(
    length: Int,
    vocabulary: TextVocabulary,
    to bytes: inout [UInt8],
    _ random: inout TextRandom
  ) {
    switch kind {
    case .word:
      vocabulary.letters.appendWord(
        length: length,
        style: drawStyle(&random),
        to: &bytes,
        &random
      )
    case .host:
      FakeHost.append(length: length, to: &bytes, &random)
    case .digits, .code:
      codes?.appendRun(length: length, to: &bytes, &random)
    }
  }

  /// Replaces the two digits just appended when no month is sure to have such a day.
  func correctDay(in bytes: inout [UInt8], _ random: inout TextRandom) {
    guard isDay, bytes.count >= 2 else { return }
    let day = Int(bytes[bytes.count - 2]) * 10 + Int(bytes[bytes.count - 1]) - 11 * 0x30
    guard day < 1 || day > Self.lastSafeDay else { return }
    bytes.removeLast(2)
    appendNumber(1 + random.below(Self.lastSafeDay), 2, to: &bytes)
  }

  /// What can stand at each position of a made-up run of that length.
  func alphabets(
    length: Int,
    widening: UniqueTexts.Widening,
    style: LetterModel.Style
  ) -> [[UInt8]] {
    guard kind == .word || kind == .host else {
      return codes?.alphabets(length: length, isWidened: widening != .none) ?? []
    }
    return (0..<length).map { position in
      var set =
        widening == .none
        ? (position % 2 == 0 ? Syllables.consonants : Syllables.vowels)
        : CharacterClass.lower.members
      if style == .upper || (style == .capital && position == 0) { set = set.map { $0 - 32 } }
      return widening == .digits ? set + CharacterClass.digit.members : set
    }
  }
}

extension TextSlot: SelfChecking {
  var problem: String? {
    let isWhole =
      !choice.isEmpty && !lengths.isEmpty && afterSymbol.values.allSatisfy { !$0.isEmpty }
      && lengths.items.allSatisfy { $0 >= 0 && $0 <= TextShape.longestText }
      && lengthRange.lowerBound >= 0 && lengthRange.upperBound <= TextShape.longestText
      && (codes != nil || kind == .word || kind == .host)
    return isWhole ? nil : "a place of a text has nothing in it"
  }

  /// Whether every symbol is one of the vocabulary.
  func isSpelt(in vocabulary: TextVocabulary) -> Bool {
    ([choice] + afterSymbol.values).allSatisfy { choice in
      choice.items.allSatisfy { $0 < 0 || vocabulary.knows($0) }
    }
  }
}
