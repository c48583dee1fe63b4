import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Options for a clone of schema `shop` into schema `twin` of the same database.
func twinOptions(
  _ database: ScratchDatabase,
  adjusting adjust: (inout CloneOptions) -> Void = { _ in }
) throws -> CloneOptions {
  var options = CloneOptions(source: try database.connectionString)
  options.sourceSchemas = ["shop"]
  options.targetSchemas = ["shop": "twin"]
  options.referenceTables = .none
  options.lockTimeoutSeconds = 5
  // Without optimisation boosting takes seconds a table; its own tests ask for it.
  options.effort = .fast
  adjust(&options)
  return options
}

/// Clones schema `shop` into schema `twin` of the same database.
@discardableResult
func makeTwin(
  _ database: ScratchDatabase,
  adjusting adjust: (inout CloneOptions) -> Void = { _ in }
) throws -> CloneOutcome {
  try Clone(twinOptions(database, adjusting: adjust)).run { _ in }
}

/// Does the same and watches.
@discardableResult
func makeTwin(
  _ database: ScratchDatabase,
  progress: ProgressHandler
) throws -> CloneOutcome {
  try Clone(twinOptions(database)).run(progress: progress)
}

/// The error as the program would show it.
func refusal(_ work: () throws -> Void) -> PgSynthError? {
  do {
    try work()
    return nil
  } catch {
    return PgSynthError(wrapping: error)
  }
}

/// Expects a refusal of the kind, with all fragments in its message.
func expectRefusal(
  _ code: PgSynthError.Code,
  saying fragments: String...,
  sourceLocation: SourceLocation = #_sourceLocation,
  performing work: () throws -> Void
) {
  let error = refusal(work)
  #expect(error?.code == code, sourceLocation: sourceLocation)
  for fragment in fragments {
    #expect(
      error?.description.contains(fragment) == true,
      "\(error?.description ?? "no error")",
      sourceLocation: sourceLocation
    )
  }
}

extension ScratchDatabase {
  /// The first value of a query's first row.
  func value(_ sql: String) throws -> String? {
    try rows(sql).first?.first ?? nil
  }

  /// Schemas of runs that have not ended well.
  var leftovers: [String] {
    get throws {
      try rows(#"SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pgsynth\_scratch%'"#)
        .compactMap { $0[0] }
    }
  }

  /// Identity of everything in a schema, to see whether anybody touched it.
  func fingerprint(of schema: String) throws -> [[String?]] {
    try rows(
      """
      SELECT c.oid, c.relname, c.relkind, c.relfilenode, obj_description(n.oid, 'pg_namespace')
      FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE n.nspname = '\(schema)' ORDER BY c.oid
      """
    )
  }

  /// Ends every other session of this database.
  func terminateSessions() throws {
    _ = try rows(
      """
      SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()
      """
    )
  }

  /// The rows of a schema as pg_dump writes them, without what differs from run to run.
  func dump(of schema: String) throws -> String {
    let folder = try ScratchServer.shared.binaryFolder.map { $0 + "/" } ?? ""
    let result = try runShell(
      "\(folder)pg_dump --data-only --schema=\"$PGSYNTH_SCHEMA\" --dbname=\"$PGSYNTH_DATABASE\"",
      environment: ["PGSYNTH_SCHEMA": schema, "PGSYNTH_DATABASE": connectionString]
    )
    #expect(result.status == 0, "\(result.stderr)")
    // Newer versions fence the script with a random word.
    return result.stdout.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix(#"\restrict"#) && !$0.hasPrefix(#"\unrestrict"#) }
      .joined(separator: "\n")
  }
}

/// Customers with sales: enough for every stage to have something to do.
let shopTables = """
  CREATE SCHEMA shop;
  CREATE TABLE shop.customer (
    id serial PRIMARY KEY, name text NOT NULL, city text, joined date NOT NULL
  );
  CREATE TABLE shop.sale (
    id bigserial PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES shop.customer,
    amount numeric(8,2) NOT NULL CHECK (amount > 0),
    placed timestamptz
  );
  """

/// SQL that fills ``shopTables``.
func shopRows(customers: Int, sales: Int) -> String {
  """
  INSERT INTO shop.customer (name, city, joined)
    SELECT 'Secret Person ' || n, (ARRAY['Oslo', 'Rome', 'Lima'])[n % 3 + 1], date '2020-01-01' + n
    FROM generate_series(1, \(customers)) AS n;
  INSERT INTO shop.sale (customer_id, amount, placed)
    SELECT 1 + n * 7 % \(customers), n % 50 + 0.25, timestamptz '2021-01-01' + n * interval '1 hour'
    FROM generate_series(1, \(sales)) AS n;
  """
}

/// Runs the body with a database that holds a small shop.
func withShop(
  customers: Int = 40,
  sales: Int = 150,
  _ body: (ScratchDatabase) throws -> Void
) throws {
  try withScratchDatabase { database in
    try database.execute(shopTables + shopRows(customers: customers, sales: sales))
    try body(database)
  }
}
