import Foundation
import Metadata
import PostgresClient
import SchemaIntrospection
import TestSupport
import Testing

@testable import SchemaDDL

struct SchemaScriptTests {
  private func script(
    of database: ScratchDatabase,
    excluding: [String] = []
  ) throws -> SchemaScript {
    let connection = try database.connection()
    try connection.beginReadOnlySnapshot()
    let metadata = try SchemaIntrospector(connection)
      .metadata(of: TableSelection(excluded: excluding))
    return try SchemaScript(reading: metadata, on: connection)
  }

  /// The statements of pg_dump, sorted, because its order follows other objects, too.
  private func dump(_ database: ScratchDatabase) throws -> [String] {
    let folder = try ScratchServer.shared.binaryFolder.map { $0 + "/" } ?? ""
    let result = try runCommand(
      folder + "pg_dump",
      ["--schema-only", "--no-owner", "--no-privileges", "-d", try database.connectionString]
    )
    try #require(result.status == 0, "\(result.stderr)")
    let lines = result.stdout.split(separator: "\n").filter { line in
      !line.hasPrefix("--") && !line.hasPrefix("\\") && !line.hasPrefix("SET ")
        && !line.hasPrefix("SELECT pg_catalog.set_config")
    }
    return lines.joined(separator: "\n").components(separatedBy: ";\n").sorted()
  }

  @Test
  func `the script makes what pg_dump prints`() throws {
    try withScratchDatabase { source in
      try source.execute(Zoo.sql)
      let script = try script(of: source)
      #expect(script.omissions == [])
      try withScratchDatabase { target in
        try target.execute(
          "SET check_function_bodies = off; CREATE SCHEMA \"Zoo\"; CREATE SCHEMA annex"
        )
        try target.execute(
          "SET check_function_bodies = off; SET search_path = '';\n"
            + script.sql(in: SchemaPlacement(schemas: [:]))
        )
        let (made, expected) = (try dump(target), try dump(source))
        #expect(Set(made).subtracting(expected) == [])
        #expect(Set(expected).subtracting(made) == [])
      }
    }
  }

  @Test
  func `under other names nothing points back at the source`() throws {
    try withScratchDatabase { source in
      try source.execute(Zoo.sql)
      let script = try script(of: source)
      let placement = SchemaPlacement(schemas: ["Zoo": "p\"ark", "annex": "wing"])
      try source.execute("CREATE SCHEMA \"p\"\"ark\"; CREATE SCHEMA wing")
      try source.execute(
        "SET check_function_bodies = off; SET search_path = '';\n" + script.sql(in: placement)
      )
      try source.execute("DROP SCHEMA \"Zoo\", annex CASCADE")
      try source.execute(
        "ALTER SCHEMA \"p\"\"ark\" RENAME TO \"Zoo\"; ALTER SCHEMA wing RENAME TO annex"
      )
      let made = try dump(source)
      try withScratchDatabase { original in
        try original.execute(Zoo.sql)
        let expected = try dump(original)
        // The stored text of functions keeps the name that it was made with.
        let differing = Set(made).symmetricDifference(expected)
        #expect(differing.allSatisfy { $0.contains("CREATE FUNCTION") || $0.contains("$") })
        #expect(!differing.isEmpty)
      }
    }
  }

  @Test
  func `functions whose text holds schema names are to be made again`() throws {
    try withScratchDatabase { source in
      try source.execute(Zoo.sql)
      let script = try script(of: source)
      let restated = script.statements.filter(\.storesSchemaNames).map(\.name)
      #expect(
        restated == [
          "\"Zoo\".net(price numeric, tax numeric)", "annex.of_keeper(k \"Zoo\".keeper)",
        ]
      )
      #expect(
        script.textMentions
          == [.init(function: "\"Zoo\".net(price numeric, tax numeric)", schema: "Zoo")]
      )
    }
  }

  @Test
  func `what depends on a table outside of the selection is left out with a reason`() throws {
    try withScratchDatabase { source in
      try source.execute(Zoo.sql)
      let script = try script(of: source, excluding: ["Zoo.keeper", "derived"])
      let found = script.omissions.map { "\($0.kind) \($0.name): \($0.reason)" }
      #expect(
        found.contains { $0.hasPrefix("foreign key keeper_fk on \"Zoo\".cage: the table it") }
      )
      #expect(found.contains { $0.hasPrefix("function annex.of_keeper") && $0.contains("keeper") })
      #expect(!script.tables.contains(TableID(schema: "Zoo", name: "keeper")))
      #expect(script.statements.allSatisfy { $0.table?.name != "keeper" })
    }
  }

  @Test
  func `objects that are not carried yet are listed one by one`() throws {
    try withScratchDatabase { source in
      try source.execute(
        """
        SET search_path = public;
        CREATE TABLE t (id integer PRIMARY KEY, a integer);
        CREATE VIEW v AS SELECT * FROM t;
        CREATE MATERIALIZED VIEW m AS SELECT * FROM t;
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
        CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
        CREATE POLICY p ON t;
        CREATE STATISTICS s ON id, a FROM t;
        CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer);
        CREATE FUNCTION of_view() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM public.v';
        GRANT SELECT ON t TO PUBLIC;
        """
      )
      let script = try script(of: source)
      let found = script.omissions.map { "\($0.kind) \($0.name)" }.sorted()
      #expect(
        found == [
          "aggregate public.total(integer)", "function public.of_view()",
          "materialized view public.m", "policy p on public.t", "privileges public.t",
          "rule r on public.t", "statistics public.s", "trigger tr on public.t", "view public.v",
        ]
      )
    }
  }

  @Test
  func `the number of queries does not depend on the number of tables`() {
    #expect(DDLQuery.allCases.count == 12)
  }
}
