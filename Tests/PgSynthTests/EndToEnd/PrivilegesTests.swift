import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Owners and grants, for roles of the server.
struct PrivilegesTests {
  private let grants = #"""
    GRANT USAGE ON SCHEMA shop TO {reader}, {owner};
    ALTER TABLE shop.customer OWNER TO {owner};
    CREATE VIEW shop.names AS SELECT name FROM shop.customer;
    CREATE FUNCTION shop.one(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n';
    CREATE AGGREGATE shop.total(integer) (SFUNC = int4pl, STYPE = integer);
    CREATE TYPE shop.mood AS ENUM ('good', 'bad');
    ALTER TYPE shop.mood OWNER TO {owner};
    ALTER VIEW shop.names OWNER TO {owner};
    GRANT SELECT, INSERT ON shop.sale TO {reader};
    GRANT SELECT ON shop.names TO PUBLIC;
    GRANT UPDATE (amount), SELECT (placed) ON shop.sale TO {owner} WITH GRANT OPTION;
    GRANT USAGE ON SEQUENCE shop.sale_id_seq TO {reader};
    REVOKE EXECUTE ON FUNCTION shop.one(integer) FROM PUBLIC;
    REVOKE DELETE ON shop.sale FROM postgres;
    ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA shop GRANT SELECT ON TABLES TO {reader};
    """#

  private func withRoles(_ body: (ScratchDatabase, ScratchDatabase, String) throws -> Void) throws {
    try withShop { source in
      try withScratchDatabase { target in
        let prefix = "pgsynth_" + UUID().uuidString.lowercased().prefix(8)
        let (owner, reader) = ("\(prefix)_owner", "\(prefix)_reader")
        try source.execute("CREATE ROLE \(owner); CREATE ROLE \(reader)")
        defer {
          for database in [source, target] {
            try? database.execute("DROP OWNED BY \(owner), \(reader) CASCADE")
          }
          try? source.execute("DROP ROLE \(owner), \(reader)")
        }
        try source.execute(
          grants.replacing("{owner}", with: owner).replacing("{reader}", with: reader)
        )
        try body(source, target, owner)
      }
    }
  }

  @Test(.enabled(if: SchemaDump.missing == nil, "pg_dump is not installed"))
  func `with privileges pg_dump prints the same owners and grants`() throws {
    try withRoles { source, target, _ in
      for _ in 1...2 {
        let outcome = try makeTwin(source) {
          $0.target = try? target.connectionString
          $0.targetSchemas = [:]
          $0.includesPrivileges = true
        }
        #expect(outcome.warnings == [])
        #expect(outcome.omissions == [])
        func statements(_ database: ScratchDatabase) throws -> Set<String> {
          Set(
            try SchemaDump.statements(
              of: database,
              withPrivileges: true,
              excluding: ["pgsynth"]
            ).filter { !$0.contains("Synthetic data made by pgsynth (") }
          )
        }
        let (made, expected) = (try statements(target), try statements(source))
        #expect(made.subtracting(expected) == [])
        #expect(expected.subtracting(made) == [])
      }
    }
  }

  @Test
  func `without asking they are left behind, which is said once`() throws {
    try withRoles { source, target, owner in
      let outcome = try makeTwin(source) { $0.target = try? target.connectionString }
      #expect(outcome.omissions.count == 1, "\(outcome.omissions)")
      #expect(outcome.omissions[0].contains("--with-privileges"))
      let owners =
        "SELECT DISTINCT relowner::regrole FROM pg_class WHERE relnamespace = 'twin'::regnamespace"
      #expect(try target.rows(owners) == [["postgres"]])
      #expect(
        try target.value("SELECT has_table_privilege('\(owner)', 'twin.sale', 'SELECT')") == "f"
      )
    }
  }
}
