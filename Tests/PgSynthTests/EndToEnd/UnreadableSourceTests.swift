import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Sources that cannot be reached or read.
struct UnreadableSourceTests {
  @Test
  func `a wrong host is named`() throws {
    let options = CloneOptions(source: "host=nowhere.invalid dbname=shop")
    expectRefusal(.failed, saying: "nowhere.invalid") {
      _ = try Clone(options).run { _ in }
    }
  }

  @Test
  func `the program ends with status 1 where nobody listens`() throws {
    let result = try runPgSynth([
      "clone", "--source", "host=127.0.0.1 port=1 dbname=shop", "--target", "twin", "--quiet",
    ])
    #expect(result.status == 1)
    #expect(result.stdout.isEmpty)
    #expect(result.stderr.contains("127.0.0.1"), "\(result.stderr)")
    #expect(result.stderr.hasPrefix("pgsynth: "))
  }

  @Test
  func `a wrong password is said and never shown`() throws {
    guard let address = try ScratchServer.shared.passwordAddress else { return }
    try withShop { database in
      let role = "badinput_\(database.name)"
      try database.execute("CREATE ROLE \(role) LOGIN PASSWORD 'right'")
      defer { try? database.execute("DROP ROLE \(role)") }
      let source =
        "host=\(address.host) port=\(address.port) user=\(role) dbname=\(database.name) "
        + "password=sesame123"
      let result = try runPgSynth(["clone", "--source", source, "--target", "twin", "--quiet"])
      #expect(result.status == 1)
      #expect(result.stderr.contains("password authentication failed"), "\(result.stderr)")
      #expect(!result.stderr.contains("sesame123"))
      #expect(try database.leftovers.isEmpty)
    }
  }

  @Test
  func `a wrong database is named`() throws {
    try withShop { database in
      let settings = database.settings.with(databaseName: "no_such_database")
      let options = CloneOptions(source: try settings.unsafeKeywordString)
      expectRefusal(.failed, saying: "no_such_database", "does not exist", "3D000") {
        _ = try Clone(options).run { _ in }
      }
    }
  }

  @Test
  func `a wrong schema is a wrong option`() throws {
    try withShop { database in
      expectRefusal(.usage, saying: "schema shopp not found", "public, shop") {
        try makeTwin(database) {
          $0.sourceSchemas = ["shopp"]
          $0.targetSchemas = ["shopp": "twin"]
        }
      }
      let result = try runPgSynth([
        "clone", "--source", database.connectionString, "--source-schema", "shopp", "--target",
        "twin", "--quiet",
      ])
      #expect(result.status == 2)
      #expect(result.stderr.contains("shopp"), "\(result.stderr)")
    }
  }

  @Test
  func `a missing privilege on one table names the table and the grant`() throws {
    try withShop { database in
      let role = "badinput_\(database.name)"
      try database.execute(
        """
        CREATE ROLE \(role) LOGIN;
        GRANT USAGE ON SCHEMA shop TO \(role);
        GRANT SELECT ON shop.customer TO \(role);
        GRANT CREATE ON DATABASE \(database.name) TO \(role);
        """
      )
      defer { try? database.execute("DROP OWNED BY \(role); DROP ROLE \(role)") }
      let source = try database.connectionString + " user=\(role)"
      expectRefusal(.failed, saying: "shop.sale", "GRANT SELECT") {
        try makeTwin(database) { $0.source = source }
      }
      #expect(try database.value("SELECT to_regnamespace('twin')") == nil)
      #expect(try database.leftovers.isEmpty)

      try makeTwin(database) {
        $0.source = source
        $0.excluded = ["sale"]
      }
      #expect(try database.value("SELECT count(*) FROM twin.customer") == "40")
    }
  }
}
