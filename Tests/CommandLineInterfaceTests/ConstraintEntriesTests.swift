import Constraints
import PgSynth
import Testing

@testable import CommandLineInterface

struct ConstraintEntriesTests {
  private func constraints(_ yaml: String) throws -> [Constraint]? {
    try ConfigurationFile.parse(yaml, file: "pgsynth.yaml").constraints
  }

  private func message(_ yaml: String) -> String? {
    do {
      _ = try constraints(yaml)
      return nil
    } catch {
      return PgSynthError(wrapping: error).description
    }
  }

  @Test
  func `entries are read with their places`() throws {
    let found = try constraints(
      """
      seed: 1
      constraints:
        - type: inequality
          table: orders
          low: ordered_at
          high: delivered_at
          strict: true
          force: true
        - {type: polymorphic-relationship, table: log, column: about, type-column: kind, references: {a: x, b: y}}
        - {type: range, table: orders, column: amount, low: 0, high: "12.50"}
      """
    )
    var inequality = Constraint.inequality(
      table: "orders",
      low: "ordered_at",
      high: "delivered_at",
      isStrict: true
    )
    inequality.place = "pgsynth.yaml line 3"
    inequality.isForced = true
    var relationship = Constraint.polymorphicRelationship(
      table: "log",
      column: "about",
      typeColumn: "kind",
      references: ["a": "x", "b": "y"]
    )
    relationship.place = "pgsynth.yaml line 9"
    var range = Constraint.range(table: "orders", column: "amount", low: "0", high: "12.50")
    range.place = "pgsynth.yaml line 10"
    #expect(found == [inequality, relationship, range])
  }

  @Test(
    arguments: [
      (
        "constraints: all",
        "pgsynth.yaml line 1: constraints must be a list of entries, each with a type"
      ),
      ("constraints:\n  - unique", "pgsynth.yaml line 2: a constraint must be lines `name: value`"),
      (
        "constraints:\n  - {table: orders}",
        "pgsynth.yaml line 2: a constraint must have a type, one of ineq"
      ),
      (
        "constraints:\n  - {type: unique, table: orders}",
        "pgsynth.yaml line 2: constraint unique: columns is missing"
      ),
      (
        "constraints:\n  - {type: unique, table: orders, columns: {a: b}}",
        "pgsynth.yaml line 2: constraint unique: columns must be a text or a list of texts"
      ),
      (
        "constraints:\n  - {type: unique, table: orders, columns: [[a]]}",
        "pgsynth.yaml line 2: columns must list texts"
      ),
      (
        "constraints:\n  - {type: unique, table: orders, columns: a, force: maybe}",
        "pgsynth.yaml line 2: constraint unique: force must be true or false"
      ),
    ]
  )
  func `what is wrong is said with its line`(yaml: String, fragment: String) {
    #expect(message(yaml)?.hasPrefix(fragment) == true, "\(message(yaml) ?? "no error")")
  }
}
