import Foundation
import Metadata
import PostgresClient
import TestSupport
import Testing

@testable import SchemaIntrospection

@Suite struct IntrospectionErrorTests {
  private func failure(
    _ connection: PostgresConnection,
    _ selection: TableSelection = TableSelection()
  ) -> String {
    do {
      let metadata = try SchemaIntrospector(connection).metadata(of: selection)
      return "\(metadata.tables.count) tables"
    } catch {
      return "\(error.code): \(error)"
    }
  }

  @Test func choicesThatLeadNowhere() throws {
    try withScratchDatabase { database in
      try database.run("CREATE SCHEMA shop; CREATE TABLE shop.a (id int); CREATE SCHEMA empty")
      let connection = try database.connection()
      #expect(
        failure(connection, TableSelection(schemas: ["Shop", "x"]))
          == "schemaMissing: schemas Shop, x not found. "
          + "The database has these schemas: empty, public, shop"
      )
      #expect(
        failure(connection, TableSelection(schemas: ["pg_catalog"]))
          .hasPrefix("schemaMissing: schema pg_catalog not found")
      )
      #expect(
        failure(connection, TableSelection(schemas: ["empty"]))
          == "noTables: schema empty has no tables. Check the database name and the schemas"
      )
      #expect(
        failure(connection, TableSelection(included: ["a", "b"]))
          == "patternUnmatched: no table matches b. Patterns are table or schema.table, "
          + "with * for any characters, in the catalog's case"
      )
      #expect(
        failure(connection, TableSelection(excluded: ["*"]))
          == "noTables: no table of schemas empty, public, shop is left after the table patterns"
      )
    }
  }

  /// Runs the body in a session of a new role without privileges; roles outlive databases.
  private func withRole(
    _ database: ScratchDatabase,
    _ body: (PostgresConnection, String) throws -> Void
  ) throws {
    let role = "zoo_visitor_\(UUID().uuidString.prefix(8).lowercased())"
    try database.run("CREATE ROLE \(role) LOGIN PASSWORD 'x'")
    defer { try? database.run("DROP OWNED BY \(role); DROP ROLE \(role)") }
    var settings = database.settings
    settings.connectionString += " user=\(role) password=x"
    let connection = try PostgresConnection(settings)
    defer { connection.close() }
    try body(connection, role)
  }

  @Test func missingPrivilegesAreNamedAllAtOnce() throws {
    try withScratchDatabase { database in
      try database.run(
        """
        CREATE SCHEMA shop;
        CREATE TABLE shop.a (id int); CREATE TABLE shop."B" (id int, x int);
        CREATE TABLE shop.c (id int);
        CREATE TABLE open (id int);
        """
      )
      try withRole(database) { connection, role in
        #expect(
          failure(connection, TableSelection(schemas: ["shop"]))
            == "schemaNotReadable: role \(role) may not look inside schema shop. "
            + "GRANT USAGE ON SCHEMA \"shop\" TO \"\(role)\""
        )
        try database.run("GRANT SELECT ON open TO \(role)")
        #expect(failure(connection) == "1 tables", "closed schemas that nobody named are left out")
        try database.run(
          """
          GRANT USAGE ON SCHEMA shop TO \(role);
          GRANT SELECT ON shop.a TO \(role);
          GRANT SELECT (id) ON shop."B" TO \(role);
          """
        )
        #expect(
          failure(connection)
            == "tablesNotReadable: role \(role) may not read 2 tables shop.B (some columns only), "
            + "shop.c. GRANT SELECT ON \"shop\".\"B\", \"shop\".\"c\" TO \"\(role)\", or exclude them"
        )
        #expect(failure(connection, TableSelection(excluded: ["B", "c"])) == "2 tables")
        try database.run("ALTER TABLE shop.a ENABLE ROW LEVEL SECURITY")
        #expect(
          failure(connection, TableSelection(excluded: ["B", "c"]))
            == "rowsHidden: row-level security hides rows of shop.a from role \(role). "
            + "Connect as the owner or as a role with BYPASSRLS, exclude them, or read what the role may see with --rls"
        )
      }
    }
  }
}
