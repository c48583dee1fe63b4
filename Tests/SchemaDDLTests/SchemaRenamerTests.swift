import Testing

@testable import SchemaDDL

struct SchemaRenamerTests {
  private let names = SchemaNames(
    cloned: ["public", "My \"Shop\""],
    objects: ["public": ["orders", "orders_id_seq", "total", "mood"]],
    extensionMembers: ["public": ["citext": "citext", "gin_trgm_ops": "pg_trgm"]]
  )

  private let placement = SchemaPlacement(
    schemas: ["public": "Cl'one", "My \"Shop\"": "shop2"],
    extensionSchemas: ["citext": "ext"]
  )

  private func renamed(_ sql: String, isDeparsed: Bool = true, isQuery: Bool = false) -> String {
    var renamer = SchemaRenamer(names: names, isDeparsed: isDeparsed, isQuery: isQuery)
    return SQLTemplate(pieces: renamer.pieces(of: sql)).sql(in: placement)
  }

  @Test(arguments: [
    ("public.total(x) > 0", "\"Cl'one\".total(x) > 0"),
    ("'a'::public.mood", "'a'::\"Cl'one\".mood"),
    ("\"My \"\"Shop\"\"\".t", "\"shop2\".t"),
    ("nextval('public.orders_id_seq'::regclass)", "nextval('\"Cl''one\".orders_id_seq'::regclass)"),
    ("x::public.citext", "x::\"ext\".citext"),
    ("USING gin (a public.gin_trgm_ops)", "USING gin (a public.gin_trgm_ops)"),
    ("OPERATOR(public.=)", "OPERATOR(\"Cl'one\".=)"),
    ("'public.orders'::text", "'public.orders'::text"),
    ("COMMENT 'see public.orders'", "COMMENT 'see public.orders'"),
    ("t.public.x", "t.public.x"),
    ("republic.x + public", "republic.x + public"),
    ("CREATE TYPE public.public AS ENUM ('a')", "CREATE TYPE \"Cl'one\".public AS ENUM ('a')"),
    ("SET search_path TO 'public', 'pg_temp'", "SET search_path TO 'Cl''one', 'pg_temp'"),
    ("SET search_path = public, \"My \"\"Shop\"\"\"", "SET search_path = \"Cl'one\", \"shop2\""),
  ])
  func `deparsed SQL is renamed token by token`(sql: String, expected: String) {
    #expect(renamed(sql) == expected)
  }

  @Test
  func `in code of people only names of known objects follow the schema`() {
    let body = "SELECT public.total(1), public.city FROM Public.Orders AS public -- public.orders"
    #expect(
      renamed(body, isDeparsed: false)
        == "SELECT \"Cl'one\".total(1), public.city FROM \"Cl'one\".Orders AS public -- public.orders"
    )
  }

  @Test
  func `a column of something that is called like a schema is left alone`() {
    let view = """
      SELECT public.total, public.total(1), x FROM a.public, (public.orders o JOIN public.mood ON \
      (public.mood = o.id)), public.orders_id_seq WHERE public.orders = ANY (SELECT 1 FROM public.orders)
      """
    #expect(
      renamed(view, isQuery: true) == """
        SELECT public.total, "Cl'one".total(1), x FROM a.public, ("Cl'one".orders o JOIN "Cl'one".mood ON \
        (public.mood = o.id)), "Cl'one".orders_id_seq WHERE public.orders = ANY (SELECT 1 FROM "Cl'one".orders)
        """
    )
  }

  @Test
  func `code inside of code is renamed, too`() {
    #expect(
      renamed("EXECUTE $q$ TABLE public.orders $q$", isDeparsed: false)
        == "EXECUTE $q$ TABLE \"Cl'one\".orders $q$"
    )
  }

  @Test
  func `names in strings of code are noted`() {
    var renamer = SchemaRenamer(names: names, isDeparsed: false)
    _ = renamer.pieces(of: "EXECUTE 'SELECT * FROM public.orders'")
    #expect(renamer.unresolvedMentions == ["public"])
    var other = SchemaRenamer(names: names, isDeparsed: false)
    _ = other.pieces(of: "RAISE NOTICE 'the public republic'; -- public.orders")
    #expect(other.unresolvedMentions.isEmpty)
  }
}
