import Metadata
import ModelEncoding

/// What stands at one path of a column's documents: makes new ones of the same structure.
///
/// Keys, types and values are repeated where at least k units hold them; keys of one-off entries
/// (documents used as dictionaries) are invented. Members are drawn independently of each other.
final class DocumentShape: Sendable, Codable {
  /// A document with the number of units that hold it, and the first of them; documents ascend by it.
  typealias Held = (value: Document, units: Int, unit: Int32)

  private struct Member: Sendable, Codable {
    var key: String
    var share: Double
    var shape: DocumentShape
  }

  /// Structure below this depth is dropped.
  private static let maximumDepth = 24

  private let forms: WeightedChoice
  private let numbers: ScalarShape?
  private let strings: ScalarShape?
  private let lengths: WeightedChoice
  private let element: DocumentShape?
  private let members: [Member]
  private let rareCounts: WeightedChoice
  private let rareKeys: ScalarShape?
  private let rareMember: DocumentShape?

  init(_ values: [Held], form: DocumentForm, k: Int, depth: Int = 0) {
    var formCounts: [Int: UnitSupport] = [:]
    var numbers = ScalarCounts()
    var strings = ScalarCounts()
    var lengths: [Int: Int] = [:]
    var elements: [Held] = []
    var objects: [ObjectContent.Held] = []
    for (value, units, unit) in values {
      let kind = DocumentNode.Form(value)
      switch value {
      case .null, .bool: break
      case .number(let number): numbers.add(number, units: units, unit: unit)
      case .string(let string): strings.add(string, units: units, unit: unit)
      case .array(let array):
        lengths[array.count, default: 0] += units
        elements.append(contentsOf: array.map { ($0, units, unit) })
      case .object(let members): objects.append((members, units, unit))
      }
      formCounts[Self.number(of: kind), default: UnitSupport()].add(units: units, first: unit)
    }
    // A structure that too few units share is still a structure when there is no other.
    let support = formCounts.mapValues(\.count)
    let needed = StructureSupport.needed(of: support.values.reduce(0, +), k: k)
    let common = support.filter { $0.value >= needed }
    forms = WeightedChoice(
      counts: common.isEmpty ? support.filter { $0.value == support.values.max() } : common
    )
    self.numbers = numbers.shape(.number, k: k)
    // The labels of an enum are part of the schema.
    let isPublic = form.declaredType?.valueKind == .enumeration
    self.strings = strings.shape(Self.invention(form, of: strings), k: isPublic ? 1 : k)
    self.lengths = WeightedChoice(counts: lengths)
    let mayDescend = depth < Self.maximumDepth
    element =
      mayDescend && !elements.isEmpty
      ? DocumentShape(elements, form: form.element, k: k, depth: depth + 1) : nil
    let content = ObjectContent(objects, k: k)
    let total = max(1, objects.reduce(0) { $0 + $1.units })
    members =
      mayDescend
      ? content.common.map {
        Member(
          key: $0.key,
          share: Double($0.total) / Double(total),
          shape: DocumentShape($0.values, form: form.member($0.key), k: k, depth: depth + 1)
        )
      } : []
    rareCounts = WeightedChoice(counts: content.rareCounts)
    rareKeys = content.rareKeys.shape(.text(maxLength: nil), k: .max)
    rareMember =
      mayDescend && !content.rareValues.isEmpty
      ? DocumentShape(content.rareValues, form: form, k: k, depth: depth + 1) : nil
  }

  private static func number(of form: DocumentNode.Form) -> Int {
    DocumentNode.Form.allCases.firstIndex(of: form) ?? 0
  }

  private static func invention(
    _ form: DocumentForm,
    of strings: ScalarCounts
  ) -> ScalarShape.Invention {
    if case .token = form { return .none }
    guard let type = form.declaredType else { return ScalarShape.invention(for: strings.texts) }
    return ScalarShape.invention(of: type, texts: strings.texts)
  }

  func make(_ random: inout TextRandom) -> Document {
    guard !forms.isEmpty else { return .null }
    switch DocumentNode.Form.allCases[Int(forms.draw(&random))] {
    case .null: return .null
    case .no: return .bool(false)
    case .yes: return .bool(true)
    case .number: return .number(numbers?.make(&random) ?? "0")
    case .text: return strings?.make(&random).map { .string($0) } ?? .null
    case .list:
      let length = lengths.isEmpty ? 0 : Int(lengths.draw(&random))
      return .array((0..<length).compactMap { _ in element?.make(&random) })
    case .object: return .object(makeMembers(&random))
    }
  }

  private func makeMembers(
    _ random: inout TextRandom
  ) -> [(key: String, value: Document)] {
    var made: [(key: String, value: Document)] = []
    for member in members where member.share >= 1 || random.unit() < member.share {
      made.append((member.key, member.shape.make(&random)))
    }
    guard !rareCounts.isEmpty, let rareKeys, let rareMember else { return made }
    for _ in 0..<Int(rareCounts.draw(&random)) {
      guard let key = rareKeys.make(&random), !made.contains(where: { $0.key == key }) else {
        continue
      }
      made.append((key, rareMember.make(&random)))
    }
    return made
  }
}

/// Distinct scalars with the units that hold each.
struct ScalarCounts {
  private var support: [String: UnitSupport] = [:]

  mutating func add(_ text: String, units: Int, unit: Int32) {
    support[text, default: UnitSupport()].add(units: units, first: unit)
  }

  var sorted: [(text: String, units: Int)] {
    support.sorted { $0.key < $1.key }.map { ($0.key, $0.value.count) }
  }

  var texts: [String] { support.keys.sorted() }

  /// Nil where there are none.
  func shape(_ invention: ScalarShape.Invention, k: Int) -> ScalarShape? {
    support.isEmpty ? nil : ScalarShape(sorted, invention: invention, k: k)
  }
}

/// The members of a path's objects: keys that k units share, and the others together.
struct ObjectContent {
  typealias Held = (members: [(key: String, value: Document)], units: Int, unit: Int32)

  /// Keys in order of first appearance; `total` adds up the units of all documents that have the key.
  var common: [(key: String, total: Int, values: [DocumentShape.Held])] = []
  var rareCounts: [Int: Int] = [:]
  var rareKeys = ScalarCounts()
  var rareValues: [DocumentShape.Held] = []

  init(_ objects: [Held], k: Int) {
    var places: [String: Int] = [:]
    var all: [(key: String, support: UnitSupport, total: Int, values: [DocumentShape.Held])] = []
    for (members, units, unit) in objects {
      for (key, value) in members {
        let place = places[key] ?? all.count
        if place == all.count {
          places[key] = place
          all.append((key, UnitSupport(), 0, []))
        }
        all[place].support.add(units: units, first: unit)
        all[place].total += units
        all[place].values.append((value, units, unit))
      }
    }
    var units = UnitSupport()
    for object in objects { units.add(units: object.units, first: object.unit) }
    let needed = StructureSupport.needed(of: units.count, k: k)
    common = all.filter { $0.support.count >= needed }.map { ($0.key, $0.total, $0.values) }
    let rare = all.filter { $0.support.count < needed }
    guard !rare.isEmpty else { return }
    let rareSet = Set(rare.map(\.key))
    for (members, units, _) in objects {
      let count = members.count { rareSet.contains($0.key) }
      rareCounts[count, default: 0] += units
    }
    for entry in rare {
      for held in entry.values {
        rareKeys.add(entry.key, units: held.units, unit: held.unit)
        rareValues.append(held)
      }
    }
    rareValues.sort { $0.unit < $1.unit }
  }
}

extension DocumentShape: SelfChecking {
  var problem: String? {
    (forms.isEmpty || forms.chooses(among: DocumentNode.Form.allCases.count))
      && (lengths.isEmpty || lengths.chooses(among: Self.longestList))
      && (rareCounts.isEmpty || rareCounts.chooses(among: Self.longestList))
      ? nil : "documents are in disorder"
  }

  /// Elements of a list at most.
  private static let longestList = 1 << 24
}
