import Metadata
import Statistics

/// New values in the manner of a parent's key that no parent has, for relationships that are no constraints.
struct DanglingReferences {
  /// Share of the references that have no parent.
  let share: Double
  private let parents: RetainedColumn
  private let kind: ValueKind
  private let known: Set<UInt64>
  private let highest: Int64

  /// Distinct values in all, so that some of them are referred to more than once.
  private static let values = 1_000

  init(share: Double, parents: RetainedColumn, type: ColumnType) {
    self.share = share
    self.parents = parents
    kind = type.valueKind
    known = Set((0..<parents.count).compactMap { parents.hash($0) })
    highest = (0..<parents.count).reduce(0) { highest, row in
      if case .integer(let value) = parents[row] { max(highest, value) } else { highest }
    }
  }

  /// A value; nil for types of keys for which none can be made.
  func value(using random: inout CounterGenerator) -> OutputCell? {
    let number = random.integer(below: Self.values)
    switch kind {
    case .integer: return .integer(highest &+ 1 &+ Int64(number))
    case .uuid:
      let bits = [1, 2].map { CounterGenerator.mix(UInt64(number) &* 2 &+ $0) }
      let digits = bits.map { word in
        let text = String(word, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
      }.joined()
      var groups: [Substring] = []
      var rest = digits[...]
      for length in [8, 4, 4, 4, 12] {
        groups.append(rest.prefix(length))
        rest = rest.dropFirst(length)
      }
      return .text(groups.joined(separator: "-"))
    case .text: return text(using: &random)
    default: return nil
    }
  }

  /// A parent's text with some characters changed to others of their class.
  private func text(using random: inout CounterGenerator) -> OutputCell? {
    guard parents.count > 0 else { return nil }
    for _ in 0..<16 {
      guard case .text(let text) = parents[random.integer(below: parents.count)] else { continue }
      let changed = String(
        text.map { character in
          if character.isASCII, character.isNumber { return Self.digits[random.integer(below: 10)] }
          if character.isASCII, character.isLetter {
            let letter = Self.letters[random.integer(below: 26)]
            return character.isUppercase ? Character(letter.uppercased()) : letter
          }
          return character
        }
      )
      if !known.contains(CounterGenerator.hash(changed)) { return .text(changed) }
    }
    return nil
  }

  private static let digits = Array("0123456789")
  private static let letters = Array("abcdefghijklmnopqrstuvwxyz")
}
