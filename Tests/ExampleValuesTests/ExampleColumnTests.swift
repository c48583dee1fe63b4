import Metadata
import SQLExpressions
import Statistics
import Testing

@testable import ExampleValues

struct ExampleColumnTests {
  private static let now: Int64 = 9_400 * 86_400_000_000

  private func cells(
    _ name: String,
    _ type: ColumnType,
    conditions: [String] = [],
    isNullable: Bool = false,
    isUnique: Bool = false,
    sdtype: SDType = .unknown,
    default expression: String? = nil,
    count: Int = 200
  ) throws -> [ExampleCell] {
    let column = Column(
      name: name,
      position: 1,
      type: type,
      isNullable: isNullable,
      defaultExpression: expression,
      sdtype: sdtype
    )
    let expressions = try conditions.map { try #require(SQLExpression($0)) }
    let domain = ColumnDomain.domains(of: expressions, now: Self.now)[name] ?? ColumnDomain()
    let example = ExampleColumn(column, domain: domain, isUnique: isUnique, now: Self.now)
    return (0..<count).map { number in
      var generator = CounterGenerator(3, UInt64(number))
      let row = ExampleRow(number: number, now: Self.now, using: &generator)
      return example.cell(row, using: &generator)
    }
  }

  private func numbers(_ cells: [ExampleCell]) -> [Double] {
    cells.compactMap {
      switch $0 {
      case .integer(let value): Double(value)
      case .real(let value): value
      case .null, .text: nil
      }
    }
  }

  private func texts(_ cells: [ExampleCell]) -> [String] {
    cells.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  private static let text = ColumnType(declaration: "text", baseName: "text")
  private static let integer = ColumnType(declaration: "integer", baseName: "int4")

  @Test
  func `numbers keep bounds, types and steps`() throws {
    let ranged = try numbers(
      cells("age", Self.integer, conditions: ["((age >= 17) AND (age <= 90))"])
    )
    #expect(ranged.allSatisfy { (17...90).contains($0) && $0 == $0.rounded() })
    #expect(Set(ranged).count > 20)
    let positive = try numbers(cells("x", Self.integer, conditions: ["(x > 100000)"]))
    #expect(positive.allSatisfy { $0 > 100_000 })
    let priced = ColumnType(
      declaration: "numeric(5,2)",
      baseName: "numeric",
      precision: 5,
      scale: 2
    )
    let prices = try numbers(cells("price", priced))
    #expect(prices.allSatisfy { $0 > 0 && $0 <= 999.99 })
    #expect(prices.allSatisfy { abs(($0 * 100).rounded() - $0 * 100) < 1e-6 })
    let small = ColumnType(declaration: "smallint", baseName: "int2")
    #expect(try Set(numbers(cells("n", small, isUnique: true))).count == 200)
  }

  @Test
  func `texts keep lists, lengths and patterns`() throws {
    let listed = try texts(
      cells("kind", Self.text, conditions: ["(kind = ANY (ARRAY['a'::text, 'b'::text]))"])
    )
    #expect(Set(listed) == ["a", "b"])
    let short = ColumnType(declaration: "character varying(3)", baseName: "varchar", length: 3)
    let codes = try texts(cells("code", short, isUnique: true))
    #expect(codes.allSatisfy { $0.count <= 3 })
    #expect(Set(codes).count == 200)
    let patterned = try texts(
      cells("code", Self.text, conditions: ["(code ~ '^[A-Z]{2}\\d{3}$'::text)"])
    )
    #expect(patterned.allSatisfy { $0.wholeMatch(of: /[A-Z]{2}\d{3}/) != nil })
    let long = try texts(cells("name", Self.text, conditions: ["(length(name) >= 40)"]))
    #expect(long.allSatisfy { $0.count >= 40 })
  }

  @Test
  func `names say what a column holds`() throws {
    let mails = try texts(cells("email", Self.text, isUnique: true, sdtype: .pii("email")))
    #expect(mails.allSatisfy { $0.hasSuffix("@example.com") })
    #expect(Set(mails).count == 200)
    let defaults = try texts(cells("state", Self.text, default: "'draft'::text"))
    #expect(defaults.count { $0 == "draft" } > 40)
  }

  @Test
  func `times follow each other as their names say`() throws {
    let type = ColumnType(declaration: "timestamp with time zone", baseName: "timestamptz")
    let created = try numbers(cells("created_at", type))
    let ended = try numbers(cells("ended_at", type))
    #expect(zip(created, ended).allSatisfy { $0 < $1 })
    #expect(ended.allSatisfy { $0 <= Double(Self.now) })
    #expect(try cells("deleted_at", type, isNullable: true).count { $0 == .null } > 100)
    let born = ColumnType(declaration: "date", baseName: "date")
    #expect(try numbers(cells("birth_date", born)).allSatisfy { $0 < 9_400 - 5_000 })
  }

  @Test
  func `equal seeds give equal values`() throws {
    #expect(try cells("name", Self.text) == cells("name", Self.text))
  }
}
