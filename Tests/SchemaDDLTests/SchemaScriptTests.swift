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

  @Test(.enabled(if: SchemaDump.missing == nil, "pg_dump is not installed"))
  func `the script makes what pg_dump prints`() throws {
    try withScratchDatabase { source in
      try source.execute(Zoo.sql + Zoo.behaviour)
      let script = try script(of: source)
      #expect(script.omissions == [])
      try withScratchDatabase { target in
        try target.execute(
          "SET check_function_bodies = off; CREATE SCHEMA \"Zoo\"; CREATE SCHEMA annex"
        )
        for method in script.accessMethods { try target.execute(method.sql) }
        try target.execute(
          "SET check_function_bodies = off; SET search_path = '';\n"
            + script.sql(in: SchemaPlacement(schemas: [:]))
        )
        let (made, expected) = (
          try SchemaDump.statements(of: target), try SchemaDump.statements(of: source)
        )
        #expect(Set(made).subtracting(expected) == [])
        #expect(Set(expected).subtracting(made) == [])
      }
    }
  }

  @Test
  func `texts in definitions are listed, names of objects and code are not`() throws {
    try withScratchDatabase { source in
      try source.execute(
        """
        SET search_path = public;
        CREATE TYPE mood AS ENUM ('calm', 'keen');
        CREATE DOMAIN code AS text CHECK (VALUE <> 'none');
        CREATE FUNCTION greet() RETURNS text LANGUAGE sql AS 'SELECT ''hello''::text';
        CREATE TABLE visit (
          id serial PRIMARY KEY, state text DEFAULT 'open' CHECK (state IN ('open', 'it''s closed')),
          length integer CHECK (length > 7), region text);
        CREATE TABLE area (region text) PARTITION BY LIST (region);
        CREATE TABLE area_north PARTITION OF area FOR VALUES IN ('north');
        CREATE INDEX visit_north ON visit (id) WHERE region = 'north';
        CREATE POLICY own ON visit USING (region = 'south');
        COMMENT ON COLUMN visit.region IS 'ask Ann Lee';
        CREATE VIEW late AS SELECT id FROM visit WHERE state = 'late';
        """
      )
      let found = try script(of: source).definitionTexts
      #expect(
        Set(found.map { "\($0.table?.name ?? "–") \($0.kind): \($0.texts.joined(separator: "|"))" })
          == [
            "– enum: calm|keen", "– domain: none", "visit default: open",
            "area_north partition: north",
            "visit check: open|it's closed", "visit index: north", "visit policy: south",
            "visit comment: ask Ann Lee", "– view: late",
          ]
      )
    }
  }

  @Test(.enabled(if: SchemaDump.missing == nil, "pg_dump is not installed"))
  func `under other names nothing points back at the source`() throws {
    try withScratchDatabase { source in
      try source.execute(Zoo.sql + Zoo.behaviour)
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
      let made = try SchemaDump.statements(of: source)
      try withScratchDatabase { original in
        try original.execute(Zoo.sql + Zoo.behaviour)
        let expected = try SchemaDump.statements(of: original)
        // The stored text of functions and of trigger arguments keeps the name that it was made with.
        let differing = Set(made).symmetricDifference(expected)
        #expect(
          differing.allSatisfy {
            $0.contains("CREATE FUNCTION") || $0.contains("$")
              || $0.contains("CREATE TRIGGER argued")
              || $0.contains("::text)::regclass")
          }
        )
        #expect(!differing.isEmpty)
      }
    }
  }

  @Test
  func `functions whose text holds schema names are to be made again`() throws {
    try withScratchDatabase { source in
      try source.execute(Zoo.sql + Zoo.behaviour)
      let script = try script(of: source)
      let restated = script.statements.filter(\.storesSchemaNames).map(\.name)
      #expect(
        restated == [
          "\"Zoo\".net(price numeric, tax numeric)", "annex.of_keeper(k \"Zoo\".keeper)",
          "\"Zoo\".old_style.id", "\"Zoo\".all_tall()",
        ]
      )
      #expect(script.textMentions == [.init(function: "\"Zoo\".dynamic()", schema: "Zoo")])
      let disabled = script.statements.filter { $0.disabled != nil }
      #expect(disabled.map(\.name) == ["spelled on annex.animal"])
      // Its arguments are text, too.
      #expect(script.statements(in: .placed).map(\.name) == ["argued on \"Zoo\".derived"])
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
  func `views and what needs them come after the load, with the rest in an order that works`()
    throws
  {
    try withScratchDatabase { source in
      try source.execute(Zoo.sql + Zoo.behaviour)
      let statements = try script(of: source).statements
      func names(_ phase: DDLStatement.Phase, _ kind: String) -> [String] {
        statements.filter { $0.phase == phase && $0.kind == kind }.map(\.name)
      }
      #expect(names(.definitions, "view") == [])
      #expect(names(.views, "function") == ["\"Zoo\".all_round()", "\"Zoo\".all_tall()"])
      #expect(names(.views, "outline of view") == ["\"Zoo\".round"])
      #expect(names(.refresh, "rows of materialized view") == ["\"Zoo\".moods"])
      #expect(names(.keys, "statistics") == ["\"Zoo\".cage_pairs", "annex.of_half"])
      #expect(names(.seal, "forced row-level security") == ["\"Zoo\".base"])
      #expect(names(.behaviour, "trigger").contains("stamp on \"Zoo\".keeper"))
    }
  }

  @Test
  func `a table that is made of a view has the view made before it`() throws {
    try withScratchDatabase { source in
      try source.execute(
        """
        CREATE TABLE public.t (id integer);
        CREATE VIEW public.v AS SELECT * FROM public.t;
        CREATE TABLE public.of_view (row public.v);
        """
      )
      let made = try script(of: source).statements(in: .definitions).map(\.name)
      #expect(made == ["public.t", "public.v", "public.of_view"])
    }
  }

  @Test
  func `what cannot be carried is listed one by one with a reason`() throws {
    try withScratchDatabase { source in
      try source.execute(
        """
        SET search_path = public;
        CREATE TABLE t (id integer PRIMARY KEY);
        CREATE FOREIGN DATA WRAPPER w;
        CREATE SERVER s FOREIGN DATA WRAPPER w;
        CREATE FOREIGN TABLE f (id integer) SERVER s;
        CREATE VIEW of_foreign AS SELECT * FROM f;
        CREATE VIEW of_view AS SELECT * FROM of_foreign;
        CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE EVENT TRIGGER ev ON ddl_command_end EXECUTE FUNCTION e();
        CREATE FUNCTION to_box(integer) RETURNS box LANGUAGE sql AS 'SELECT NULL::box';
        CREATE CAST (integer AS box) WITH FUNCTION to_box(integer);
        SELECT lo_create(0);
        """
      )
      let script = try script(of: source)
      let found = script.omissions.map { "\($0.kind) \($0.name)" }.sorted()
      #expect(
        found == [
          "cast (integer AS box)", "event trigger ev", "foreign server s",
          "foreign-data wrapper w", "large objects 1",
          "view public.of_foreign", "view public.of_view",
        ]
      )
      #expect(script.omissions.allSatisfy { !$0.reason.isEmpty })
    }
  }

  @Test
  func `what a target cannot hold is left out with all that needs it`() throws {
    try withScratchDatabase { source in
      try source.execute(
        """
        SET search_path = public;
        CREATE TABLE t (id integer PRIMARY KEY);
        CREATE TYPE code;
        CREATE FUNCTION code_in(cstring) RETURNS code LANGUAGE internal IMMUTABLE AS 'int4in';
        CREATE FUNCTION code_out(code) RETURNS cstring LANGUAGE internal IMMUTABLE AS 'int4out';
        CREATE TYPE code (INPUT = code_in, OUTPUT = code_out, INTERNALLENGTH = 4, PASSEDBYVALUE);
        CREATE VIEW v AS SELECT '1'::code AS code;
        CREATE POLICY p ON t TO pg_monitor;
        """
      )
      var abilities = TargetAbilities.unlimited
      abilities.isSuperuser = false
      abilities.isSourceDatabase = true
      abilities.hasRole = { $0 != "pg_monitor" }
      let connection = try source.connection()
      let metadata = try SchemaIntrospector(connection).metadata()
      let script = try SchemaScript(reading: metadata, target: abilities, on: connection)
      let found = script.omissions.map { "\($0.kind) \($0.name): \($0.reason)" }.sorted()
      #expect(
        found == [
          "base type public.code: only a superuser can make it in the target",
          "function public.code_in(cstring): only a superuser can make it in the target",
          "function public.code_out(public.code): only a superuser can make it in the target",
          "policy p on public.t: the target has no role pg_monitor",
          "view public.v: needs type public.code, which is not part of the clone",
        ]
      )
      try source.execute("CREATE TABLE public.coded (code public.code)")
      let more = try SchemaIntrospector(connection).metadata()
      let error = #expect(throws: SchemaDDLError.self) {
        try SchemaScript(reading: more, target: abilities, on: connection)
      }
      #expect(error?.code == .tableNotCarried)
      #expect(error?.description.contains("table public.coded needs type public.code") == true)
    }
  }

  @Test
  func `functions in C come along where the server can load their library`() throws {
    try withScratchDatabase { source in
      try source.execute(
        """
        CREATE TABLE public.t (id integer);
        CREATE FUNCTION public.in_c() RETURNS language_handler LANGUAGE c
          AS '$libdir/plpgsql', 'plpgsql_call_handler';
        """
      )
      let connection = try source.connection()
      let metadata = try SchemaIntrospector(connection).metadata()
      var asked: [String] = []
      var abilities = TargetAbilities.unlimited
      abilities.loads = {
        asked.append($0)
        return false
      }
      let without = try SchemaScript(reading: metadata, target: abilities, on: connection)
      #expect(asked == ["$libdir/plpgsql"])
      #expect(
        without.omissions.map { "\($0.name): \($0.reason)" } == [
          "public.in_c(): the target server cannot load its library $libdir/plpgsql"
        ]
      )
      let with = try SchemaScript(reading: metadata, on: connection)
      #expect(with.statements.contains { $0.kind == "function" && $0.name == "public.in_c()" })
    }
  }

  @Test
  func `the number of queries does not depend on the number of tables`() {
    #expect(DDLQuery.allCases.count == 24)
  }
}
