import Metadata
import Testing

@testable import CloneWriter

struct TypeWideningTests {
  private func type(
    _ name: String,
    length: Int? = nil,
    precision: Int? = nil,
    scale: Int? = nil,
    domains: [String] = []
  ) -> ColumnType {
    ColumnType(
      declaration: name,
      baseName: name,
      domains: domains,
      length: length,
      precision: precision,
      scale: scale
    )
  }

  @Test
  func `wider numbers and texts hold narrower ones`() {
    #expect(type("int8").holds(type("int4")))
    #expect(!type("int2").holds(type("int4")))
    #expect(!type("float8").holds(type("int4")))
    #expect(type("text").holds(type("varchar", length: 9)))
    #expect(!type("varchar", length: 9).holds(type("text")))
    #expect(type("varchar", length: 9).holds(type("bpchar", length: 9)))
    #expect(!type("bpchar", length: 9).holds(type("varchar", length: 9)))
    #expect(!type("jsonb").holds(type("text")))
  }

  @Test
  func `lengths and digits may grow`() {
    #expect(type("varchar", length: 10).holds(type("varchar", length: 9)))
    #expect(!type("varchar", length: 8).holds(type("varchar", length: 9)))
    #expect(!type("varchar", length: 8).holds(type("varchar")))
    #expect(!type("bit", length: 8).holds(type("bit", length: 4)))
    #expect(type("numeric").holds(type("numeric", precision: 8, scale: 2)))
    #expect(
      type("numeric", precision: 9, scale: 3).holds(type("numeric", precision: 8, scale: 2))
    )
    #expect(
      !type("numeric", precision: 8, scale: 3).holds(type("numeric", precision: 8, scale: 2))
    )
  }

  @Test
  func `domains hold what has the same domain`() {
    #expect(type("text", domains: ["mail"]).holds(type("text", domains: ["mail"])))
    #expect(!type("text", domains: ["mail"]).holds(type("text")))
    #expect(type("text").holds(type("text", domains: ["mail"])))
  }

  @Test
  func `an enumeration holds one with fewer labels`() {
    func enumeration(_ labels: String...) -> ColumnType {
      ColumnType(
        declaration: "state",
        baseName: "state",
        baseSchema: "public",
        form: .enumeration(labels: labels)
      )
    }
    #expect(enumeration("a", "b", "c").holds(enumeration("c", "a")))
    #expect(!enumeration("a", "b").holds(enumeration("c", "a")))
    #expect(!type("text").holds(enumeration("a")))
  }
}
