import ModelEncoding
import Statistics

/// How a text column looks: makes new values of that look, never one of the column's own.
///
/// A value is cut into runs of letters and digits and the separators between them. Values whose
/// separators and kinds of runs recur are made from a ``TextSkeleton``, the others word by word
/// from a ``ProseModel``. Runs that at least k units hold may appear as they are; all others are
/// made up letter by letter.
package struct TextShape: Sendable, Codable {
  /// Characters of a text that is made, at most: the most that a field of PostgreSQL holds.
  static let longestText = 1 << 30

  private enum Component: Sendable, Codable {
    case skeleton(TextSkeleton)
    case prose(ProseModel)
  }

  /// Values looked at for the model; all of them are remembered as forbidden.
  private static let maximumSample = 40_000
  /// Forms rarer than this are treated as prose.
  private static let minimumFormUnits = 3
  /// Columns this small keep every form: a form holds no letters.
  private static let smallColumn = 30
  private static let maximumSkeletons = 300
  /// Longer values choose their form whatever their length.
  private static let maximumIndexedLength = 4096
  /// Characters of a text that are learnt from.
  private static let longestLearnt = 8_192
  private static let attempts = 16
  /// Trials, and the share of hits, that tell a dense column.
  private static let densityTrials = 200
  private static let denseShare = 0.3

  private let sources: SourceFilter
  private let maxLength: Int?
  private let caseInsensitive: Bool
  private var components: [Component] = []
  private var overall = WeightedChoice([])
  /// Components by length; lengths that were not seen are empty.
  private var byLength: [WeightedChoice] = []
  private var lengths = WeightedChoice([])
  private let vocabulary: TextVocabulary
  /// Whether values made without looking often are the column's own: codes that fill their range.
  ///
  /// So do all combinations of a few words. Meeting one of them by chance then says nothing, so labels may; free texts
  /// never do.
  package private(set) var isDense = false
  private let uniqueTexts = UniqueTextsCache()

  private enum CodingKeys: CodingKey {
    case sources, maxLength, caseInsensitive, components, overall, byLength, lengths, vocabulary
    case isDense
  }

  /// - Parameters:
  ///   - values: distinct values of the column.
  ///   - counts: number of protection units that hold each.
  ///   - k: units that must stand behind anything that is repeated.
  ///   - maxLength: the n of `varchar(n)`, in characters.
  ///   - caseInsensitive: whether values that differ in case only are equal.
  package init(
    values: [String],
    counts: [Int],
    k: Int,
    maxLength: Int?,
    caseInsensitive: Bool
  ) {
    let k = max(1, k)
    self.maxLength = maxLength
    self.caseInsensitive = caseInsensitive
    let stride = max(1, (values.count + Self.maximumSample - 1) / Self.maximumSample)
    let places = Swift.stride(from: 0, to: values.count, by: stride)
    let rules = SplitText.Rules(
      learntFrom: Swift.stride(from: 0, to: values.count, by: max(1, values.count / 400)).map {
        Self.head(of: values[$0])
      }
    )
    var splits: [SplitText] = []
    var units: [Int] = []
    for place in places where !values[place].isEmpty {
      splits.append(SplitText(Self.head(of: values[place]), rules: rules))
      units.append(max(1, counts[place]))
    }
    vocabulary = TextVocabulary(splits, units: units, distinctValues: values.count, k: k)
    let hashes = Set(values.map { Self.hash($0, caseInsensitive: caseInsensitive) })
    sources = SourceFilter(hashes)
    learn(splits, units, k: k)
    isDense = !splits.isEmpty && hitShare(hashes) >= Self.denseShare
  }

  /// What is learnt of a text: the rest of a long one looks like its beginning.
  private static func head(of text: String) -> String {
    guard text.utf8.count > longestLearnt else { return text }
    return String(text.unicodeScalars.prefix(longestLearnt))
  }

  /// Share of values made without looking that are the column's own.
  private func hitShare(_ hashes: Set<UInt64>) -> Double {
    var generator = CounterGenerator(0xD15C, UInt64(hashes.count))
    var random = TextRandom(from: &generator)
    let hits = (0..<Self.densityTrials).reduce(0) { hits, _ in
      hits + (hashes.contains(hash(bytes(length: nil, &random))) ? 1 : 0)
    }
    return Double(hits) / Double(Self.densityTrials)
  }

  // MARK: - Fit

  private mutating func learn(_ splits: [SplitText], _ units: [Int], k: Int) {
    let separators = SeparatorSupport(splits, units: units, k: k)
    let groups = group(splits, units, separators, k: k)
    var weights: [Int: Int] = [:]
    var lengthCounts: [Int: Int] = [:]
    var weightsOfLength: [Int: [Int: Int]] = [:]
    for members in groups {
      let place = components.count
      let chosen = members.map { (split: splits[$0], units: units[$0]) }
      if members.isEmpty { continue }
      components.append(
        members == groups.last
          ? .prose(
            ProseModel(
              chosen,
              separatorIsKept: separators.isKept,
              vocabulary: vocabulary,
              k: k
            )
          )
          : .skeleton(TextSkeleton(chosen, vocabulary: vocabulary, k: k))
      )
      for member in members {
        let length = splits[member].length
        weights[place, default: 0] += units[member]
        lengthCounts[length, default: 0] += units[member]
        weightsOfLength[length, default: [:]][place, default: 0] += units[member]
      }
    }
    overall = WeightedChoice(counts: weights)
    lengths = WeightedChoice(counts: lengthCounts)
    let longest = min(weightsOfLength.keys.max() ?? 0, Self.maximumIndexedLength)
    byLength = (0...longest).map { WeightedChoice(counts: weightsOfLength[$0] ?? [:]) }
  }

  /// Positions of the values of every skeleton, then those of prose.
  private func group(
    _ splits: [SplitText],
    _ units: [Int],
    _ separators: SeparatorSupport,
    k: Int
  ) -> [[Int]] {
    func groups(of members: [Int], isFine: Bool, minimum: Int) -> (kept: [[Int]], rest: [Int]) {
      var byForm: [String: (members: [Int], units: Int)] = [:]
      var rest: [Int] = []
      for member in members {
        let split = splits[member]
        guard split.tokens.count <= TextSkeleton.maximumSlots,
          split.separators.allSatisfy(separators.isKept)
        else {
          rest.append(member)
          continue
        }
        let form = split.form(isFine: isFine)
        byForm[form, default: ([], 0)].members.append(member)
        byForm[form, default: ([], 0)].units += units[member]
      }
      let ordered = byForm.sorted { ($1.value.units, $0.key) < ($0.value.units, $1.key) }
      var kept: [[Int]] = []
      for (_, group) in ordered {
        if group.units >= minimum && kept.count < Self.maximumSkeletons {
          kept.append(group.members)
        } else {
          rest.append(contentsOf: group.members)
        }
      }
      return (kept, rest.sorted())
    }
    let fine = groups(of: Array(splits.indices), isFine: true, minimum: k)
    let minimum = splits.count < Self.smallColumn ? 1 : min(k, Self.minimumFormUnits)
    let coarse = groups(of: fine.rest, isFine: false, minimum: minimum)
    return fine.kept + coarse.kept + [coarse.rest]
  }

  // MARK: - Make

  /// Whether the column may hold the value, in the column's own sense of equality: true where it does, and for one in nine of
  /// all others.
  package func mayBeSource(_ value: String) -> Bool { sources.mayContain(hash(value)) }

  private func mayBeSource(_ bytes: [UInt8]) -> Bool { sources.mayContain(hash(bytes)) }

  func hash(_ value: String) -> UInt64 { Self.hash(value, caseInsensitive: caseInsensitive) }

  private func hash(_ bytes: [UInt8]) -> UInt64 {
    caseInsensitive
      ? hash(String(decoding: bytes, as: UTF8.self))
      : bytes.withUnsafeBufferPointer { stableHash($0) }
  }

  private static func hash(_ value: String, caseInsensitive: Bool) -> UInt64 {
    stableHash(caseInsensitive ? value.lowercased() : value)
  }

  /// A value of the column's look, of exactly that many characters where that is possible.
  ///
  /// Where all values of that length are taken (one-letter codes) the length gives way; where all
  /// that fit the column are taken, an existing one is returned, which then says nothing.
  package func make(length: Int?, using generator: inout some RandomNumberGenerator) -> String {
    if let value = makeNew(length: length, using: &generator) { return value }
    if let value = makeNew(length: nil, using: &generator) { return value }
    return makeAny(length: length, using: &generator)
  }

  /// A value of the column's look, which may by chance be one of its own.
  func makeAny(length: Int?, using generator: inout some RandomNumberGenerator) -> String {
    if length == 0 { return "" }
    var random = TextRandom(from: &generator)
    return String(decoding: bytes(length: length, &random), as: UTF8.self)
  }

  /// The same as ``make(length:using:)``, or nil where no value of that length that is not the column's own was found.
  package func makeNew(
    length: Int?,
    using generator: inout some RandomNumberGenerator
  ) -> String? {
    var random = TextRandom(from: &generator)
    if length == 0 { return "" }
    for _ in 0..<Self.attempts {
      let bytes = bytes(length: length, &random)
      if !mayBeSource(bytes) { return String(decoding: bytes, as: UTF8.self) }
    }
    for attempt in 0..<Self.attempts {
      // Digits first: another number is still a number, another letter seldom a word.
      let prefersDigits = 2 * attempt < Self.attempts
      let bytes = altered(bytes(length: length, &random), prefersDigits: prefersDigits, &random)
      if !mayBeSource(bytes) { return String(decoding: bytes, as: UTF8.self) }
    }
    return nil
  }

  /// Different values, none of them the column's own; fewer than asked for where there are no more.
  package func makeDistinct(
    count: Int,
    using generator: inout some RandomNumberGenerator
  ) -> [String] {
    var made: [String] = []
    var seen = Set<UInt64>()
    var misses = 0
    while made.count < count && misses < count + 64 {
      guard let value = makeNew(length: nil, using: &generator),
        seen.insert(hash(value)).inserted
      else {
        misses += 1
        continue
      }
      made.append(value)
    }
    let salt = generator.next()
    var ordinal: UInt64 = 0
    while made.count < count, ordinal < uniqueCapacity {
      if let value = makeUnique(ordinal: ordinal, salt: salt), seen.insert(hash(value)).inserted {
        made.append(value)
      }
      ordinal += 1
    }
    return made
  }

  /// A value for the ordinal: always the same for the same salt, and for ordinals below
  /// ``uniqueCapacity`` always a different one; beyond it they come round again.
  ///
  /// - Returns: nil where the column has no room for any new value.
  package func makeUnique(ordinal: UInt64, salt: UInt64) -> String? {
    uniqueTexts.texts(of: self).text(at: ordinal, salt: salt, shape: self)
  }

  /// How many different values ``makeUnique(ordinal:salt:)`` has.
  package var uniqueCapacity: UInt64 { uniqueTexts.texts(of: self).count }

  private func bytes(length: Int?, _ random: inout TextRandom) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(64)
    guard !components.isEmpty else {
      let run = min(length ?? 6, maxLength ?? .max)
      vocabulary.letters.appendWord(length: run, style: .lower, to: &bytes, &random)
      return bytes
    }
    let wanted = min(length ?? Int(lengths.draw(&random)), maxLength ?? .max)
    let component = component(length: wanted, &random)
    switch components[Int(component)] {
    case .skeleton(let skeleton):
      // Nothing says how long: frequent words then stay as they are.
      let fixed = length == nil && isDense ? nil : wanted
      let draft = skeleton.draft(length: fixed, vocabulary, &random)
      skeleton.append(draft, vocabulary, to: &bytes, &random)
    case .prose(let prose):
      prose.append(length: wanted, vocabulary, to: &bytes, &random)
    }
    if let maxLength, bytes.count > maxLength { truncate(&bytes, to: maxLength) }
    return bytes
  }

  private func component(length: Int, _ random: inout TextRandom) -> Int32 {
    if length < byLength.count, !byLength[length].isEmpty {
      return byLength[length].draw(&random)
    }
    return overall.draw(&random)
  }

  /// Changes one digit or letter to another of its class, or one symbol where there are none.
  private func altered(
    _ bytes: [UInt8],
    prefersDigits: Bool,
    _ random: inout TextRandom
  ) -> [UInt8] {
    var bytes = bytes
    guard !bytes.isEmpty else { return bytes }
    let start = random.below(bytes.count)
    let digits = bytes.indices.map { (start + $0) % bytes.count }.filter {
      isDigit(Unicode.Scalar(bytes[$0]))
    }
    if prefersDigits, let place = digits.first {
      bytes[place] = UInt8(ascii: "0") + UInt8(random.below(10))
      return bytes
    }
    for step in bytes.indices {
      let place = (start + step) % bytes.count
      guard bytes[place] < 0x80, let scalar = Unicode.Scalar(UInt32(bytes[place])),
        isLetter(scalar) || isDigit(scalar)
      else { continue }
      let set = CharacterClass(of: scalar).members
      bytes[place] = set[random.below(set.count)]
      return bytes
    }
    var scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    let set = CharacterClass.symbol.members
    scalars[random.below(scalars.count)] = Unicode.Scalar(set[random.below(set.count)])
    return scalars.flatMap { Array(String($0).utf8) }
  }

  /// Cuts after that many scalars.
  private func truncate(_ bytes: inout [UInt8], to length: Int) {
    var scalars = 0
    for (place, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
      if scalars == length {
        bytes.removeLast(bytes.count - place)
        return
      }
      scalars += 1
    }
  }
}

extension TextShape {
  var limit: Int? { maxLength }
  var words: TextVocabulary { vocabulary }
  var comparesCase: Bool { !caseInsensitive }

  /// One value's form, with the weight of prose left to the caller.
  func sampleDraft(_ random: inout TextRandom) -> (skeleton: TextSkeleton, TextSkeleton.Draft)? {
    guard !components.isEmpty else { return nil }
    let wanted = Int(lengths.draw(&random))
    guard
      case .skeleton(let skeleton) = components[Int(component(length: wanted, &random))]
    else { return nil }
    return (skeleton, skeleton.draft(length: wanted, vocabulary, &random))
  }

  /// Appends prose of that length; false where the column has none.
  func appendProse(length: Int, to bytes: inout [UInt8], _ random: inout TextRandom) -> Bool {
    guard case .prose(let prose)? = components.last else { return false }
    if length > 0 { prose.append(length: length, vocabulary, to: &bytes, &random) }
    return true
  }

  func drawLength(_ random: inout TextRandom) -> Int {
    lengths.isEmpty ? 6 : Int(lengths.draw(&random))
  }
}

extension TextShape: SelfChecking {
  package var problem: String? {
    let areSpelt = components.allSatisfy { component in
      switch component {
      case .skeleton(let skeleton): skeleton.slots.allSatisfy { $0.isSpelt(in: vocabulary) }
      case .prose(let prose): prose.isSpelt(in: vocabulary)
      }
    }
    let isWhole =
      areSpelt && (components.isEmpty || !overall.isEmpty && !lengths.isEmpty)
      && lengths.items.allSatisfy { $0 >= 0 && $0 <= Self.longestText }
      && (byLength + [overall]).allSatisfy { choice in
        choice.items.allSatisfy { components.indices.contains(Int($0)) }
      }
    return isWhole ? nil : "forms of texts are in disorder"
  }
}
