package import Metadata
import ModelEncoding

/// Makes valid values for types that the model does not understand: documents of all kinds, bytes, bit
/// strings, numbers with a check digit, and the rest.
///
/// A value that at least k units hold is an atom and may be emitted as it is. Everything else is
/// made from the structure that values share, or is a neutral value of the type.
package struct GenericShape: Sendable, Codable {
  private indirect enum Maker: Sendable, Codable {
    case document(DocumentForm, DocumentShape)
    case binary(BinaryShape)
    case text(TextShape)
    case uuid
    case hardware(HardwareAddresses)
    case bits(lengths: WeightedChoice, maximum: Int?)
    case checked(CheckedNumberShape)
    case number(NumberShape)
    case constant(String)
    case nothing
  }

  private static let invented: Int32 = -1
  /// Documents looked at; structure shows in far fewer.
  private static let maximumSample = 20_000

  private let atoms: [String]
  private let choice: WeightedChoice
  private let maker: Maker
  private let type: ColumnType

  /// - Parameters:
  ///   - type: the type, domains unwrapped.
  ///   - values: distinct values in their text form.
  ///   - counts: number of protection units that hold each.
  ///   - k: units that must stand behind anything that is repeated.
  package init(type: ColumnType, values: [String], counts: [Int], k: Int) {
    self.type = type
    let k = type.valueKind == .enumeration ? 1 : max(1, k)
    var atoms: [String] = []
    var weights: [(item: Int32, weight: Int)] = []
    var rest: [(text: String, units: Int)] = []
    for (value, units) in zip(values, counts) {
      if units >= k, !type.namesObjects || type.isNameEverywhere(value) {
        weights.append((Int32(atoms.count), units))
        atoms.append(value)
      } else {
        rest.append((value, max(1, units)))
      }
    }
    self.atoms = atoms
    maker = Self.maker(type, values, counts, rest: rest, k: k)
    if case .nothing = maker {
    } else {
      weights.append((Self.invented, rest.reduce(0) { $0 + $1.units }))
    }
    choice = WeightedChoice(weights)
  }

  private static func maker(
    _ type: ColumnType,
    _ values: [String],
    _ counts: [Int],
    rest: [(text: String, units: Int)],
    k: Int
  ) -> Maker {
    let stride = max(1, rest.count / maximumSample)
    let sample = Swift.stride(from: 0, to: rest.count, by: stride).map { rest[$0] }
    if let form = DocumentForm(type) {
      // Whose each value is nobody knows here; they count as those of different units.
      let documents = sample.enumerated().compactMap { place, entry in
        form.read(entry.text).map { (value: $0, units: entry.units, unit: Int32(place)) }
      }
      let isOpen = form.hasOpenKeys
      if !documents.isEmpty || isOpen {
        return .document(form, DocumentShape(documents, form: form, k: k))
      }
    }
    guard case .base = type.form else {
      return NeutralValue.of(type).map { .constant($0) } ?? .nothing
    }
    switch type.baseName {
    case "uuid": return .uuid
    case "bytea": return .binary(BinaryShape(sample, k: k))
    case "macaddr", "macaddr8": return .hardware(HardwareAddresses(typeName: type.baseName))
    case "bit", "varbit":
      var lengths: [Int: Int] = [:]
      for (text, units) in sample { lengths[text.utf8.count, default: 0] += units }
      if lengths.isEmpty { lengths[type.length ?? 1] = 1 }
      return .bits(lengths: WeightedChoice(counts: lengths), maximum: type.length)
    case "text", "varchar", "bpchar", "name", "char", "citext":
      return .text(
        TextShape(
          values: values,
          counts: counts,
          k: k,
          maxLength: type.length,
          caseInsensitive: type.baseName == "citext"
        )
      )
    default: break
    }
    if let checked = CheckedNumberShape(typeName: type.baseName, sample, k: k) {
      return .checked(checked)
    }
    if let neutral = NeutralValue.of(type) { return .constant(neutral) }
    // Of a type that nobody knows, whole numbers between others are the only safe guess.
    let areNumbers = !sample.isEmpty && sample.allSatisfy { Int64($0.text) != nil }
    return areNumbers ? NumberShape(sample, k: k).map { .number($0) } ?? .nothing : .nothing
  }

  /// A value, or nil where none can be made that may be shown: use NULL or the default.
  package func make(using generator: inout some RandomNumberGenerator) -> String? {
    var random = TextRandom(from: &generator)
    if choice.isEmpty { return invent(&random) }
    let item = choice.draw(&random)
    return item == Self.invented ? invent(&random) : atoms[Int(item)]
  }

  private func invent(_ random: inout TextRandom) -> String? {
    switch maker {
    case .document(let form, let shape):
      return form.write(shape.make(&random)) ?? NeutralValue.of(type)
    case .binary(let shape): return shape.make(&random)
    case .text(let shape):
      var seeded = SeededGenerator(seed: random.next())
      return shape.make(length: nil, using: &seeded)
    case .uuid: return UUIDKeys.random(random.next(), random.next())
    case .hardware(let shape): return shape.make(&random)
    case .bits(let lengths, _):
      return String((0..<Int(lengths.draw(&random))).map { _ in random.below(2) == 0 ? "0" : "1" })
    case .checked(let shape): return shape.make(&random)
    case .number(let numbers): return numbers.make(&random)
    case .constant(let value): return value
    case .nothing: return nil
    }
  }

  /// A value for the ordinal, different for every ordinal and the same for the same salt.
  ///
  /// - Returns: nil where the type has no way to be made unique, or no more values.
  package func makeUnique(ordinal: UInt64, salt: UInt64) -> String? {
    var random = TextRandom(seed: mixed(ordinal ^ mixed(salt)))
    if case .array = type.form, let element = type.parts.first?.type {
      return UniqueArrays.make(ordinal, element: element, salt: salt)
    }
    if case .network(let isBlock)? = DocumentForm(type) {
      return UniqueAddresses.make(ordinal, salt: salt, isBlock: isBlock)
    }
    switch maker {
    case .document(.json, let shape):
      let document = shape.make(&random)
      guard case .object(let members) = document else {
        return Document.array([document, .number(String(ordinal))]).json()
      }
      let others = members.filter { $0.key != "ordinal" }
      return Document.object(others + [("ordinal", .number(String(ordinal)))]).json()
    case .binary(let shape): return shape.makeUnique(ordinal, salt: salt, &random)
    case .text(let shape):
      return ordinal < shape.uniqueCapacity
        ? shape.makeUnique(ordinal: ordinal, salt: salt) : nil
    case .uuid:
      let low = KeyedBijection(size: 1 << 62, key: salt)[ordinal & (1 << 62 - 1)]
      return UUIDKeys.random(random.next(), low << 2)
    case .hardware(let shape): return shape.makeUnique(ordinal, salt: salt)
    case .bits(_, let maximum):
      let bits = min(maximum ?? 62, 62)
      guard ordinal < 1 << UInt64(bits) else { return nil }
      let number = KeyedBijection(size: 1 << UInt64(bits), key: salt)[ordinal]
      let digits = String(number, radix: 2)
      let padding = (maximum ?? bits) - digits.utf8.count
      return String(repeating: "0", count: padding) + digits
    case .checked(let shape): return shape.makeUnique(ordinal, salt: salt)
    case .document, .number, .constant, .nothing:
      return NeutralValue.numbered(type, ordinal: ordinal)
    }
  }
}

extension ColumnType {
  /// Whether values are names of tables, functions and the like, which only mean something where they are.
  package var namesObjects: Bool {
    baseSchema == "pg_catalog"
      && [
        "regclass", "regtype", "regproc", "regprocedure", "regoper", "regoperator", "regrole",
        "regnamespace", "regconfig", "regdictionary", "regcollation",
      ].contains(baseName)
  }

  /// Whether the name is one of PostgreSQL's own: sessions with an empty search path see no others unqualified.
  fileprivate func isNameEverywhere(_ name: String) -> Bool {
    ["regrole", "regnamespace"].contains(baseName)
      ? name.hasPrefix("pg_") : !name.contains(".")
  }
}

extension GenericShape: SelfChecking {
  package var problem: String? {
    var isWhole = choice.isEmpty || choice.chooses(among: atoms.count, orNone: true)
    if case .bits(let lengths, let maximum) = maker {
      isWhole =
        isWhole && lengths.chooses(among: TextShape.longestText)
        && (maximum ?? 0) >= 0 && (maximum ?? 0) <= TextShape.longestText
    }
    return isWhole ? nil : "values of a type are in disorder"
  }
}
