import ColumnTransforms
import Foundation
import Metadata
import Testing

@Suite struct GenericShapeTests {
  func shape(
    _ baseName: String,
    _ values: [String],
    form: ColumnType.Form = .base,
    parts: [String] = [],
    length: Int? = nil,
    counts: [Int]? = nil
  ) -> GenericShape {
    GenericShape(
      type: ColumnType(
        declaration: baseName,
        baseName: baseName,
        form: form,
        parts: parts.map { ColumnType.Part(type: ColumnType(declaration: $0, baseName: $0)) },
        length: length
      ),
      values: values,
      counts: counts ?? values.map { _ in 1 },
      k: 5
    )
  }

  func made(_ shape: GenericShape, _ count: Int = 200) -> [String] {
    var generator = SplitMix64(state: 3)
    return (0..<count).compactMap { _ in shape.make(using: &generator) }
  }

  static let documents = (0..<100).map { place in
    """
    {"name": "Person \(place) \\"x\\" \\u00e9", "age": \(20 + place % 50), "price": \(place).\(10 + place % 90),
     "tags": ["a", "tag\(place)"], "nested": {"on": \(place % 2 == 0), "none": null},
     "rare\(place)": {"secret": "value\(place)"}}
    """
  }

  @Test func makesValidDocumentsOfTheSameStructure() throws {
    let shape = shape("jsonb", Self.documents)
    for text in made(shape) {
      let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8))
      let object = try #require(parsed as? [String: Any])
      #expect(object["age"] is Int)
      #expect((object["nested"] as? [String: Any])?["on"] is Bool)
      #expect((object["tags"] as? [Any])?.count == 2)
      #expect(!Self.documents.contains(text))
      #expect(!text.contains("rare1") && !text.contains("value1"))
    }
  }

  @Test func makesUniqueDocuments() throws {
    let shape = shape("jsonb", Self.documents)
    let made = (0..<1000).compactMap { shape.makeUnique(ordinal: $0, salt: 1) }
    #expect(Set(made).count == 1000)
    for text in made { _ = try JSONSerialization.jsonObject(with: Data(text.utf8)) }
  }

  @Test(arguments: ["[1, 2", "nonsense", "{\"a\": [true, null, -1.5e3, \"\\ud83d\\ude00\"]}"])
  func survivesAnyDocument(_ text: String) throws {
    for made in made(shape("json", [text]), 5) {
      _ = try JSONSerialization.jsonObject(with: Data(made.utf8), options: .fragmentsAllowed)
    }
  }

  @Test func makesArrays() {
    let source = (0..<60).map { "{common,\"two words \($0)\",NULL}" }
    let made = made(shape("_text", source, form: .array(element: "text"), parts: ["text"]))
    #expect(made.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
    #expect(made.contains { $0.contains("common") })
    #expect(made.contains { $0.contains("NULL") })
    #expect(Set(made).isDisjoint(with: source))
  }

  @Test func makesArraysOfNumbersWithinTheRange() {
    let source = (0..<60).map { "{\($0),\($0 * 3)}" }
    for text in made(shape("_int4", source, form: .array(element: "int4"), parts: ["int4"])) {
      let numbers = text.dropFirst().dropLast().split(separator: ",").compactMap { Int($0) }
      #expect(numbers.count == 2)
      #expect(numbers.allSatisfy { $0 > 0 && $0 < 177 })
    }
  }

  @Test func makesBytes() {
    let source = (0..<50).map { "\\x89504e47" + String(format: "%08x", $0 * 99_991) }
    let made = made(shape("bytea", source))
    #expect(made.allSatisfy { $0.hasPrefix("\\x89504e47") && $0.utf8.count == 18 })
    #expect(Set(made).isDisjoint(with: source))
  }

  @Test func makesAddressesOfNobody() {
    let addresses = made(shape("inet", (0..<50).map { "8.8.4.\($0)" }))
    #expect(addresses.allSatisfy { $0.hasPrefix("198.1") })
    let networks = made(shape("cidr", (0..<50).map { "8.8.\($0).0/24" }))
    #expect(networks.allSatisfy { $0.hasSuffix(".0/24") })
    let hardware = made(shape("macaddr", (0..<50).map { "08:00:2b:01:02:\(10 + $0)" }))
    #expect(hardware.allSatisfy { $0.hasPrefix("02:") && $0.utf8.count == 17 })
  }

  @Test func keepsAtomsAndIsNeutralOtherwise() {
    #expect(!made(shape("tsvector", ["'secret':1"])).contains { $0.contains("secret") })
    #expect(Set(made(shape("tsvector", ["'frequent':1"], counts: [9]))) == ["'frequent':1"])
    #expect(Set(made(shape("int4range", ["[1,5)"], form: .range, parts: ["int4"]))) == ["empty"])
    #expect(made(shape("whatever", ["secret"])).isEmpty)
    #expect(made(shape("whatever", [])).isEmpty)
    #expect(made(shape("jsonb", [])).count == 200)
  }

  @Test func makesPoints() throws {
    let source = (0..<60).map { "(\($0).5,-\($0).25)" }
    let regex = try Regex(#"^\(\d+\.\d+,-\d+\.\d+\)$"#)
    for text in made(shape("point", source)) { #expect(text.wholeMatch(of: regex) != nil) }
  }

  @Test(arguments: [
    "jsonb", "bytea", "inet", "cidr", "macaddr", "macaddr8", "varbit", "tsvector", "point", "uuid",
  ])
  func makesUniqueValues(_ name: String) {
    let shape = shape(name, [])
    let made = (0..<5000).compactMap { shape.makeUnique(ordinal: $0, salt: 1) }
    #expect(Set(made).count == 5000)
  }
}
