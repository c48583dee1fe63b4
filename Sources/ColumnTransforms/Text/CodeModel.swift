import ModelEncoding

/// Makes runs of digits and of mixed characters that look like a column's codes.
///
/// Short digit runs are numbers between the k-th smallest and the k-th largest seen, so that
/// months stay months; everything else is drawn position by position, so that a constant prefix
/// stays and nothing else is remembered.
struct CodeModel: Sendable, Codable {
  /// Longer digit runs are identifiers, not numbers.
  private static let maximumNumberLength = 9
  /// Positions from here on share one distribution.
  private static let maximumPositions = 80

  private struct Layout: Sendable, Codable {
    /// Scalars by position; a scalar below zero stands for a whole ``CharacterClass``.
    var positions: [WeightedChoice]
    var range: ClosedRange<Int>?
  }

  private var layouts: [Int: Layout] = [:]
  private let isDigits: Bool
  private var anywhere: WeightedChoice

  /// - Parameters:
  ///   - runs: distinct runs with the number of units that hold each.
  ///   - isDigits: whether all runs are digits.
  ///   - k: units that must stand behind whatever is remembered.
  init(runs: [(text: String, units: Int)], isDigits: Bool, k: Int) {
    self.isDigits = isDigits
    var classes: [Int: Int] = [:]
    var byLength: [Int: [(scalars: [Unicode.Scalar], units: Int)]] = [:]
    for run in runs {
      let scalars = Array(run.text.unicodeScalars)
      byLength[scalars.count, default: []].append((scalars, run.units))
      for scalar in scalars.prefix(Self.maximumPositions) {
        classes[Self.item(for: scalar, isSupported: false), default: 0] += 1
      }
    }
    if classes.isEmpty { classes[Int(CharacterClass.digit.rawValue)] = 1 }
    anywhere = WeightedChoice(counts: classes)
    for (length, members) in byLength {
      layouts[length] = Self.layout(length, members, isDigits, k)
    }
  }

  private static func layout(
    _ length: Int,
    _ members: [(scalars: [Unicode.Scalar], units: Int)],
    _ isDigits: Bool,
    _ k: Int
  ) -> Layout {
    // Counting distinct runs, not units, keeps one frequent run from being spelt out.
    let isSupported = members.count >= k
    let positions = (0..<min(length, maximumPositions)).map { position in
      var counts: [Int: Int] = [:]
      for member in members {
        let scalar = member.scalars[position]
        counts[item(for: scalar, isSupported: isSupported), default: 0] += 1
      }
      return WeightedChoice(counts: counts)
    }
    guard isDigits, length <= maximumNumberLength else { return Layout(positions: positions) }
    return Layout(positions: positions, range: range(length, members, k))
  }

  /// The scalar itself where enough runs stand behind it or it says nothing, else its class.
  private static func item(for scalar: Unicode.Scalar, isSupported: Bool) -> Int {
    let characterClass = CharacterClass(of: scalar)
    return isSupported || characterClass == .symbol
      ? Int(scalar.value) : Int(characterClass.rawValue)
  }

  private static func range(
    _ length: Int,
    _ members: [(scalars: [Unicode.Scalar], units: Int)],
    _ k: Int
  ) -> ClosedRange<Int> {
    let numbers = members.map { member in
      (
        value: member.scalars.reduce(0) { $0 * 10 + Int($1.value) - 0x30 }, units: member.units
      )
    }.sorted { $0.value < $1.value }
    var bounds: [Int] = []
    for ordered in [numbers, numbers.reversed()] {
      var units = 0
      for (value, held) in ordered {
        units += held
        if units >= k {
          bounds.append(value)
          break
        }
      }
    }
    if bounds.count == 2, numbers.count >= 2, bounds[0] < bounds[1] { return bounds[0]...bounds[1] }
    var top = 1
    for _ in 0..<length { top *= 10 }
    let leadingZero = members.contains { $0.scalars.first == "0" }
    return (leadingZero || length == 1 ? 0 : top / 10)...(top - 1)
  }

  /// Appends a run of exactly that many characters.
  func appendRun(length: Int, to bytes: inout [UInt8], _ random: inout TextRandom) {
    let layout = layouts[length]
    if let range = layout?.range {
      appendNumber(range.lowerBound + random.below(range.count), length, to: &bytes)
      return
    }
    for position in 0..<length {
      if let positions = layout?.positions, position < positions.count {
        append(positions[position].draw(&random), to: &bytes, &random)
      } else if isDigits {
        bytes.append(UInt8(0x30 + (position == 0 ? 1 + random.below(9) : random.below(10))))
      } else {
        append(anywhere.draw(&random), to: &bytes, &random)
      }
    }
  }

  private func append(_ item: Int32, to bytes: inout [UInt8], _ random: inout TextRandom) {
    if item >= 0 {
      appendScalar(UInt32(item), to: &bytes)
    } else {
      let set = (CharacterClass(rawValue: item) ?? .lower).members
      bytes.append(set[random.below(set.count)])
    }
  }

  /// What can stand at each position of a run of that length, as ASCII; all letters and digits of
  /// the classes seen when `isWidened`.
  func alphabets(length: Int, isWidened: Bool) -> [[UInt8]] {
    (0..<length).map { position in
      var set = Set<UInt8>()
      let items =
        layouts[length].flatMap { position < $0.positions.count ? $0.positions[position] : nil }?
        .items ?? (isDigits ? [CharacterClass.digit.rawValue] : anywhere.items)
      for item in items {
        if item < 0 {
          set.formUnion((CharacterClass(rawValue: item) ?? .lower).members)
        } else if item < 0x80 {
          if isWidened, let scalar = Unicode.Scalar(UInt32(item)) {
            set.formUnion(CharacterClass(of: scalar).members)
          }
          set.insert(UInt8(item))
        }
      }
      if isWidened && !isDigits { set.formUnion(CharacterClass.digit.members) }
      return set.isEmpty ? CharacterClass.digit.members : set.sorted()
    }
  }
}

func appendNumber(_ number: Int, _ length: Int, to bytes: inout [UInt8]) {
  let start = bytes.count
  var rest = number
  for _ in 0..<length {
    bytes.append(UInt8(0x30 + rest % 10))
    rest /= 10
  }
  bytes[start...].reverse()
}

/// The coarsest thing that can be said about a character of a code.
enum CharacterClass: Int32, Sendable {
  case lower = -1
  case upper = -2
  case digit = -3
  case symbol = -4

  init(of scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x30...0x39: self = .digit
    case 0x41...0x5A: self = .upper
    case 0..<0x80 where !isLetter(scalar): self = .symbol
    default: self = scalar.properties.isUppercase ? .upper : isLetter(scalar) ? .lower : .symbol
    }
  }

  var members: [UInt8] {
    switch self {
    case .lower: Self.lowerLetters
    case .upper: Self.upperLetters
    case .digit: Self.digits
    case .symbol: Self.symbols
    }
  }

  private static let lowerLetters = Array("abcdefghijklmnopqrstuvwxyz".utf8)
  private static let upperLetters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
  private static let digits = Array("0123456789".utf8)
  private static let symbols = Array("-_.+*#/=!".utf8)
}

extension CodeModel: SelfChecking {
  var problem: String? {
    let isWhole =
      !anywhere.isEmpty
      && layouts.values.allSatisfy { layout in
        layout.positions.allSatisfy { !$0.isEmpty }
          && (layout.range.map { $0.lowerBound >= 0 && $0.upperBound < Self.numberLimit } ?? true)
      }
    return isWhole ? nil : "a code has places with nothing in them"
  }

  /// Beyond the numbers that runs of digits stand for.
  private static let numberLimit = 1_000_000_000
}
