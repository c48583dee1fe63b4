import Metadata
import Testing

@testable import Constraints

/// Every kind of constraint: what can be written, what it comes to, and what is refused.
struct ConstraintFormTests {
  typealias Fields = [String: ConstraintValue]

  /// An example of each kind.
  private static let examples: [(type: String, fields: Fields)] = [
    (
      "inequality",
      ["table": .scalar("sale"), "low": .scalar("placed"), "high": .scalar("arrived")]
    ),
    (
      "chained-inequality",
      [
        "table": .scalar("sale"), "columns": .list(["placed", "sent", "arrived"]),
        "strict": .scalar("true"),
      ]
    ),
    ("range", ["table": .scalar("sale"), "column": .scalar("amount"), "low": .scalar("0.5")]),
    ("fixed-combinations", ["table": .scalar("sale"), "columns": .list(["tier", "city"])]),
    (
      "fixed-null-combinations", ["table": .scalar("sale"), "columns": .list(["sent", "arrived"])]
    ),
    (
      "fixed-increments",
      ["table": .scalar("sale"), "column": .scalar("amount"), "increment": .scalar("0.25")]
    ),
    ("one-hot-encoding", ["table": .scalar("sale"), "columns": .list(["is_gift", "is_sent"])]),
    (
      "mixed-scales",
      ["table": .scalar("sale"), "column": .scalar("amount"), "segments": .scalar("tier")]
    ),
    ("unique", ["table": .scalar("sale"), "columns": .list(["number", "placed"])]),
    (
      "column-formula",
      ["table": .scalar("sale"), "column": .scalar("tax"), "formula": .scalar("amount * 0.2")]
    ),
    ("predicate", ["table": .scalar("sale"), "sql": .scalar("tier <> 'new' OR amount < 100")]),
    (
      "denormalized-table",
      ["table": .scalar("sale"), "key": .scalar("number"), "columns": .list(["tier", "city"])]
    ),
    (
      "carry-over-columns",
      [
        "table": .scalar("sale"), "columns": .list(["tier", "city"]), "from": .scalar("customer"),
        "key": .scalar("customer_id"),
      ]
    ),
    ("reference-table", ["table": .scalar("customer")]),
    ("primary-to-primary-key", ["tables": .list(["customer", "profile"])]),
    ("primary-to-primary-key-subset", ["table": .scalar("profile"), "of": .scalar("customer")]),
    (
      "foreign-to-primary-key-subset",
      [
        "table": .scalar("sale"), "parent": .scalar("customer"), "key": .scalar("gift_for"),
        "column": .scalar("tier"), "values": .list(["gold", "o'hara"]),
      ]
    ),
    (
      "unique-bridge-table",
      ["table": .scalar("sale"), "columns": .list(["customer_id", "gift_for"])]
    ),
    (
      "self-referential-hierarchy",
      ["table": .scalar("sale"), "parent-column": .scalar("boss_id")]
    ),
    (
      "polymorphic-relationship",
      [
        "table": .scalar("sale"), "column": .scalar("number"), "type-column": .scalar("tier"),
        "references": .map(["c": "customer", "p": "profile"]),
      ]
    ),
  ]

  @Test
  func `there is an example of every kind`() {
    #expect(Self.examples.map(\.type).sorted() == Constraint.types.sorted())
  }

  @Test(arguments: Self.examples.indices)
  func `an example is understood and counted`(index: Int) throws {
    let (type, fields) = Self.examples[index]
    let constraint = try Constraint(type: type, fields: fields, place: "line 3")
    let resolved = try constraint.resolved(in: ConstraintSchema(SampleShop.metadata))
    #expect(resolved.type == type)
    #expect(resolved.place == "line 3")
    #expect(!resolved.isForced)
    #expect(resolved.count.inPlace.contains("SELECT"))
    let forced = try Constraint(
      type: type,
      fields: fields.merging(["force": .scalar("true")]) { $1 }
    )
    #expect(try forced.resolved(in: ConstraintSchema(SampleShop.metadata)).isForced)
  }

  @Test(arguments: Self.examples.indices)
  func `fields that are missing or unknown are named`(index: Int) {
    let (type, fields) = Self.examples[index]
    let error = #expect(throws: ConstraintError.self) {
      try Constraint(type: type, fields: fields.merging(["colour": .scalar("red")]) { $1 })
    }
    #expect(error?.description.contains("unknown field colour; known are ") == true)
    let missing = #expect(throws: ConstraintError.self) {
      try Constraint(type: type, fields: [:], place: "pgsynth.yaml line 7")
    }
    #expect(missing?.code == .malformed)
    #expect(missing?.description.hasPrefix("pgsynth.yaml line 7: constraint \(type): ") == true)
  }

  /// What is wrong, and the words for it.
  private static let refusals: [(type: String, fields: Fields, message: String)] = [
    (
      "inequality", ["table": .scalar("sales"), "low": .scalar("a"), "high": .scalar("b")],
      "table sales is not among those to clone"
    ),
    (
      "inequality", ["table": .scalar("sale"), "low": .scalar("ordered"), "high": .scalar("sent")],
      "shop.sale has no column ordered; it has id, customer_id,"
    ),
    (
      "inequality", ["table": .scalar("sale"), "low": .scalar("amount"), "high": .scalar("sent")],
      "shop.sale.sent (date) cannot be ordered with amount (numeric)"
    ),
    (
      "inequality", ["table": .scalar("sale"), "low": .scalar("sent"), "high": .scalar("sent")],
      "is compared with itself"
    ),
    (
      "range", ["table": .scalar("sale"), "column": .scalar("amount"), "low": .scalar("little")],
      "little is neither a column of shop.sale nor a constant that amount (numeric) can be compared with"
    ),
    (
      "fixed-combinations", ["table": .scalar("sale"), "columns": .list(["tier", "place"])],
      "shop.sale.place (point) has no combinations"
    ),
    (
      "fixed-null-combinations", ["table": .scalar("sale"), "columns": .list(["sent", "placed"])],
      "shop.sale.placed is NOT NULL"
    ),
    (
      "fixed-increments",
      ["table": .scalar("sale"), "column": .scalar("number"), "increment": .scalar("2.5")],
      "holds whole numbers; an increment of 2.5 does not fit"
    ),
    (
      "fixed-increments",
      ["table": .scalar("sale"), "column": .scalar("amount"), "increment": .scalar("0.125")],
      "holds 2 digits behind the point; 0.125 has more"
    ),
    (
      "fixed-increments",
      ["table": .scalar("sale"), "column": .scalar("gross"), "increment": .scalar("1")],
      "shop.sale.gross is generated"
    ),
    (
      "one-hot-encoding", ["table": .scalar("sale"), "columns": .list(["is_gift", "note"])],
      "shop.sale.note (text) is neither boolean nor a number"
    ),
    (
      "unique", ["table": .scalar("sale"), "columns": .scalar("is_gift")],
      "more than two rows cannot differ in it"
    ),
    (
      "column-formula",
      ["table": .scalar("sale"), "column": .scalar("tax"), "formula": .scalar("tax + 1")],
      "shop.sale.tax cannot be computed from itself"
    ),
    (
      "column-formula",
      ["table": .scalar("sale"), "column": .scalar("customer_id"), "formula": .scalar("number")],
      "shop.sale.customer_id is of a primary or foreign key"
    ),
    (
      "predicate", ["table": .scalar("sale"), "sql": .scalar("amount > 0) OR (true")],
      "the brackets of the expression do not match"
    ),
    (
      "predicate", ["table": .scalar("sale"), "sql": .scalar("amount > (SELECT 1)")],
      "the expression holds a subquery"
    ),
    (
      "predicate", ["table": .scalar("sale"), "sql": .scalar("price > 0")],
      "the expression names no column of shop.sale"
    ),
    (
      "carry-over-columns",
      ["table": .scalar("sale"), "columns": .scalar("tier"), "from": .scalar("customer")],
      "several keys of shop.sale lead to shop.customer: name one with `key`"
    ),
    (
      "carry-over-columns",
      ["table": .scalar("sale"), "columns": .scalar("tier"), "from": .scalar("profile")],
      "no key of shop.sale leads to shop.profile; declare it under relationships"
    ),
    (
      "primary-to-primary-key", ["tables": .list(["profile", "customer"])],
      "shop.customer has 100 rows and shop.profile 90: they cannot be one for one"
    ),
    (
      "unique-bridge-table",
      ["table": .scalar("sale"), "columns": .list(["customer_id", "number"])],
      "shop.sale.number is of no foreign key"
    ),
    (
      "self-referential-hierarchy",
      ["table": .scalar("sale"), "parent-column": .scalar("number")],
      "shop.sale.number is NOT NULL, so that no row can be at the top"
    ),
    (
      "denormalized-table",
      ["table": .scalar("sale"), "key": .scalar("id"), "columns": .scalar("tier")],
      "(id) is unique in shop.sale"
    ),
  ]

  @Test(arguments: Self.refusals.indices)
  func `what cannot be is refused with the reason`(index: Int) {
    let (type, fields, message) = Self.refusals[index]
    let error = #expect(throws: ConstraintError.self) {
      try Constraint(type: type, fields: fields)
        .resolved(in: ConstraintSchema(SampleShop.metadata))
    }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test
  func `a kind that is not there is refused with those that are`() {
    let error = #expect(throws: ConstraintError.self) {
      try Constraint(type: "inequalities", fields: [:], place: "line 1")
    }
    #expect(
      error?.description.hasPrefix(
        "line 1: constraint inequalities: there is no such type; known are inequality, chained-"
      ) == true
    )
  }

  @Test
  func `columns between which one is missing are compared all the same`() throws {
    let chain = Constraint.chainedInequality(
      table: "sale",
      columns: ["placed", "sent", "arrived"],
      isStrict: true
    )
    let resolved = try chain.resolved(in: ConstraintSchema(SampleShop.metadata))
    #expect(
      resolved.condition?.expression.inPlace
        == #""placed" < "sent" AND "placed" < "arrived" AND "sent" < "arrived""#
    )
  }
}
