import ModelEncoding

/// The runs of a column that at least k units hold, and the models that make up the others.
struct TextVocabulary: Sendable {
  /// Stands for a run that must be made up.
  static let rare: Int32 = -1
  private static let maximumSymbols = 30_000

  private var bytes: [UInt8] = []
  private var offsets: [Int32] = [0]
  private(set) var lengths: [Int] = []
  private(set) var ids: [String: Int32] = [:]
  let letters: LetterModel
  /// Codes and digit runs of the whole column, for places that have no model of their own.
  let codes: CodeModel
  let digits: CodeModel

  init(_ splits: [SplitText], units: [Int], distinctValues: Int, k: Int) {
    var support: [String: (units: Int, kind: SplitText.Kind)] = [:]
    for (split, units) in zip(splits, units) {
      var seen = Set<String>()
      for token in split.tokens where seen.insert(token.text).inserted {
        support[token.text, default: (0, token.kind)].units += units
      }
    }
    let ordered = support.sorted { ($1.value.units, $0.key) < ($0.value.units, $1.key) }
    for (text, entry) in ordered.prefix(Self.maximumSymbols) {
      guard entry.units >= k else { break }
      ids[text] = Int32(lengths.count)
      bytes.append(contentsOf: text.utf8)
      offsets.append(Int32(bytes.count))
      lengths.append(text.unicodeScalars.count)
    }
    func runs(_ kind: SplitText.Kind) -> [(text: String, units: Int)] {
      ordered.filter { $0.value.kind == kind }.map { ($0.key, $0.value.units) }
    }
    letters = LetterModel(
      words: runs(.word),
      isLearnt: distinctValues >= LetterModel.minimumDistinctValues,
      k: k
    )
    codes = CodeModel(runs: runs(.code), isDigits: false, k: k)
    digits = CodeModel(runs: runs(.digits), isDigits: true, k: k)
  }

  /// The symbol of a run, or ``rare``.
  func symbol(_ text: String) -> Int32 { ids[text] ?? Self.rare }

  func length(_ symbol: Int32) -> Int { lengths[Int(symbol)] }

  func append(_ symbol: Int32, to bytes: inout [UInt8]) {
    let range = Int(offsets[Int(symbol)])..<Int(offsets[Int(symbol) + 1])
    bytes.append(contentsOf: self.bytes[range])
  }
}

extension TextVocabulary: Codable {
  private enum CodingKeys: CodingKey {
    case bytes, offsets, letters, codes, digits
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    bytes = try container.decode([UInt8].self, forKey: .bytes)
    offsets = try container.decode([Int32].self, forKey: .offsets)
    letters = try container.decode(LetterModel.self, forKey: .letters)
    codes = try container.decode(CodeModel.self, forKey: .codes)
    digits = try container.decode(CodeModel.self, forKey: .digits)
    try decoder.check(
      offsets.first == 0 && Int(offsets.last ?? -1) == bytes.count
        && zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 },
      "words are in disorder"
    )
    for symbol in 0..<(offsets.count - 1) {
      let text = String(
        decoding: bytes[Int(offsets[symbol])..<Int(offsets[symbol + 1])],
        as: UTF8.self
      )
      ids[text] = Int32(symbol)
      lengths.append(text.unicodeScalars.count)
    }
  }

  /// Whether a symbol is one of the vocabulary.
  func knows(_ symbol: Int32) -> Bool { lengths.indices.contains(Int(symbol)) }
}

/// Makes host names that belong to nobody, under the top-level domains of RFC 2606.
enum FakeHost {
  /// Shorter hosts cannot be told from real ones.
  static let minimumLength = 7

  static func append(
    length: Int,
    to bytes: inout [UInt8],
    _ random: inout TextRandom
  ) {
    let suffix: StaticString
    switch length {
    case 15...: suffix = random.below(2) == 0 ? ".example.com" : ".example.org"
    case 11...: suffix = ".example"
    default: suffix = ".test"
    }
    let stem = max(1, length - suffix.utf8CodeUnitCount)
    for _ in 0..<stem / 2 {
      bytes.append(Syllables.consonants[random.below(Syllables.consonants.count)])
      bytes.append(Syllables.vowels[random.below(Syllables.vowels.count)])
    }
    if stem % 2 == 1 { bytes.append(Syllables.consonants[random.below(5)]) }
    suffix.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
}
