import ColumnTransforms
import Foundation
import Testing

extension ExampleColumn {
  func shape(k: Int = 5, caseInsensitive: Bool = false) -> TextShape {
    TextShape(
      values: values,
      counts: values.map { _ in 1 },
      k: k,
      maxLength: maxLength,
      caseInsensitive: caseInsensitive
    )
  }
}

@Suite struct TextShapeTests {
  @Test(arguments: ExampleColumn.all)
  func makesNewValuesOfTheLengthsSeen(_ column: ExampleColumn) throws {
    let shape = column.shape()
    var generator = SplitMix64(state: 1)
    let sources = Set(column.values)
    let regex = try column.pattern.map { try Regex($0) }
    for value in column.values where !value.isEmpty {
      let made = shape.make(length: value.unicodeScalars.count, using: &generator)
      #expect(made.unicodeScalars.count == value.unicodeScalars.count)
      #expect(!sources.contains(made))
      #expect(!made.contains("\0"))
      if let regex { #expect(try regex.firstMatch(in: made) != nil, "\(made)") }
    }
    for _ in 0..<200 {
      let made = shape.make(length: nil, using: &generator)
      #expect(made.unicodeScalars.count <= column.maxLength ?? .max)
      #expect(made.isEmpty || !sources.contains(made))
    }
  }

  @Test(arguments: ExampleColumn.all)
  func isRepeatable(_ column: ExampleColumn) {
    func values() -> [String] {
      let shape = column.shape()
      var generator = SplitMix64(state: 7)
      return (0..<50).map { _ in shape.make(length: nil, using: &generator) }
        + (0..<50).compactMap { shape.makeUnique(ordinal: $0, salt: 3) }
    }
    #expect(values() == values())
  }

  @Test(arguments: ExampleColumn.all)
  func makesAsManyDifferentValuesAsOrdinals(_ column: ExampleColumn) {
    let shape = column.shape()
    let count = min(column.name == "names" ? 100_000 : 10_000, shape.uniqueCapacity)
    var seen = Set<String>()
    for ordinal in 0..<count {
      guard let value = shape.makeUnique(ordinal: ordinal, salt: 11) else {
        Issue.record("no value")
        return
      }
      #expect(!shape.mayBeSource(value))
      #expect(value.unicodeScalars.count <= column.maxLength ?? .max)
      seen.insert(value)
    }
    #expect(seen.count == Int(count))
    #expect(count >= 90)
  }

  @Test func keepsWhatKUnitsHoldAndNothingElse() {
    let values = (0..<60).map { "Secretname\($0 % 2 == 0 ? "alpha" : "beta") Common\($0)" }
    let rare = ["Zebulon Quixotic", "Barnabas Wolverine"]
    let shape = TextShape(
      values: values + rare,
      counts: (values + rare).map { _ in 1 },
      k: 5,
      maxLength: nil,
      caseInsensitive: false
    )
    var generator = SplitMix64(state: 5)
    let made = (0..<5000).map { _ in shape.make(length: nil, using: &generator) }
    #expect(made.contains { $0.hasPrefix("Secretnamealpha ") })
    for word in ["Zebulon", "Quixotic", "Barnabas", "Wolverine"] {
      #expect(!made.contains { $0.contains(word) })
    }
  }

  @Test func keepsFrequentHostsAndFakesOthers() {
    let values = ExampleColumn.names(80, seed: 4).enumerated().map { place, name in
      name.lowercased().replacing(" ", with: ".")
        + (place % 2 == 0 ? "@gmail.com" : "@private\(place).de")
    }
    let shape = TextShape(
      values: values,
      counts: values.map { _ in 1 },
      k: 5,
      maxLength: nil,
      caseInsensitive: false
    )
    var generator = SplitMix64(state: 5)
    for _ in 0..<500 {
      let made = shape.make(length: nil, using: &generator)
      let host = made.split(separator: "@").last.map(String.init) ?? ""
      let isFake = [".example", ".test", ".example.com", ".example.org"].contains {
        host.hasSuffix($0)
      }
      #expect(host == "gmail.com" || isFake)
    }
  }

  @Test func saysWhenEveryValueIsTaken() {
    let values = (65...90).map { String(UnicodeScalar(UInt8($0))) }
    let shape = TextShape(
      values: values,
      counts: values.map { _ in 1 },
      k: 5,
      maxLength: 1,
      caseInsensitive: false
    )
    var generator = SplitMix64(state: 1)
    #expect(shape.makeNew(length: 1, using: &generator) == nil)
    #expect(shape.make(length: 1, using: &generator).count == 1)
    #expect(shape.uniqueCapacity <= 36)
  }

  @Test func widensClassesWhenLettersRunOut() {
    let values = ExampleColumn.numbers(200, seed: 1).map { ExampleColumn.letters($0, 2) }
    let shape = TextShape(
      values: Array(Set(values)).sorted(),
      counts: values.map { _ in 1 },
      k: 5,
      maxLength: 2,
      caseInsensitive: false
    )
    #expect(shape.uniqueCapacity > 676 - 200)
    #expect(shape.uniqueCapacity < 36 * 36)
  }

  @Test func ignoresCaseWhereTheColumnDoes() {
    let column = ExampleColumn(
      name: "codes",
      values: ["abc1x", "DEF2y", "ghI3z"],
      maxLength: nil,
      pattern: nil
    )
    let shape = column.shape(caseInsensitive: true)
    #expect(shape.mayBeSource("ABC1X"))
    let made = (0..<5000).compactMap { shape.makeUnique(ordinal: $0, salt: 1)?.lowercased() }
    #expect(Set(made).count == 5000)
  }

  @Test func makesDistinctTokens() {
    var generator = SplitMix64(state: 1)
    let made = ExampleColumn.all[2].shape().makeDistinct(count: 2000, using: &generator)
    #expect(Set(made).count == 2000)
    #expect(Set(made).isDisjoint(with: ExampleColumn.all[2].values))
  }

  @Test func replacesRareLabelsInOrder() {
    let labels = ExampleColumn.names(300, seed: 12)
    let keep = labels.indices.map { $0 % 7 == 0 }
    let shape = ExampleColumn(name: "labels", values: labels).shape()
    var generator = SplitMix64(state: 1)
    let tokens = shape.rankMatchedTokens(for: labels, keep: keep, using: &generator)
    #expect(Set(tokens).count == labels.count)
    for place in labels.indices {
      #expect((tokens[place] == labels[place]) == keep[place])
    }
    let ascents = zip(tokens.dropFirst(), tokens).count {
      $1.utf8.lexicographicallyPrecedes($0.utf8)
    }
    #expect(ascents >= labels.count * 95 / 100)
  }

  @Test func allCombinationsOfAFewWordsMayMeetByChance() {
    let words = [
      ["small", "large", "medium"], ["red", "blue", "green"], ["tin", "steel", "brass"],
    ]
    let values = words[0].flatMap { a in
      words[1].flatMap { b in words[2].map { "\(a) \(b) \($0)" } }
    }
    .sorted()
    let shape = TextShape(
      values: values,
      counts: values.map { _ in 4 },
      k: 5,
      maxLength: nil,
      caseInsensitive: false
    )
    #expect(shape.isDense)
    var generator = SystemRandomNumberGenerator()
    let tokens = shape.rankMatchedTokens(
      for: values,
      keep: values.map { _ in false },
      using: &generator
    )
    #expect(Set(tokens).count == values.count)
    #expect(tokens.filter { values.contains($0) }.count > 20)
  }

  @Test func namesAreNotDense() {
    let values = (0..<300).map { "Na\($0 * 7_919 % 1_000_003)me \($0 * 104_729 % 999_983)" }
      .sorted()
    let shape = TextShape(
      values: values,
      counts: values.map { _ in 1 },
      k: 5,
      maxLength: nil,
      caseInsensitive: false
    )
    #expect(!shape.isDense)
  }
}
