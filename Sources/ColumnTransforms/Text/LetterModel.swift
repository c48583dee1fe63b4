import ModelEncoding

/// Makes pseudo-words of a wanted length that look like a column's words.
///
/// Letters are drawn given the two before them (never more, so that no longer fragment is
/// remembered), separately for the last letter of a word, so that a word of any length ends well.
/// A context that fewer than k units stand behind falls back to a shorter one. Columns with few
/// values get syllables instead, from which nothing of the column can be read.
struct LetterModel: Sendable, Codable {
  /// How a word is capitalised.
  enum Style: Int32, Sendable {
    case lower
    case capital
    case upper

    init(of word: String) {
      let scalars = word.unicodeScalars
      guard let first = scalars.first, first.properties.isUppercase else {
        self = .lower
        return
      }
      let rest = scalars.dropFirst()
      self = !rest.isEmpty && rest.allSatisfy({ !$0.properties.isLowercase }) ? .upper : .capital
      if rest.isEmpty { self = .upper }
    }
  }

  /// Fewer distinct values than this teach nothing about letters.
  static let minimumDistinctValues = 50
  /// Words remembered as forbidden have at least this many letters; shorter ones occur by chance.
  static let minimumForbiddenLength = 4
  private static let maximumAlphabet = 4000

  private(set) var lower: [UInt32] = []
  private var upper: [UInt32] = []
  private var contexts = OpenTable()
  private var starts: [Int32] = [0]
  private var letters: [UInt16] = []
  private var cumulative: [Int] = []
  private let forbidden: SourceFilter
  private let isLearnt: Bool
  /// Whether syllables of plain Latin letters suit the column.
  let isLatin: Bool

  /// - Parameters:
  ///   - words: distinct words with the number of units that hold each.
  ///   - isLearnt: whether the letters may follow the words' own statistics.
  ///   - k: units that must stand behind whatever is remembered.
  init(words: [(text: String, units: Int)], isLearnt: Bool, k: Int) {
    var forbidden: Set<UInt64> = []
    var units: [UInt32: Int] = [:]
    for word in words {
      var length = 0
      var hash: UInt64 = 0
      for scalar in word.text.unicodeScalars {
        let low = lowercase(scalar)
        units[low, default: 0] += word.units
        hash = Self.extended(hash, low)
        length += 1
      }
      if word.units < k && length >= Self.minimumForbiddenLength { forbidden.insert(hash) }
    }
    self.forbidden = SourceFilter(forbidden)
    // Single letters are not identifying, but those of one unit would be noise.
    let alphabet = units.filter { $0.value >= min(k, 2) }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .prefix(Self.maximumAlphabet).map(\.key).sorted()
    lower = alphabet
    upper = alphabet.map(uppercase)
    let plain = units.filter { $0.key < 0x80 }.reduce(0) { $0 + $1.value }
    isLatin = plain * 2 >= units.reduce(0) { $0 + $1.value }
    self.isLearnt = isLearnt && !alphabet.isEmpty
    if self.isLearnt { learn(words, k) }
    if lower.isEmpty {
      lower = Array("aeiounrst".unicodeScalars.map(\.value))
      upper = Array("AEIOUNRST".unicodeScalars.map(\.value))
    }
  }

  private static func extended(_ hash: UInt64, _ scalar: UInt32) -> UInt64 {
    mixed(hash &+ UInt64(scalar) &+ 0x51_7C_C1_B7)
  }

  private static func key(_ order: UInt64, _ a: Int, _ b: Int, isLast: Bool) -> UInt64 {
    order << 34 | UInt64(a) << 18 | UInt64(b) << 2 | (isLast ? 3 : 2)
  }

  /// What alphabet a letter belongs to, roughly, so that words do not mix them.
  private func script(_ letter: Int) -> Int {
    guard letter < lower.count else { return 0 }
    switch lower[letter] {
    case ..<0x250, 0x1E00..<0x1F00: return 1
    case 0x370..<0x400, 0x1F00..<0x2000: return 2
    case 0x400..<0x530: return 3
    case 0x600..<0x780, 0xFB50..<0xFE00: return 4
    case 0x3040..<0x3100, 0x3400..<0xA000: return 5
    case 0xAC00..<0xD7B0: return 6
    case let other: return 7 + Int(other >> 7)
    }
  }

  private mutating func learn(_ words: [(text: String, units: Int)], _ k: Int) {
    let start = lower.count
    var ids = OpenTable(minimumCapacity: lower.count)
    for (id, scalar) in lower.enumerated() { ids.insert(UInt64(scalar), Int32(id)) }
    var seen: [(key: UInt64, letter: UInt16, weight: Int)] = []
    for word in words {
      // A very common word should not drown the others.
      let weight = min(word.units, k)
      var a = start
      var b = start
      let scalars = Array(word.text.unicodeScalars)
      for (position, scalar) in scalars.enumerated() {
        guard let id = ids[UInt64(lowercase(scalar))] else { break }
        let isLast = position == scalars.count - 1
        seen.append((Self.key(2, a, b, isLast: isLast), UInt16(id), weight))
        seen.append((Self.key(1, 0, b, isLast: isLast), UInt16(id), weight))
        seen.append((Self.key(0, 0, script(b), isLast: isLast), UInt16(id), weight))
        a = b
        b = Int(id)
      }
    }
    seen.sort { ($0.key, $0.letter) < ($1.key, $1.letter) }
    var first = 0
    while first < seen.count {
      var last = first
      var total = 0
      while last < seen.count, seen[last].key == seen[first].key {
        total += seen[last].weight
        last += 1
      }
      if total >= k {
        contexts.insert(seen[first].key, Int32(starts.count - 1))
        var running = 0
        for place in first..<last {
          running += seen[place].weight
          if letters.count > Int(starts[starts.count - 1]), letters.last == seen[place].letter {
            cumulative[cumulative.count - 1] = running
          } else {
            letters.append(seen[place].letter)
            cumulative.append(running)
          }
        }
        starts.append(Int32(letters.count))
      }
      first = last
    }
  }

  private func drawLetter(_ a: Int, _ b: Int, isLast: Bool, _ random: inout TextRandom) -> Int {
    let context =
      contexts[Self.key(2, a, b, isLast: isLast)] ?? contexts[Self.key(1, 0, b, isLast: isLast)]
      ?? contexts[Self.key(0, 0, script(b), isLast: isLast)]
      ?? contexts[Self.key(0, 0, script(b), isLast: !isLast)]
    guard let context else { return random.below(lower.count) }
    var low = Int(starts[Int(context)])
    var high = Int(starts[Int(context) + 1]) - 1
    let target = random.below(cumulative[high])
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > target { high = middle } else { low = middle + 1 }
    }
    return Int(letters[low])
  }

  /// Appends a pseudo-word of exactly that many letters that is no rare word of the column.
  func appendWord(
    length: Int,
    style: Style,
    to bytes: inout [UInt8],
    _ random: inout TextRandom
  ) {
    let mark = bytes.count
    for attempt in 0..<12 {
      let hash: UInt64 =
        isLearnt && attempt < 8
        ? appendLearnt(length, style, &bytes, &random)
        : appendSyllables(length, style, &bytes, &random)
      if length < Self.minimumForbiddenLength || !forbidden.mayContain(hash) { return }
      if attempt < 11 { bytes.removeLast(bytes.count - mark) }
    }
  }

  private func appendLearnt(
    _ length: Int,
    _ style: Style,
    _ bytes: inout [UInt8],
    _ random: inout TextRandom
  ) -> UInt64 {
    var a = lower.count
    var b = lower.count
    var hash: UInt64 = 0
    for position in 0..<length {
      let id = drawLetter(a, b, isLast: position == length - 1, &random)
      hash = Self.extended(hash, lower[id])
      let isUpper = style == .upper || (style == .capital && position == 0)
      appendScalar(isUpper ? upper[id] : lower[id], to: &bytes)
      a = b
      b = id
    }
    return hash
  }

  private func appendSyllables(
    _ length: Int,
    _ style: Style,
    _ bytes: inout [UInt8],
    _ random: inout TextRandom
  ) -> UInt64 {
    var hash: UInt64 = 0
    var isVowel = random.below(4) == 0
    for position in 0..<length {
      let scalar: UInt32
      if isLatin {
        let set = isVowel ? Syllables.vowels : Syllables.consonants
        scalar = UInt32(set[random.below(set.count)])
      } else {
        scalar = lower[random.below(lower.count)]
      }
      isVowel.toggle()
      hash = Self.extended(hash, scalar)
      let isUpper = style == .upper || (style == .capital && position == 0)
      appendScalar(
        isUpper ? uppercase(Unicode.Scalar(scalar) ?? "x") : scalar,
        to: &bytes
      )
    }
    return hash
  }
}

/// Letters of which pronounceable words are made when a column's own must not be used.
enum Syllables {
  static let vowels = Array("aeiou".utf8)
  static let consonants = Array("bdfgklmnprstvz".utf8)
}

func appendScalar(_ scalar: UInt32, to bytes: inout [UInt8]) {
  if scalar < 0x80 {
    bytes.append(UInt8(scalar))
  } else if let scalar = Unicode.Scalar(scalar) {
    bytes.append(contentsOf: String(scalar).utf8)
  }
}

/// The lower-case form where it is one scalar, otherwise the scalar itself.
func lowercase(_ scalar: Unicode.Scalar) -> UInt32 {
  if scalar.value < 0x80 {
    return (0x41...0x5A).contains(scalar.value) ? scalar.value + 32 : scalar.value
  }
  let mapping = scalar.properties.lowercaseMapping.unicodeScalars
  return mapping.count == 1 ? (mapping.first ?? scalar).value : scalar.value
}

private func uppercase(_ scalar: UInt32) -> UInt32 {
  Unicode.Scalar(scalar).map(uppercase) ?? scalar
}

/// The upper-case form where it is one scalar, otherwise the scalar itself.
func uppercase(_ scalar: Unicode.Scalar) -> UInt32 {
  if scalar.value < 0x80 {
    return (0x61...0x7A).contains(scalar.value) ? scalar.value - 32 : scalar.value
  }
  let mapping = scalar.properties.uppercaseMapping.unicodeScalars
  return mapping.count == 1 ? (mapping.first ?? scalar).value : scalar.value
}

extension LetterModel: SelfChecking {
  var problem: String? {
    let groups = zip(starts, starts.dropFirst())
    let isWhole =
      !lower.isEmpty && upper.count == lower.count && starts.first == 0
      && Int(starts.last ?? -1) == letters.count && letters.count == cumulative.count
      && groups.allSatisfy { $0 < $1 }
      && letters.allSatisfy { Int($0) < lower.count }
      && groups.allSatisfy { start, end in
        let sums = cumulative[Int(start)..<Int(end)]
        return (sums.first ?? 0) > 0 && zip(sums, sums.dropFirst()).allSatisfy { $0 <= $1 }
      }
      && contexts.allValues.allSatisfy { $0 >= 0 && Int($0) < starts.count - 1 }
    return isWhole ? nil : "letters are in disorder"
  }
}
