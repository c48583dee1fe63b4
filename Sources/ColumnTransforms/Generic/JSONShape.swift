/// What stands at one path of a column's JSON documents: makes new ones of the same structure.
///
/// Keys, types and values are repeated where at least k units hold them; keys of one-off entries
/// (documents used as dictionaries) are invented.
final class JSONShape: Sendable {
  private enum Form: Int, CaseIterable {
    case null, no, yes, number, string, array, object
  }

  /// Structure below this depth is dropped.
  private static let maximumDepth = 24

  private let forms: WeightedChoice
  private let numbers: NumberShape?
  private let strings: ScalarShape?
  private let lengths: WeightedChoice
  private let element: JSONShape?
  private let members: [(key: String, share: Double, shape: JSONShape)]
  private let rareCounts: WeightedChoice
  private let rareKeys: ScalarShape?
  private let rareMember: JSONShape?

  init(_ values: [(value: JSONValue, units: Int)], k: Int, depth: Int = 0) {
    var formCounts: [Int: Int] = [:]
    var numbers: [String: Int] = [:]
    var strings: [String: Int] = [:]
    var lengths: [Int: Int] = [:]
    var elements: [(value: JSONValue, units: Int)] = []
    var objects: [(members: [(key: String, value: JSONValue)], units: Int)] = []
    for (value, units) in values {
      let form: Form
      switch value {
      case .null: form = .null
      case .bool(let flag): form = flag ? .yes : .no
      case .number(let number):
        form = .number
        numbers[number, default: 0] += units
      case .string(let string):
        form = .string
        strings[string, default: 0] += units
      case .array(let array):
        form = .array
        lengths[array.count, default: 0] += units
        elements.append(contentsOf: array.map { ($0, units) })
      case .object(let members):
        form = .object
        objects.append((members, units))
      }
      formCounts[form.rawValue, default: 0] += units
    }
    // A structure that too few units share is still a structure when there is no other.
    let common = formCounts.filter { $0.value >= k }
    forms = WeightedChoice(
      counts: common.isEmpty
        ? formCounts.filter { $0.value == formCounts.values.max() } : common
    )
    self.numbers = NumberShape(numbers.sorted { $0.key < $1.key }.map { ($0, $1) }, k: k)
    self.strings =
      strings.isEmpty
      ? nil
      : ScalarShape(strings.sorted { $0.key < $1.key }.map { ($0, $1) }, invention: .text, k: k)
    self.lengths = WeightedChoice(counts: lengths)
    let mayDescend = depth < Self.maximumDepth
    element =
      mayDescend && !elements.isEmpty ? JSONShape(elements, k: k, depth: depth + 1) : nil
    let content = ObjectContent(objects, k: k)
    let total = max(1, objects.reduce(0) { $0 + $1.units })
    members =
      mayDescend
      ? content.common.map {
        (
          $0.key, Double($0.units) / Double(total),
          JSONShape($0.values, k: k, depth: depth + 1)
        )
      } : []
    rareCounts = WeightedChoice(counts: content.rareCounts)
    let rareKeyCounts = content.rareKeys.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    rareKeys =
      rareKeyCounts.isEmpty ? nil : ScalarShape(rareKeyCounts, invention: .text, k: .max)
    rareMember =
      mayDescend && !content.rareValues.isEmpty
      ? JSONShape(content.rareValues, k: k, depth: depth + 1) : nil
  }

  func make(_ random: inout TextRandom) -> JSONValue {
    guard !forms.isEmpty else { return .null }
    switch Form(rawValue: Int(forms.draw(&random))) ?? .null {
    case .null: return .null
    case .no: return .bool(false)
    case .yes: return .bool(true)
    case .number: return .number(numbers?.make(&random) ?? "0")
    case .string: return .string(strings?.make(&random) ?? "")
    case .array:
      let length = lengths.isEmpty ? 0 : Int(lengths.draw(&random))
      return .array((0..<length).compactMap { _ in element?.make(&random) })
    case .object: return .object(makeMembers(&random))
    }
  }

  private func makeMembers(
    _ random: inout TextRandom
  ) -> [(key: String, value: JSONValue)] {
    var made: [(key: String, value: JSONValue)] = []
    for (key, share, shape) in members where share >= 1 || random.unit() < share {
      made.append((key, shape.make(&random)))
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

/// The members of a path's objects: keys that k units share, and the others together.
private struct ObjectContent {
  var common: [(key: String, units: Int, values: [(value: JSONValue, units: Int)])] = []
  var rareCounts: [Int: Int] = [:]
  var rareKeys: [String: Int] = [:]
  var rareValues: [(value: JSONValue, units: Int)] = []

  init(_ objects: [(members: [(key: String, value: JSONValue)], units: Int)], k: Int) {
    var places: [String: Int] = [:]
    var all: [(key: String, units: Int, values: [(value: JSONValue, units: Int)])] = []
    for (members, units) in objects {
      for (key, value) in members {
        let place = places[key] ?? all.count
        if place == all.count {
          places[key] = place
          all.append((key, 0, []))
        }
        all[place].units += units
        all[place].values.append((value, units))
      }
    }
    common = all.filter { $0.units >= k }
    let rare = all.filter { $0.units < k }
    guard !rare.isEmpty else { return }
    let rareSet = Set(rare.map(\.key))
    for (members, units) in objects {
      let count = members.count { rareSet.contains($0.key) }
      rareCounts[count, default: 0] += units
    }
    for entry in rare {
      rareKeys[entry.key] = entry.units
      rareValues.append(contentsOf: entry.values)
    }
  }
}
