import ColumnTransforms
import Metadata
import TableData
import Testing

@Suite struct KeyStyleTests {
  static let integer = ColumnType(declaration: "integer", baseName: "int4")
  static let text = ColumnType(declaration: "text", baseName: "text")

  func style(
    _ values: [Int64],
    type: ColumnType = integer,
    rowCount: Int? = nil
  ) -> KeyStyle {
    KeyStyle(
      fitting: ColumnValues(
        storage: .integers(values),
        isNull: values.map { _ in false }
      ),
      type: type,
      units: values.indices.map { Int32($0) },
      k: 5,
      rowCount: rowCount
    )
  }

  func style(_ texts: [String], type: ColumnType = text) -> KeyStyle {
    KeyStyle(
      fitting: ColumnValues(
        storage: .text(codes: texts.indices.map { Int32($0) }, dictionary: texts),
        isNull: texts.map { _ in false }
      ),
      type: type,
      units: texts.indices.map { Int32($0) },
      k: 5
    )
  }

  func integers(_ style: KeyStyle, _ count: Int) throws -> [Int64] {
    try (0..<count).compactMap { row in
      if case .integer(let key) = try style.value(at: row) { key } else { nil }
    }
  }

  func texts(_ style: KeyStyle, _ count: Int) throws -> [String] {
    try (0..<count).compactMap { row in
      if case .text(let key) = try style.value(at: row) { key } else { nil }
    }
  }

  @Test func countsOnWhereTheColumnCounts() throws {
    #expect(try integers(style(Array(1...50)), 4) == [1, 2, 3, 4])
    #expect(try integers(style([10, 20, 30, 40]), 5) == [10, 20, 30, 40, 50])
    #expect(try integers(style([7]), 3) == [7, 8, 9])
    #expect(try integers(style([Int64]()), 2) == [1, 2])
  }

  @Test func leavesGapsLikeTheColumn() throws {
    var generator = SplitMix64(state: 1)
    var key: Int64 = 1000
    let source = (0..<2000).map { _ in
      key += generator.next() % 4 == 0 ? 3 : 1
      return key
    }
    let made = try integers(style(source), 2000)
    #expect(zip(made.dropFirst(), made).allSatisfy { $0 > $1 })
    let span = Double(made[1999] - made[0]) / Double(source[1999] - source[0])
    #expect(span > 0.97 && span < 1.03)
  }

  @Test func scattersKeysThatAreScattered() throws {
    let source = ExampleColumn.numbers(500, seed: 1).map { Int64($0 % 900_000_000 + 100_000_000) }
      .shuffled()
    let unique = Array(Set(source))
    let made = try integers(style(unique).prepared(total: 20_000, seed: 9), 20_000)
    #expect(Set(made).count == 20_000)
    #expect(Set(made).isDisjoint(with: unique))
    #expect(made.allSatisfy { $0 >= 100_000_000 && $0 <= 999_999_999 })
  }

  @Test func staysWithinTheType() throws {
    let small = ColumnType(declaration: "smallint", baseName: "int2")
    let gapped = style((0..<100).map { Int64($0 * $0 + 5) }, type: small)
    let made = try integers(gapped.prepared(total: 30_000, seed: 1), 30_000)
    #expect(Set(made).count == 30_000)
    #expect(made.allSatisfy { $0 <= Int64(Int16.max) })
    #expect(throws: ColumnTransformError.self) { try gapped.prepared(total: 70_000, seed: 1) }
  }

  @Test func keepsPrefixAndPadding() throws {
    let source = (1...40).map { "CUST-\($0 < 10 ? "0000" : "000")\($0)" }
    #expect(try texts(style(source), 3) == ["CUST-00001", "CUST-00002", "CUST-00003"])
  }

  @Test func keepsTheVersionOfUUIDs() throws {
    let source = (0..<50).map { place in
      "018f0000-\(1000 + place)-7abc-8def-0123456789\(10 + place)"
    }
    let made = try texts(style(source), 1000)
    #expect(Set(made).count == 1000)
    #expect(made.allSatisfy { $0.utf8.count == 36 && $0.dropFirst(14).first == "7" })
    #expect(made.sorted().first == made.first)
  }

  @Test func makesCodesAndSaysWhenTheyRunOut() throws {
    let type = ColumnType(declaration: "character(2)", baseName: "bpchar", length: 2)
    let source = ["DE", "FR", "IT", "ES", "PT", "NL"]
    let style = style(source, type: type)
    let made = try texts(style.prepared(total: 300, seed: 2), 300)
    #expect(Set(made).count == 300)
    #expect(Set(made).isDisjoint(with: source))
    #expect(made.allSatisfy { $0.utf8.count == 2 })
    let error = #expect(throws: ColumnTransformError.self) {
      try style.prepared(total: 5000, seed: 2)
    }
    #expect(error?.description.contains("character(2)") == true)
  }

  @Test func differsBySeed() throws {
    let style = style(["ALFKI", "ANATR", "BONAP", "CHOPS", "DRACD", "EASTC"])
    let first = try texts(style.prepared(total: 50, seed: 1), 50)
    let second = try texts(style.prepared(total: 50, seed: 2), 50)
    #expect(first != second)
    #expect(try first == texts(style.prepared(total: 50, seed: 1), 50))
  }
}
