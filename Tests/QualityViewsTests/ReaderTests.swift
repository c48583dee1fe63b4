import PostgresClient
import QualityViews
import TestSupport
import Testing

/// What the role `pgsynth_reader` may see; on a server of its own, as roles are shared by all databases.
@Suite struct ReaderTests {
  @Test(arguments: ["pgsynth", "Güte \"2\""])
  func theReaderSeesViewsAndFunctionsOnly(schema: String) throws {
    try withScratchServer([:]) { keywords in
      func connection(as role: String = "postgres") throws -> PostgresConnection {
        let settings = ConnectionSettings("\(keywords) user=\(role)")
        return try PostgresConnection(settings, cancellation: Cancellation())
      }
      let owner = try connection()
      let quoted = SQLIdentifier(schema).quoted
      try owner.execute("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
      try QualityStore(schema: schema).install(on: owner)
      try owner.execute(
        """
        CREATE VIEW \(quoted).private AS SELECT 1 AS secret;
        CREATE TABLE public.shown AS SELECT 1 AS i;
        CREATE ROLE pgsynth_reader LOGIN;
        GRANT SELECT ON public.shown TO pgsynth_reader;
        """
      )
      let reader = try connection(as: "pgsynth_reader")
      #expect(throws: PostgresError.self) { try reader.query("SELECT * FROM \(quoted).quality") }

      try QualityStore(schema: schema).install(on: owner)
      #expect(try reader.query("SELECT * FROM \(quoted).quality").rowCount == 0)
      let score = "SELECT \(quoted).tv_complement('public.shown', 'i', 'public.shown', 'i')"
      #expect(try reader.query(score)[0, 0] == "1")
      for denied in ["SELECT * FROM \(quoted).private", "DELETE FROM \(quoted).run_log"] {
        let error = #expect(throws: PostgresError.self) { try reader.query(denied) }
        #expect(error?.code == .permissionDenied)
      }
    }
  }
}
