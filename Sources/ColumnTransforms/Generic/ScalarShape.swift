/// Makes texts of one place in a document or array: atoms, and inventions for the rest.
struct ScalarShape: Sendable {
  /// What may be invented for values that fewer than k units hold.
  enum Invention: Sendable {
    case text
    case number
    case uuid
    /// Nothing: other values would not be valid.
    case none
  }

  private let atoms: [String]
  private let choice: WeightedChoice
  private let shape: TextShape?
  private let numbers: NumberShape?
  private let invention: Invention
  private static let invented: Int32 = -1

  /// Values with the units that hold each.
  init(_ counts: [(text: String, units: Int)], invention: Invention, k: Int) {
    self.invention = invention
    let atoms = counts.filter { $0.units >= k }
    let rest = counts.filter { $0.units < k }.reduce(0) { $0 + $1.units }
    let weights = atoms.enumerated().map { (item: Int32($0), weight: $1.units) }
    self.atoms = atoms.map(\.text)
    let canInvent = invention != .none
    choice = WeightedChoice(weights + [(Self.invented, canInvent ? rest : 0)])
    numbers = invention == .number ? NumberShape(counts, k: k) : nil
    let hasTexts = invention == .text && rest > 0
    shape =
      hasTexts
      ? TextShape(
        values: counts.map(\.text),
        counts: counts.map(\.units),
        k: k,
        maxLength: nil,
        caseInsensitive: false
      ) : nil
  }

  /// Nil where nothing may be shown.
  func make(_ random: inout TextRandom) -> String? {
    guard !choice.isEmpty else { return nil }
    let item = choice.draw(&random)
    if item != Self.invented { return atoms[Int(item)] }
    switch invention {
    case .text:
      var seeded = SeededGenerator(seed: random.next())
      return shape?.make(length: nil, using: &seeded)
    case .number: return numbers?.make(&random)
    case .uuid: return UUIDKeys.random(random.next(), random.next())
    case .none: return nil
    }
  }
}

/// The generator of value making, for functions that take any generator.
struct SeededGenerator: RandomNumberGenerator {
  private var random: TextRandom

  init(seed: UInt64) { random = TextRandom(seed: seed) }

  mutating func next() -> UInt64 { random.next() }
}
