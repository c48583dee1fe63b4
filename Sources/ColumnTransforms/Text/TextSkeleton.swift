import ModelEncoding

/// One form that a column's values take: constant separators with runs between them.
final class TextSkeleton: Sendable, Codable {
  /// Longer values are prose.
  static let maximumSlots = 8

  let separators: [[UInt8]]
  let separatorLength: Int
  let slots: [TextSlot]

  /// Values must share separators and kinds of runs.
  init(_ splits: [(split: SplitText, units: Int)], vocabulary: TextVocabulary, k: Int) {
    let example = splits.first?.split
    let texts = example?.separators ?? [""]
    separators = texts.map { Array($0.utf8) }
    separatorLength = texts.reduce(0) { $0 + $1.unicodeScalars.count }
    slots = (0..<(example?.tokens.count ?? 0)).map { place in
      TextSlot(
        kind: example?.tokens[place].kind ?? .word,
        isDay: example.map { Self.isDay(place, in: $0) } ?? false,
        runs: splits.map { value in
          let tokens = value.split.tokens
          let before = place > 0 ? vocabulary.symbol(tokens[place - 1].text) : TextVocabulary.rare
          return (tokens[place].text, before, value.units)
        },
        vocabulary: vocabulary,
        k: k
      )
    }
  }

  /// Whether year, month and day stand between dashes, slashes or dots, the day in this place.
  private static func isDay(_ place: Int, in example: SplitText) -> Bool {
    guard place >= 2 else { return false }
    let isDigits = zip(example.tokens[(place - 2)...place], [4, 2, 2]).allSatisfy {
      $0.kind == .digits && $0.length == $1
    }
    return isDigits && example.separators[place - 1] == example.separators[place]
      && ["-", "/", "."].contains(example.separators[place])
  }

  /// Symbols and lengths of one value's runs.
  struct Draft {
    var symbols = SIMD8<Int32>(repeating: TextVocabulary.rare)
    var lengths = SIMD8<Int32>(repeating: 0)
  }

  private static let attempts = 6

  /// The runs of one value; its length is the wanted one unless every run is fixed.
  func draft(length: Int?, _ vocabulary: TextVocabulary, _ random: inout TextRandom) -> Draft {
    var best = Draft()
    var bestDifference = Int.max
    for _ in 0..<(length == nil ? 1 : Self.attempts) {
      var draft = Draft()
      var total = separatorLength
      var before = TextVocabulary.rare
      for (place, slot) in slots.enumerated() {
        let symbol = slot.drawSymbol(before: before, &random)
        let run =
          symbol >= 0 ? vocabulary.length(symbol) : slot.drawLength(&random)
        draft.symbols[place] = symbol
        draft.lengths[place] = Int32(run)
        total += run
        before = symbol
      }
      let difference = (length ?? total) - total
      if abs(difference) < abs(bestDifference) || bestDifference == Int.max {
        best = draft
        bestDifference = difference
      }
      if difference == 0 { break }
    }
    fit(&best, by: bestDifference)
    return best
  }

  /// Stretches or shrinks made-up runs, within the lengths seen as long as that suffices, then
  /// beyond them, then makes up frequent words too, frequent hosts last.
  private func fit(_ draft: inout Draft, by difference: Int) {
    var rest = Int32(truncatingIfNeeded: difference)
    for pass in 0..<5 where rest != 0 {
      for place in slots.indices.reversed() where rest != 0 {
        let slot = slots[place]
        let isRare = draft.symbols[place] == TextVocabulary.rare
        if pass == 1 && slot.kind == .digits { continue }
        if pass < 3 ? !isRare : isRare { continue }
        if pass == 3 && slot.kind == .host { continue }
        let low =
          pass == 0 ? max(slot.lengthRange.lowerBound, slot.minimumLength) : slot.minimumLength
        let high = pass == 0 ? max(slot.lengthRange.upperBound, low) : .max / 2
        let now = draft.lengths[place]
        let wanted = min(max(Int(now + rest), low), high)
        guard (rest > 0) == (wanted > Int(now)), wanted != Int(now) else { continue }
        draft.lengths[place] = Int32(wanted)
        draft.symbols[place] = TextVocabulary.rare
        rest -= Int32(wanted) - now
      }
    }
  }

  func append(
    _ draft: Draft,
    _ vocabulary: TextVocabulary,
    to bytes: inout [UInt8],
    _ random: inout TextRandom
  ) {
    bytes.append(contentsOf: separators[0])
    for (place, slot) in slots.enumerated() {
      let symbol = draft.symbols[place]
      if symbol >= 0 {
        vocabulary.append(symbol, to: &bytes)
      } else {
        slot.appendRare(
          length: Int(draft.lengths[place]),
          vocabulary: vocabulary,
          to: &bytes,
          &random
        )
      }
      if draft.lengths[place] == 2 { slot.correctDay(in: &bytes, &random) }
      bytes.append(contentsOf: separators[place + 1])
    }
  }
}

extension TextSkeleton {
  /// What two texts must differ in to be different whatever their runs are: separators, lengths of
  /// runs, and host names.
  func exactForm(_ draft: Draft) -> String {
    var form = ""
    for (place, separator) in separators.enumerated() {
      form += String(decoding: separator, as: UTF8.self)
      guard place < slots.count else { break }
      form += "\u{1}\(draft.lengths[place])"
      if slots[place].kind == .host { form += "h\(draft.symbols[place])" }
      form += "\u{2}"
    }
    return form
  }
}

extension TextSkeleton: SelfChecking {
  var problem: String? {
    slots.count <= Self.maximumSlots && separators.count == slots.count + 1
      ? nil : "a form of texts is incomplete"
  }
}
