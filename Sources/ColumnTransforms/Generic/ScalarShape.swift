import Metadata
import ModelEncoding

/// Makes texts of one place in a document or array: atoms, and inventions for the rest.
struct ScalarShape: Sendable, Codable {
  /// What may be invented for values that fewer than k units hold.
  indirect enum Invention: Sendable {
    case text(maxLength: Int?)
    case number
    /// Dates, times and numbers in strings.
    case leaf(ScalarLeaf)
    case uuid
    case typed(ColumnType)
    /// Nothing: other values would not be valid.
    case none
  }

  private indirect enum Maker: Sendable, Codable {
    case text(TextShape)
    case number(NumberShape)
    case leaf(NumberShape, ScalarLeaf)
    case uuid
    case typed(GenericShape)
    case none
  }

  private let atoms: [String]
  private let choice: WeightedChoice
  private let maker: Maker
  private static let invented: Int32 = -1

  /// Values with the units that hold each.
  init(_ counts: [(text: String, units: Int)], invention: Invention, k: Int) {
    let atoms = counts.filter { $0.units >= k }
    let rest = counts.filter { $0.units < k }
    self.atoms = atoms.map(\.text)
    maker = rest.isEmpty ? .none : Self.maker(invention, counts, k: k)
    var canInvent = true
    if case .none = maker { canInvent = false }
    let weights = atoms.enumerated().map { (item: Int32($0), weight: $1.units) }
    choice = WeightedChoice(
      weights + [(Self.invented, canInvent ? rest.reduce(0) { $0 + $1.units } : 0)]
    )
  }

  private static func maker(
    _ invention: Invention,
    _ counts: [(text: String, units: Int)],
    k: Int
  ) -> Maker {
    switch invention {
    case .text(let maxLength):
      return .text(
        TextShape(
          values: counts.map(\.text),
          counts: counts.map(\.units),
          k: k,
          maxLength: maxLength,
          caseInsensitive: false
        )
      )
    case .number: return NumberShape(counts, k: k).map { .number($0) } ?? .none
    case .leaf(let leaf):
      let numbers = counts.compactMap { entry in
        leaf.number(of: entry.text).map { (text: String(Int64(clamping: $0)), units: entry.units) }
      }
      return NumberShape(numbers, k: k).map { .leaf($0, leaf) } ?? .none
    case .uuid: return .uuid
    case .typed(let type):
      return .typed(
        GenericShape(type: type, values: counts.map(\.text), counts: counts.map(\.units), k: k)
      )
    case .none: return .none
    }
  }

  /// How texts without a declared type are invented.
  static func invention(for texts: [String]) -> Invention {
    if !texts.isEmpty, texts.allSatisfy(UUIDKeys.isUUID) { return .uuid }
    guard let leaf = ScalarLeaf(texts, isString: true, declared: nil),
      leaf.type.valueKind.isTemporal
    else { return .text(maxLength: nil) }
    return .leaf(leaf)
  }

  /// How texts of a type are invented.
  static func invention(of type: ColumnType, texts: [String]) -> Invention {
    switch type.valueKind {
    case .text: return .text(maxLength: type.length)
    case .uuid: return .uuid
    case .date, .time, .timestamp:
      return ScalarLeaf(texts, isString: true, declared: type).map { .leaf($0) } ?? .none
    case .integer, .real, .decimal, .boolean, .interval: return .none
    case .enumeration, .json, .array, .binary, .other: return .typed(type)
    }
  }

  /// Nil where nothing may be shown.
  func make(_ random: inout TextRandom) -> String? {
    guard !choice.isEmpty else { return nil }
    let item = choice.draw(&random)
    if item != Self.invented { return atoms[Int(item)] }
    switch maker {
    case .text(let shape):
      var seeded = SeededGenerator(seed: random.next())
      return shape.make(length: nil, using: &seeded)
    case .number(let numbers): return numbers.make(&random)
    case .leaf(let numbers, let leaf):
      return Double(numbers.make(&random)).flatMap { leaf.document(number: $0).text }
    case .uuid: return UUIDKeys.random(random.next(), random.next())
    case .typed(let shape):
      var seeded = SeededGenerator(seed: random.next())
      return shape.make(using: &seeded)
    case .none: return nil
    }
  }
}

extension Int64 {
  fileprivate init(clamping value: Double) {
    self = value >= 0x1p63 ? .max : value <= -0x1p63 ? .min : Int64(value.rounded())
  }
}

/// The generator of value making, for functions that take any generator.
struct SeededGenerator: RandomNumberGenerator {
  private var random: TextRandom

  init(seed: UInt64) { random = TextRandom(seed: seed) }

  mutating func next() -> UInt64 { random.next() }
}

extension ScalarShape: SelfChecking {
  var problem: String? {
    choice.isEmpty || choice.chooses(among: atoms.count, orNone: true)
      ? nil : "values of documents are in disorder"
  }
}
