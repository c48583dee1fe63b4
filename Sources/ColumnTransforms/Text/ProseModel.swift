import ModelEncoding

/// Makes texts of many words: frequent words in their usual order, made-up words between them.
///
/// A word follows another only where at least k units hold the pair, so that no sentence is
/// spelt out; everything else is drawn by frequency.
final class ProseModel: Sendable, Codable {
  /// A separator and the run after it.
  private struct Item: Sendable, Codable {
    var separator: [UInt8]
    var separatorLength: Int
    /// A symbol of the vocabulary, or `-1 - kind` for a made-up run.
    var symbol: Int32
  }

  /// What stands after the last run.
  private struct Suffix: Sendable, Codable {
    var bytes: [UInt8]
    var length: Int
  }

  /// Less than this cannot hold a blank and a word.
  private static let minimumRest = 3
  private static let attempts = 6
  private static let longestFiller = 9

  private let items: [Item]
  private let first: WeightedChoice
  private let anywhere: WeightedChoice
  /// What follows a frequent word, and what follows with one word between.
  private let afterSymbol: [Int32: WeightedChoice]
  private let twoAfterSymbol: [Int32: WeightedChoice]
  /// Frequent words by the characters that they and their separators take.
  private let byRoom: [Int: WeightedChoice]
  private let suffixes: [Suffix]
  private let suffixChoice: WeightedChoice
  private let lengths: [Int32: WeightedChoice]
  private let styles: WeightedChoice

  init(
    _ splits: [(split: SplitText, units: Int)],
    separatorIsKept: (String) -> Bool,
    vocabulary: TextVocabulary,
    k: Int
  ) {
    var ids: [String: Int32] = [:]
    var items: [Item] = []
    var all: [Int: Int] = [:]
    var starts: [Int: Int] = [:]
    var pairs: [Int32: [Int: Int]] = [:]
    var skips: [Int32: [Int: Int]] = [:]
    var runLengths: [Int32: [Int: Int]] = [:]
    var runStyles: [Int: Int] = [:]
    var suffixCounts: [String: Int] = [:]
    for (split, units) in splits {
      var before: [Int32] = []
      for (place, token) in split.tokens.enumerated() {
        var symbol = vocabulary.symbol(token.text)
        if symbol == TextVocabulary.rare {
          symbol = -1 - token.kind.rawValue
          runLengths[symbol, default: [:]][token.length, default: 0] += units
          if token.kind == .word {
            runStyles[Int(LetterModel.Style(of: token.text).rawValue), default: 0] += units
          }
        }
        var separator = split.separators[place]
        if !separatorIsKept(separator) { separator = place == 0 ? "" : " " }
        let key = "\(symbol)\u{1}\(separator)"
        let id = ids[key] ?? Int32(items.count)
        if ids.updateValue(id, forKey: key) == nil {
          items.append(
            Item(
              separator: Array(separator.utf8),
              separatorLength: separator.unicodeScalars.count,
              symbol: symbol
            )
          )
        }
        if place == 0 { starts[Int(id), default: 0] += units }
        if place > 0 {
          all[Int(id), default: 0] += units
          if before[place - 1] >= 0 {
            pairs[before[place - 1], default: [:]][Int(id), default: 0] += units
          }
        }
        if place > 1, before[place - 2] >= 0 {
          skips[before[place - 2], default: [:]][Int(id), default: 0] += units
        }
        before.append(symbol)
      }
      let suffix = split.separators.last ?? ""
      suffixCounts[separatorIsKept(suffix) ? suffix : "", default: 0] += units
    }
    self.items = items
    first = WeightedChoice(counts: starts)
    anywhere = WeightedChoice(counts: all)
    afterSymbol = Self.supported(pairs, k: k)
    twoAfterSymbol = Self.supported(skips, k: k)
    var rooms: [Int: [Int: Int]] = [:]
    for (id, units) in all where items[id].symbol >= 0 {
      let room = items[id].separatorLength + vocabulary.length(items[id].symbol)
      rooms[room, default: [:]][id] = units
    }
    byRoom = rooms.mapValues { WeightedChoice(counts: $0) }
    let ordered = suffixCounts.sorted { $0.key < $1.key }
    suffixes = ordered.map {
      Suffix(bytes: Array($0.key.utf8), length: $0.key.unicodeScalars.count)
    }
    suffixChoice = WeightedChoice(ordered.enumerated().map { (Int32($0), $1.value) })
    lengths = runLengths.mapValues { WeightedChoice(counts: $0) }
    styles = WeightedChoice(counts: runStyles)
  }

  private static func supported(
    _ counts: [Int32: [Int: Int]],
    k: Int
  ) -> [Int32: WeightedChoice] {
    counts.compactMapValues { counts in
      var kept = counts.filter { $0.value >= k }
      guard !kept.isEmpty else { return nil }
      kept[Int(TextSlot.unknown)] = counts.values.reduce(0, +) - kept.values.reduce(0, +)
      return WeightedChoice(counts: kept)
    }
  }

  private func length(of item: Item, _ vocabulary: TextVocabulary, _ random: inout TextRandom)
    -> Int
  {
    if item.symbol >= 0 { return vocabulary.length(item.symbol) }
    let drawn = lengths[item.symbol].map { Int($0.draw(&random)) } ?? 5
    return item.symbol == -1 - SplitText.Kind.host.rawValue
      ? max(drawn, FakeHost.minimumLength) : drawn
  }

  private func next(
    after symbol: Int32,
    _ earlier: Int32,
    _ random: inout TextRandom
  ) -> Item {
    if symbol >= 0, let choice = afterSymbol[symbol] {
      let id = choice.draw(&random)
      if id != TextSlot.unknown { return items[Int(id)] }
    }
    if earlier >= 0, let choice = twoAfterSymbol[earlier] {
      let id = choice.draw(&random)
      if id != TextSlot.unknown { return items[Int(id)] }
    }
    let choice = anywhere.isEmpty ? first : anywhere
    return items[Int(choice.draw(&random))]
  }

  /// Appends a text of exactly that many scalars.
  func append(
    length: Int,
    _ vocabulary: TextVocabulary,
    to bytes: inout [UInt8],
    _ random: inout TextRandom
  ) {
    var suffix = suffixes[Int(suffixChoice.draw(&random))]
    if suffix.length + 1 > length { suffix = Suffix(bytes: [], length: 0) }
    var rest = length - suffix.length
    var symbol = TextSlot.unknown
    var earlier = TextSlot.unknown
    var isFirst = true
    while rest > 0 {
      var isPlaced = false
      for _ in 0..<Self.attempts {
        let item =
          isFirst ? items[Int(first.draw(&random))] : next(after: symbol, earlier, &random)
        let run = self.length(of: item, vocabulary, &random)
        let after = rest - run - item.separatorLength
        guard after == 0 || after >= Self.minimumRest else { continue }
        bytes.append(contentsOf: item.separator)
        append(item.symbol, run, vocabulary, to: &bytes, &random)
        rest = after
        earlier = symbol
        symbol = item.symbol
        isPlaced = true
        break
      }
      if !isPlaced {
        if !isFirst, let choice = byRoom[rest] {
          let item = items[Int(choice.draw(&random))]
          bytes.append(contentsOf: item.separator)
          vocabulary.append(item.symbol, to: &bytes)
          break
        }
        earlier = symbol
        rest = appendFiller(rest, isFirst: isFirst, vocabulary, to: &bytes, &random)
        symbol = TextSlot.unknown
      }
      isFirst = false
    }
    bytes.append(contentsOf: suffix.bytes)
  }

  /// Appends a made-up word that leaves nothing, or enough for another; returns what is left.
  private func appendFiller(
    _ rest: Int,
    isFirst: Bool,
    _ vocabulary: TextVocabulary,
    to bytes: inout [UInt8],
    _ random: inout TextRandom
  ) -> Int {
    var word = rest
    if !isFirst && rest >= 2 {
      bytes.append(UInt8(ascii: " "))
      word -= 1
    }
    let run = word <= Self.longestFiller ? word : 5
    append(-1, run, vocabulary, to: &bytes, &random)
    return word - run
  }

  private func append(
    _ symbol: Int32,
    _ length: Int,
    _ vocabulary: TextVocabulary,
    to bytes: inout [UInt8],
    _ random: inout TextRandom
  ) {
    switch symbol {
    case 0...: vocabulary.append(symbol, to: &bytes)
    case -1 - SplitText.Kind.digits.rawValue:
      vocabulary.digits.appendRun(length: length, to: &bytes, &random)
    case -1 - SplitText.Kind.code.rawValue:
      vocabulary.codes.appendRun(length: length, to: &bytes, &random)
    case -1 - SplitText.Kind.host.rawValue:
      FakeHost.append(length: length, to: &bytes, &random)
    default:
      let style = styles.isEmpty ? 0 : styles.draw(&random)
      vocabulary.letters.appendWord(
        length: length,
        style: LetterModel.Style(rawValue: style) ?? .lower,
        to: &bytes,
        &random
      )
    }
  }
}

extension ProseModel: SelfChecking {
  var problem: String? {
    func isOfItems(_ choice: WeightedChoice) -> Bool {
      choice.items.allSatisfy { items.indices.contains(Int($0)) }
    }
    func isOfItemsOrUnknown(_ choice: WeightedChoice) -> Bool {
      !choice.isEmpty
        && choice.items.allSatisfy {
          $0 == TextSlot.unknown || items.indices.contains(Int($0))
        }
    }
    let isWhole =
      !first.isEmpty && isOfItems(first) && isOfItems(anywhere)
      && byRoom.values.allSatisfy { !$0.isEmpty && isOfItems($0) }
      && (Array(afterSymbol.values) + twoAfterSymbol.values).allSatisfy(isOfItemsOrUnknown)
      && !suffixChoice.isEmpty
      && suffixChoice.items.allSatisfy { suffixes.indices.contains(Int($0)) }
      && lengths.values.allSatisfy { choice in
        !choice.isEmpty && choice.items.allSatisfy { $0 > 0 && $0 <= TextShape.longestText }
      }
    return isWhole ? nil : "words of texts are in disorder"
  }

  /// Whether every symbol is one of the vocabulary.
  func isSpelt(in vocabulary: TextVocabulary) -> Bool {
    items.allSatisfy { $0.symbol < 0 || vocabulary.knows($0.symbol) }
  }
}
