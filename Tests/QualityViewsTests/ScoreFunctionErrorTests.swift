import PostgresClient
import QualityViews
import TestSupport
import Testing

/// What the SQL functions refuse, in whose name they read, and what they take for a table.
@Suite struct ScoreFunctionErrorTests {
  @Test(arguments: [
    (
      "ks_complement('\"Orders\"', 'word', '\"Orders\"', 'word')",
      "column word of public.\"Orders\" holds texts, and this score needs numbers, dates or times",
      "Use tv_complement, category_coverage, category_adherence or contingency_similarity, or a view with the"
        + " length of the texts."
    ),
    (
      "tv_complement('\"Orders\"', 'amount', '\"Orders\"', 'Amount')",
      "column amount of public.\"Orders\" does not exist",
      "Write names as they are stored, without quotes. There are: id, Amount, word, customer"
    ),
    (
      "missing_value_similarity('\"Orders\"', 'id', '\"Orders\"', 'gone')",
      "column gone of public.\"Orders\" does not exist",
      "Write names as they are stored, without quotes. There are: id, Amount, word, customer"
    ),
    (
      "tv_complement('\"Orders\"', 'Amount', '\"Orders\"', 'word')",
      "column \"Amount\" of public.\"Orders\" holds values of the kind number, column word of"
        + " public.\"Orders\" of the kind text",
      "Compare columns of like types, for example through a view that casts one of them."
    ),
    (
      "statistic_similarity('\"Orders\"', 'id', '\"Orders\"', 'id', 'mode')",
      "there is no statistic 'mode'", "Choose mean, median or std."
    ),
    (
      "cardinality_similarity('\"Orders\"', 'orders_fkey', '\"Orders\"', 'gone')",
      "public.\"Orders\" has no foreign key gone", "There are: orders_fkey"
    ),
    (
      "referential_integrity('customers', 'gone', '\"Orders\"', 'orders_fkey')",
      "public.customers has no foreign key gone",
      "It has none: name the columns of both tables instead."
    ),
    (
      "referential_integrity('\"Orders\"', '{customer,id}', 'customers', '{id}',"
        + " '\"Orders\"', '{customer}', 'customers', '{id}')",
      "2 columns of public.\"Orders\" refer to 1 columns of public.customers",
      "Give as many columns of one as of the other, and at least one."
    ),
    (
      "key_uniqueness('customers_pkey', 'id')", "public.customers_pkey is not a table or view",
      "Name a table, foreign table, view or materialized view."
    ),
  ])
  func refusalsSayWhatToDo(call: String, message: String, hint: String) throws {
    try withScratchDatabase { database in
      let connection = try prepare(database)
      let error = #expect(throws: PostgresError.self) {
        _ = try connection.query("SELECT pgsynth.\(call)")
      }
      #expect(error?.message == message)
      #expect(error?.hint == hint)
    }
  }

  @Test func theCallerNeedsToReadTheTables() throws {
    try withScratchDatabase { database in
      _ = try prepare(database)
      let role = "\(database.name)_role"
      try database.execute("CREATE ROLE \(role) LOGIN; GRANT USAGE ON SCHEMA pgsynth TO \(role)")
      defer { try? database.execute("DROP OWNED BY \(role); DROP ROLE \(role)") }
      let settings = ConnectionSettings(try database.connectionString + " user=\(role)")
      let connection = try PostgresConnection(settings, cancellation: Cancellation())
      let orders = "'public.\"Orders\"', 'id'"
      let sql = "SELECT pgsynth.ks_complement(\(orders), \(orders))"
      let error = #expect(throws: PostgresError.self) { _ = try connection.query(sql) }
      #expect(error?.code == .permissionDenied)
      try database.execute("GRANT SELECT (id) ON public.\"Orders\" TO \(role)")
      #expect(try connection.query(sql)[0, 0] == "1")
    }
  }

  @Test(
    "Views, partitions, temporary tables and an odd search path are read, inheritance children are not"
  )
  func kindsOfTables() throws {
    try withScratchDatabase { database in
      let connection = try prepare(database)
      try connection.execute(
        """
        CREATE TABLE parted (i int) PARTITION BY RANGE (i);
        CREATE TABLE parted_1 PARTITION OF parted DEFAULT;
        CREATE TABLE whole (i int);
        CREATE TABLE child () INHERITS (whole);
        CREATE TEMPORARY TABLE copy AS SELECT i FROM generate_series(1, 4) i;
        CREATE VIEW seen AS SELECT i FROM generate_series(1, 4) i;
        INSERT INTO parted SELECT generate_series(1, 4);
        INSERT INTO whole SELECT generate_series(1, 4);
        INSERT INTO child SELECT generate_series(100, 400);
        CREATE SCHEMA odd;
        CREATE FUNCTION odd.abs(float8) RETURNS float8 LANGUAGE sql AS 'SELECT 9.0::float8';
        SET search_path = odd, public;
        """
      )
      for table in ["parted", "whole", "copy", "seen"] {
        let sql = "SELECT pgsynth.ks_complement($1::regclass, 'i', 'parted', 'i')"
        #expect(try connection.query(sql, [table])[0, 0] == "1", "\(table)")
      }
    }
  }

  private func prepare(_ database: ScratchDatabase) throws -> PostgresConnection {
    let connection = try database.connection()
    try QualityStore().install(on: connection)
    try connection.execute(
      """
      SET search_path = public;
      CREATE TABLE public.customers (id int PRIMARY KEY);
      CREATE TABLE public."Orders" (id int, "Amount" numeric, word text,
        customer int CONSTRAINT orders_fkey REFERENCES public.customers);
      INSERT INTO public."Orders" VALUES (1, 2, 'x', NULL), (2, 3, 'y', NULL);
      """
    )
    return connection
  }
}
