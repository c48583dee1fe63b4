import Synchronization

/// A column's supply of values that are all different, made from ordinals without a list of them.
///
/// Values of one frame share separators and the lengths of all runs, so values of two frames
/// differ. Inside a frame some runs spell the ordinal, scrambled by a keyed bijection; the other
/// runs are free. A value that the column holds is passed over for one from a reserve.
struct UniqueTexts: Sendable {
  /// How far the look of values may be stretched to make room.
  enum Widening: Int, Sendable {
    case none
    /// Any letter anywhere in a word.
    case letters
    /// Digits in words too.
    case digits
  }

  /// One exact form of value.
  private struct Frame: Sendable {
    var skeleton: TextSkeleton
    var draft: TextSkeleton.Draft
    /// Alphabets of the runs that spell the ordinal, by place; empty where the run is free.
    var alphabets: [[[UInt8]]]
    var space: UInt64
    var weight: Int
  }

  private enum Supply: Sendable {
    case frames([Frame], schedule: [UInt16], ranks: [Int])
    /// Prose, each text ending in a word of that many letters that spells the ordinal.
    case prose(tail: Int, space: UInt64)
    /// All there are.
    case list([String])
  }

  private static let block = 1024
  /// A frame must have room for this many times the values it is asked for.
  private static let reserve: UInt64 = 4
  private static let samples = 300
  private static let maximumListed = 60_000
  private static let largestSpace: UInt64 = 1 << 62
  private static let syllablePairs = UInt64(Syllables.vowels.count * Syllables.consonants.count)

  private var supply: Supply
  private(set) var count: UInt64

  /// Room for many values is preferred to a perfect look, and that to being widened.
  private static let tiers: [(bits: Int, widening: Widening)] = [
    (32, .none), (26, .none), (20, .none), (26, .letters), (20, .letters), (16, .none),
    (20, .digits), (16, .letters), (16, .digits),
  ]

  init(_ shape: TextShape) {
    var random = TextRandom(seed: 0x7E57)
    var drafts: [(skeleton: TextSkeleton, TextSkeleton.Draft)] = []
    for _ in 0..<Self.samples {
      if let draft = shape.sampleDraft(&random) { drafts.append(draft) }
    }
    for (bits, widening) in Self.tiers {
      count = 1 << UInt64(bits)
      if drafts.count * 2 < Self.samples, let prose = Self.prose(shape, count: count) {
        supply = prose
        return
      }
      if let frames = Self.frames(drafts, shape, count: count, widening) {
        supply = frames
        return
      }
    }
    let list = Self.list(drafts, shape)
    supply = .list(list)
    count = UInt64(list.count)
  }

  // MARK: - Preparation

  private static func prose(_ shape: TextShape, count: UInt64) -> Supply? {
    var tail = 2
    var space = syllablePairs
    while space < count * reserve {
      tail += 2
      space *= syllablePairs
    }
    guard tail <= shape.limit ?? .max else { return nil }
    return .prose(tail: tail, space: space)
  }

  private static func frames(
    _ drafts: [(skeleton: TextSkeleton, TextSkeleton.Draft)],
    _ shape: TextShape,
    count: UInt64,
    _ widening: Widening
  ) -> Supply? {
    var frames: [Frame] = []
    var places: [String: Int] = [:]
    for (skeleton, draft) in drafts {
      let key = skeleton.exactForm(draft)
      if let place = places[key] {
        frames[place].weight += 1
        continue
      }
      places[key] = frames.count
      guard
        let frame = frame(skeleton, draft, shape, room: count * reserve, widening),
        frame.space >= count * reserve
      else {
        places[key] = nil
        continue
      }
      frames.append(frame)
    }
    let total = frames.reduce(0) { $0 + $1.weight }
    // A look that only a small part of the values has must not stand for all of them.
    guard total * 4 >= drafts.count, total > 0 else { return nil }
    var schedule: [UInt16] = []
    var weights: [Int] = []
    var done = 0
    for (place, frame) in frames.enumerated() {
      done += frame.weight
      let end = done * block / total
      weights.append(end - schedule.count)
      while schedule.count < end { schedule.append(UInt16(place)) }
    }
    var ranks: [Int] = []
    var next = [Int](repeating: 0, count: frames.count)
    for place in schedule {
      ranks.append(next[Int(place)])
      next[Int(place)] += 1
    }
    for place in frames.indices { frames[place].weight = weights[place] }
    return .frames(frames, schedule: schedule, ranks: ranks)
  }

  /// The frame with as many runs spelling the ordinal as that much room takes; nil if too long.
  private static func frame(
    _ skeleton: TextSkeleton,
    _ draft: TextSkeleton.Draft,
    _ shape: TextShape,
    room: UInt64,
    _ widening: Widening
  ) -> Frame? {
    let length =
      skeleton.separatorLength + skeleton.slots.indices.reduce(0) { $0 + Int(draft.lengths[$1]) }
    guard length <= shape.limit ?? .max else { return nil }
    var frame = Frame(
      skeleton: skeleton,
      draft: draft,
      alphabets: [[[UInt8]]](repeating: [], count: skeleton.slots.count),
      space: 1,
      weight: 1
    )
    var random = TextRandom(seed: 1)
    // Made-up runs first, later ones before earlier ones; then runs that are usually kept.
    let order =
      skeleton.slots.indices.reversed().filter { draft.symbols[$0] < 0 }
      + (widening == .none
        ? [] : skeleton.slots.indices.reversed().filter { draft.symbols[$0] >= 0 })
    for place in order where frame.space < room {
      let slot = skeleton.slots[place]
      guard slot.kind != .host, !slot.isDay else { continue }
      var alphabets = slot.alphabets(
        length: Int(draft.lengths[place]),
        widening: widening,
        style: slot.drawStyle(&random)
      )
      if !shape.comparesCase {
        alphabets = alphabets.map { set in set.filter { !set.contains($0 ^ 0x20) || $0 > 0x60 } }
      }
      guard !alphabets.isEmpty else { continue }
      for set in alphabets {
        let (product, overflow) = frame.space.multipliedReportingOverflow(by: UInt64(set.count))
        frame.space = overflow ? largestSpace : min(product, largestSpace)
      }
      frame.alphabets[place] = alphabets
      frame.draft.symbols[place] = TextVocabulary.rare
    }
    return frame
  }

  /// Every text of the small frames, look first, room second.
  private static func list(
    _ drafts: [(skeleton: TextSkeleton, TextSkeleton.Draft)],
    _ shape: TextShape
  ) -> [String] {
    var seen = Set<UInt64>()
    var texts: [String] = []
    for widening in [Widening.none, .letters, .digits] {
      var forms = Set<String>()
      for (skeleton, draft) in drafts where forms.insert(skeleton.exactForm(draft)).inserted {
        var random = TextRandom(seed: 2)
        guard let frame = frame(skeleton, draft, shape, room: largestSpace, widening) else {
          continue
        }
        let bijection = KeyedBijection(size: frame.space, key: 3)
        for index in 0..<min(frame.space, UInt64(maximumListed - texts.count)) {
          let bytes = text(frame, bijection[index], shape, &random)
          let text = String(decoding: bytes, as: UTF8.self)
          guard !shape.mayBeSource(text), seen.insert(shape.hash(text)).inserted else {
            continue
          }
          texts.append(text)
        }
        if texts.count >= maximumListed { return texts }
      }
    }
    return texts
  }

  // MARK: - Use

  /// The text for an ordinal, or nil where there is none at all.
  func text(at ordinal: UInt64, salt: UInt64, shape: TextShape) -> String? {
    guard count > 0 else { return nil }
    let ordinal = ordinal % count
    switch supply {
    case .list(let texts):
      return texts[Int(KeyedBijection(size: count, key: salt)[ordinal])]
    case .prose(let tail, let space):
      return unique(in: space, among: count, at: ordinal, salt: salt, shape: shape) {
        index,
        random in
        Self.prose(index, tail: tail, shape, &random)
      }
    case .frames(let frames, let schedule, let ranks):
      let block = ordinal / UInt64(Self.block)
      let within = (ordinal &* 421 &+ mixed(block ^ salt)) % UInt64(Self.block)
      let place = Int(schedule[Int(within)])
      let frame = frames[place]
      let share = count / UInt64(Self.block) * UInt64(frame.weight)
      let index = block * UInt64(frame.weight) + UInt64(ranks[Int(within)])
      return unique(
        in: frame.space,
        among: share,
        at: index,
        salt: salt ^ UInt64(place),
        shape: shape
      ) { index, random in
        Self.text(frame, index, shape, &random)
      }
    }
  }

  /// The first text that is not the column's own among those reserved for the index.
  private func unique(
    in space: UInt64,
    among share: UInt64,
    at index: UInt64,
    salt: UInt64,
    shape: TextShape,
    make: (UInt64, inout TextRandom) -> [UInt8]
  ) -> String? {
    let bijection = KeyedBijection(size: space, key: salt)
    var place = index
    var spare: String?
    while place < space {
      let scrambled = bijection[place]
      var random = TextRandom(seed: mixed(scrambled) ^ salt)
      let text = String(decoding: make(scrambled, &random), as: UTF8.self)
      if !shape.mayBeSource(text) { return text }
      spare = text
      let (next, overflow) = place.addingReportingOverflow(max(1, share))
      if overflow { break }
      place = next
    }
    // Of a column of which few combinations exist, each of these is most likely none.
    return shape.isDense ? nil : spare
  }

  private static func text(
    _ frame: Frame,
    _ index: UInt64,
    _ shape: TextShape,
    _ random: inout TextRandom
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(64)
    var rest = index
    var room = frame.space - 1
    bytes.append(contentsOf: frame.skeleton.separators[0])
    for (place, slot) in frame.skeleton.slots.enumerated() {
      let symbol = frame.draft.symbols[place]
      if !frame.alphabets[place].isEmpty {
        for set in frame.alphabets[place] {
          // Runs longer than the ordinal needs are free at their end.
          let digit = room > 0 ? Int(rest % UInt64(set.count)) : random.below(set.count)
          bytes.append(set[digit])
          rest /= UInt64(set.count)
          room /= UInt64(set.count)
        }
      } else if symbol >= 0 {
        shape.words.append(symbol, to: &bytes)
      } else {
        slot.appendRare(
          length: Int(frame.draft.lengths[place]),
          vocabulary: shape.words,
          to: &bytes,
          &random
        )
      }
      if frame.draft.lengths[place] == 2 { slot.correctDay(in: &bytes, &random) }
      bytes.append(contentsOf: frame.skeleton.separators[place + 1])
    }
    return bytes
  }

  private static func prose(
    _ index: UInt64,
    tail: Int,
    _ shape: TextShape,
    _ random: inout TextRandom
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    let body = min(shape.drawLength(&random), shape.limit ?? .max) - tail - 1
    if body >= 3, shape.appendProse(length: body, to: &bytes, &random) {
      bytes.append(UInt8(ascii: " "))
    }
    var rest = index
    for _ in 0..<tail / 2 {
      let pair = Int(rest % syllablePairs)
      rest /= syllablePairs
      bytes.append(Syllables.consonants[pair / Syllables.vowels.count])
      bytes.append(Syllables.vowels[pair % Syllables.vowels.count])
    }
    return bytes
  }
}

/// Makes a shape's unique texts when they are first asked for.
final class UniqueTextsCache: Sendable {
  private let cached = Mutex<UniqueTexts?>(nil)

  func texts(of shape: TextShape) -> UniqueTexts {
    cached.withLock { cached in
      if let texts = cached { return texts }
      let texts = UniqueTexts(shape)
      cached = texts
      return texts
    }
  }
}
