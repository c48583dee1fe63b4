import PostgresClient
import TestSupport
import Testing

@Suite struct PostgresErrorTests {
  /// The error that the statement ends in.
  private func failure(
    of statement: String,
    in connection: PostgresConnection
  ) throws -> PostgresError {
    try #require(throws: PostgresError.self) { try connection.execute(statement) }
  }

  /// Statements that quote the word `s3cret` in the server's own message or detail.
  static let refusals:
    [(statement: String, state: String, code: PostgresError.Code, names: [String])] =
      [
        ("SELECT 's3cret'::integer", "22P02", .invalidData, []),
        ("SELECT '2024-99-s3cret'::date", "22007", .invalidData, []),
        (
          "INSERT INTO public.orders VALUES (1, 's3cret'), (1, 's3cret')", "23505",
          .constraintViolated,
          [#"table "public"."orders""#, #"constraint "orders_pkey""#]
        ),
        (
          "INSERT INTO public.orders VALUES (NULL, 's3cret')", "23502", .constraintViolated,
          [#"column "id""#]
        ),
        (
          "INSERT INTO public.orders VALUES (-1, 's3cret')", "23514", .constraintViolated,
          [#"constraint "positive""#]
        ),
        (
          "DO $$ BEGIN RAISE EXCEPTION 's3cret' USING DETAIL = 's3cret', HINT = 's3cret'; END $$",
          "P0001", .queryFailed, []
        ),
        ("SELECT no_such_column FROM public.orders", "42703", .queryFailed, ["no_such_column"]),
        ("SELECT 1 FROM public.nowhere", "42P01", .queryFailed, ["nowhere"]),
        (
          "BEGIN READ ONLY; INSERT INTO public.orders VALUES (1, 's3cret')", "25006", .readOnly,
          ["read-only"]
        ),
        (
          "DROP TABLE public.orders", "2BP01", .queryFailed,
          ["view public.order_notes depends on table public.orders"]
        ),
      ]

  @Test(arguments: PostgresErrorTests.refusals.indices)
  func errorsNameObjectsAndNeverValues(_ index: Int) throws {
    let (statement, state, code, names) = Self.refusals[index]
    try withScratchDatabase { database in
      let connection = try database.connection()
      try connection.execute(
        """
        CREATE TABLE public.orders (
          id integer PRIMARY KEY CONSTRAINT positive CHECK (id > 0), note text);
        CREATE VIEW public.order_notes AS SELECT note FROM public.orders;
        """
      )
      let error = try failure(of: statement, in: connection)
      #expect(error.sqlState == state)
      #expect(error.code == code)
      #expect(!error.description.contains("s3cret"), "\(error)")
      #expect(error.description.contains("SQLSTATE \(state)"))
      for name in names { #expect(error.description.contains(name), "\(error)") }
    }
  }

  @Test func refusedCopyRowsNameColumnAndLineOnly() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      try connection.execute("CREATE TABLE public.t (a integer, b date)")
      let stream = try connection.copyIn("COPY public.t FROM STDIN")
      try stream.send(Array("1\t2024-01-01\n2\ts3cret: , line 9\n".utf8))
      let error = try #require(throws: PostgresError.self) { try stream.finish() }
      #expect(error.code == .invalidData)
      #expect(error.message == "invalid date or time format, COPY of t, line 2, column b")
      #expect(try connection.query("SELECT count(*) FROM public.t").int(0, 0) == 0)
    }
  }

  @Test func missingPrivilegeIsPermissionDenied() throws {
    guard try ScratchServer.shared.passwordAddress != nil else { return }
    try withScratchDatabase { database in
      let connection = try database.connection()
      let role = database.name + "_reader"
      try connection.execute(
        "CREATE TABLE public.t (a integer); CREATE ROLE \(role); SET ROLE \(role)"
      )
      let error = try failure(of: "SELECT a FROM public.t", in: connection)
      #expect(error.code == .permissionDenied)
      #expect(
        error.description == "permission denied for table t (SQLSTATE 42501). "
          + "Grant the privilege to this role or connect as another role"
      )
      try connection.execute("RESET ROLE; DROP ROLE \(role)")
    }
  }

  @Test func hiddenRowsAreAnError() throws {
    guard try ScratchServer.shared.passwordAddress != nil else { return }
    try withScratchDatabase { database in
      let connection = try database.connection()
      let role = database.name + "_reader"
      try connection.execute(
        """
        CREATE TABLE public.t (a integer); ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
        CREATE ROLE \(role); GRANT SELECT ON public.t TO \(role); SET ROLE \(role)
        """
      )
      #expect(try failure(of: "SELECT a FROM public.t", in: connection).code == .permissionDenied)
      try connection.execute("RESET ROLE; DROP OWNED BY \(role); DROP ROLE \(role)")
    }
  }

  @Test func lockTimeoutSaysSo() throws {
    try withScratchDatabase { database in
      let holder = try database.connection()
      try holder.execute("CREATE TABLE public.t (a integer)")
      try holder.execute("BEGIN; LOCK TABLE public.t")
      var settings = database.settings
      settings.lockTimeoutSeconds = 0.05
      let waiter = try PostgresConnection(settings, cancellation: Cancellation())
      let error = try failure(of: "SELECT a FROM public.t", in: waiter)
      #expect(error.code == .lockTimeout)
      #expect(error.isRetryable)
      #expect(error.description.contains("lock timeout"))
    }
  }

  @Test func statementTimeoutIsNoCancel() throws {
    try withScratchDatabase { database in
      var settings = database.settings
      settings.statementTimeoutSeconds = 0.05
      let connection = try PostgresConnection(settings, cancellation: Cancellation())
      let error = try failure(of: "SELECT pg_catalog.pg_sleep(20)", in: connection)
      #expect(error.code == .statementTimeout)
      #expect(error.description.contains("Raise the statement timeout"))
    }
  }

  @Test func serializationFailuresAreRetryable() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      let statement = "DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40001'; END $$"
      #expect(try failure(of: statement, in: connection).isRetryable)
      #expect(try !failure(of: "SELECT 1/0", in: connection).isRetryable)
    }
  }

  @Test func fullDiskSaysWhatToDo() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      let statement =
        "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
      let error = try failure(of: statement, in: connection)
      #expect(error.code == .diskFull)
      #expect(error.description.contains("Free disk space"))
    }
  }

  @Test func contextLeadsTheDescription() {
    let error = PostgresError(.queryFailed, "it broke", sqlState: "XX000")
      .during("reading public.orders")
    #expect(error.description == "reading public.orders: it broke (SQLSTATE XX000)")
  }
}
