import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Roles that may do little in the source.
struct SourceRightsTests {
  /// A role with CONNECT, USAGE and SELECT, and a database of its own to write to.
  private func withReader(
    _ body: (_ source: ScratchDatabase, _ target: ScratchDatabase, _ role: String) throws -> Void
  ) throws {
    try withShop { source in
      try withScratchDatabase { target in
        let role = "reader_\(source.name)"
        try source.execute(
          """
          REVOKE ALL ON DATABASE \(source.name) FROM PUBLIC;
          REVOKE ALL ON SCHEMA public FROM PUBLIC;
          CREATE ROLE \(role) LOGIN;
          GRANT CONNECT ON DATABASE \(source.name) TO \(role);
          GRANT USAGE ON SCHEMA shop TO \(role);
          GRANT SELECT ON ALL TABLES IN SCHEMA shop TO \(role);
          """
        )
        defer { try? source.execute("DROP OWNED BY \(role); DROP ROLE \(role)") }
        try body(source, target, role)
      }
    }
  }

  @discardableResult
  private func clone(
    _ source: ScratchDatabase,
    as role: String,
    to target: ScratchDatabase,
    adjusting adjust: (inout CloneOptions) -> Void = { _ in }
  ) throws -> CloneOutcome {
    let (from, to) = (try source.connectionString + " user=\(role)", try target.connectionString)
    return try makeTwin(source) {
      $0.source = from
      $0.target = to
      adjust(&$0)
    }
  }

  @Test
  func `CONNECT, USAGE and SELECT are enough`() throws {
    try withReader { source, target, role in
      let outcome = try clone(source, as: role, to: target)
      #expect(outcome.warnings == [])
      #expect(try target.value("SELECT count(*) FROM twin.sale") == "150")
    }
  }

  @Test
  func `all tables without SELECT are named, with the grant`() throws {
    try withReader { source, target, role in
      try source.execute(
        """
        CREATE TABLE shop.audit (id int);
        CREATE TABLE shop.secret (id int);
        REVOKE SELECT ON shop.sale FROM \(role);
        GRANT SELECT (id, amount) ON shop.sale TO \(role);
        """
      )
      expectRefusal(
        .failed,
        saying: "may not read 3 tables shop.audit, shop.sale (some columns only), shop.secret",
        #"GRANT SELECT ON "shop"."audit", "shop"."sale", "shop"."secret" TO "\#(role)""#,
        "exclude them"
      ) {
        try clone(source, as: role, to: target)
      }
      try clone(source, as: role, to: target) { $0.excluded = ["audit", "sale", "secret"] }
      #expect(try target.value("SELECT count(*) FROM twin.customer") == "40")
    }
  }

  // MARK: Hot standby

  @Test
  func `a hot standby is a source, also while its recovery ends reading`() throws {
    try withScratchStandby { servers in
      try servers.execute(
        shopTables + shopRows(customers: 40, sales: 150)
          + """
          CREATE UNLOGGED TABLE shop.cache (id int);
          CREATE ROLE reader LOGIN;
          GRANT USAGE ON SCHEMA shop TO reader;
          GRANT SELECT ON ALL TABLES IN SCHEMA shop TO reader;
          """
      )
      try withScratchDatabase { target in
        var options = CloneOptions(source: servers.standby + " user=reader")
        options.target = try target.connectionString
        options.sourceSchemas = ["shop"]
        options.jobs = 2
        let outcome = try Clone(options).run { _ in }
        #expect(try target.value("SELECT count(*) FROM shop.sale") == "150")
        #expect(
          outcome.omissions.contains(
            "table shop.cache: unlogged tables cannot be read on a standby"
          )
        )
        // Rows that the snapshot sees are vacuumed away before it reads anything.
        let trigger = Trigger(at: .introspect) {
          try servers.execute("DELETE FROM shop.sale WHERE id <= 50")
          try servers.execute("VACUUM shop.sale")
        }
        _ = try Clone(options).run(progress: trigger.receive)
        #expect(trigger.fired)
        #expect(try target.value("SELECT count(*) FROM shop.sale") == "100")
        // A standby is no target.
        var backwards = options
        (backwards.source, backwards.target) = (try target.connectionString, servers.standby)
        expectRefusal(.failed, saying: "the server is a standby", "primary") {
          _ = try Clone(backwards).run { _ in }
        }
      }
    }
  }

  // MARK: Row-level security

  @Test
  func `tables with hidden rows are refused by name`() throws {
    try withReader { source, target, role in
      try source.execute(
        """
        ALTER TABLE shop.customer ENABLE ROW LEVEL SECURITY;
        ALTER TABLE shop.sale ENABLE ROW LEVEL SECURITY;
        """
      )
      expectRefusal(
        .failed,
        saying: "row-level security hides rows of shop.customer, shop.sale from role \(role)",
        "BYPASSRLS",
        "--rls"
      ) {
        try clone(source, as: role, to: target)
      }
      #expect(try target.value("SELECT to_regnamespace('twin')") == nil)
      // Who sees all rows is not asked.
      try makeTwin(source)
    }
  }

  @Test
  func `the rows that the role may see are read when asked, and it is said`() throws {
    try withReader { source, target, role in
      try source.execute(
        """
        ALTER TABLE shop.customer ENABLE ROW LEVEL SECURITY;
        CREATE POLICY romans ON shop.customer FOR SELECT TO \(role) USING (city = 'Rome');
        """
      )
      let omission =
        "rows of table shop.customer: row-level security hides them from role \(role)"
      let plan = try clone(source, as: role, to: target) {
        $0.readsVisibleRows = true
        $0.isDryRun = true
      }
      #expect(plan.omissions.contains(omission))
      let outcome = try clone(source, as: role, to: target) { $0.readsVisibleRows = true }
      #expect(outcome.omissions.contains(omission))
      let visible = try source.value("SELECT count(*) FROM shop.customer WHERE city = 'Rome'")
      #expect(try target.value("SELECT count(*) FROM twin.customer") == visible)
      #expect(try target.value("SELECT count(*) FROM twin.customer WHERE city <> 'Rome'") == "0")
      // Sales of hidden customers have got other ones.
      #expect(try target.value("SELECT count(*) FROM twin.sale") == "150")
    }
  }
}
