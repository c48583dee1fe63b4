import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Fits a model of schema `shop`.
private func fitShop(
  _ database: ScratchDatabase,
  adjusting adjust: (inout CloneOptions) -> Void = { _ in }
) throws -> ModelFile {
  try Fit(twinOptions(database, adjusting: adjust)).run { _ in }.model
}

/// Generates schema `twin` from the bytes of a model.
@discardableResult
private func generateTwin(
  _ database: ScratchDatabase,
  from model: ModelFile,
  adjusting adjust: (inout GenerateOptions) -> Void = { _ in }
) throws -> CloneOutcome {
  var options = GenerateOptions(target: try database.connectionString)
  options.targetSchemas = ["shop": "twin"]
  options.lockTimeoutSeconds = 5
  adjust(&options)
  return try Generate(ModelFile(bytes: model.bytes), options).run { _ in }
}

struct ModelFileTests {
  /// More than the shop has: a kept table, documents, sequences, series, partitions, rules between tables.
  private static let furtherTables = """
    CREATE TYPE shop.mood AS ENUM ('sad', 'glad');
    CREATE TABLE shop.country (code char(2) PRIMARY KEY, name text NOT NULL);
    INSERT INTO shop.country VALUES ('NO', 'Norway'), ('IT', 'Italy'), ('PE', 'Peru');
    ALTER TABLE shop.customer
      ADD country char(2) REFERENCES shop.country, ADD boss integer REFERENCES shop.customer,
      ADD mood shop.mood, ADD tags text[], ADD profile jsonb, ADD token uuid;
    UPDATE shop.customer SET
      country = (ARRAY['NO', 'IT', 'PE'])[id % 3 + 1],
      boss = nullif(id / 4, 0), mood = (ARRAY['sad', 'glad'])[id % 2 + 1]::shop.mood,
      tags = ARRAY['a', 'b' || id % 3], token = md5(id::text)::uuid,
      profile = jsonb_build_object('age', 20 + id % 50, 'city', city);
    CREATE TABLE shop.line (
      sale_id bigint REFERENCES shop.sale, number integer, price numeric(8, 2), quantity integer,
      total numeric(10, 2), note text, PRIMARY KEY (sale_id, number)
    );
    INSERT INTO shop.line
      SELECT s.id, n, 1 + (s.id * n) % 20, 1 + n % 4, (1 + (s.id * n) % 20) * (1 + n % 4),
        'packed by hand no. ' || s.id % 7
      FROM shop.sale AS s, generate_series(1, 3) AS n;
    """

  @Test
  func `a model generates what a clone with the same seed has, without the source`() throws {
    try withShop(customers: 120, sales: 400) { database in
      try database.execute(Self.furtherTables)
      let adjust: (inout CloneOptions) -> Void = {
        $0.seed = 7
        $0.effort = .best
        $0.referenceTables = .named(["country"])
      }
      let model = try fitShop(database, adjusting: adjust)
      try makeTwin(database, adjusting: adjust)
      let clone = try database.dump(of: "twin")
      #expect(clone.contains("COPY twin.line"))
      try database.execute("DROP SCHEMA shop CASCADE; DROP SCHEMA twin CASCADE")
      let outcome = try generateTwin(database, from: model)
      #expect(try database.dump(of: "twin") == clone)
      #expect(outcome.referenceTables == ["shop.country"])
      #expect(
        try database.rows(
          "SELECT state, verdict, clone_rows, q.engine FROM pgsynth.runs JOIN pgsynth.quality AS q USING (run_id) "
            + "WHERE run_id = \(outcome.run ?? 0)"
        ) == [["done", "unscored", "\(outcome.rowCount)", "trees-best"]]
      )
      // Constraints hold, and the sequences go on behind the rows.
      try database.execute(
        "INSERT INTO twin.sale (customer_id, amount) SELECT id, 1 FROM twin.customer LIMIT 1"
      )
      try generateTwin(database, from: model) { $0.seed = 8 }
      #expect(try database.dump(of: "twin") != clone)
    }
  }

  @Test
  func `rows are chosen when they are generated`() throws {
    try withShop { database in
      try database.execute("CREATE TABLE shop.empty (id integer)")
      let model = try fitShop(database)
      try generateTwin(database, from: model) {
        $0.scale = 3
        $0.rowCounts = ["sale": 77]
      }
      #expect(try database.value("SELECT count(*) FROM twin.customer") == "120")
      #expect(try database.value("SELECT count(*) FROM twin.sale") == "77")
      expectRefusal(.usage, saying: "--rows names table sales", "not in the model") {
        try generateTwin(database, from: model) { $0.rowCounts = ["sales": 1] }
      }
      expectRefusal(.usage, saying: "--rows shop.empty", "--empty-tables") {
        try generateTwin(database, from: model) { $0.rowCounts = ["shop.empty": 1] }
      }
      expectRefusal(.usage, saying: "schema shops is not among those of the model: shop") {
        try generateTwin(database, from: model) { $0.targetSchemas = ["shops": "twin"] }
      }
    }
  }

  @Test
  func `a model fills tables that exist`() throws {
    try withShop { database in
      let model = try fitShop(database)
      try database.execute(
        "DROP SCHEMA shop CASCADE;"
          + shopTables.replacing("shop.", with: "twin.").replacing(
            "SCHEMA shop",
            with: "SCHEMA twin"
          )
      )
      try generateTwin(database, from: model) { $0.isDataOnly = true }
      #expect(try database.value("SELECT count(*) FROM twin.sale") == "150")
    }
  }

  @Test
  func `a clone from a model can be scored later`() throws {
    try withShop { database in
      try generateTwin(database, from: try fitShop(database))
      var evaluation = Evaluation(try twinOptions(database))
      evaluation.storesScores = true
      let outcome = try evaluation.run { _ in }
      #expect(outcome.summary.contains("Quality"))
    }
  }

  @Test
  func `the same model makes the same file, which says what is in it`() throws {
    try withShop { database in
      try database.execute(Self.furtherTables)
      let model = try fitShop(database) { $0.referenceTables = .named(["country"]) }
      let again = try ModelFile(bytes: model.bytes)
      #expect(again.bytes == model.bytes)
      let description = again.description
      #expect(description.tables.map(\.table).sorted().first == "shop.country")
      let kept = try #require(description.tables.first { $0.table == "shop.country" })
      #expect(kept.role == "reference" && kept.rows == 3 && kept.keptBytes != nil && kept.k == nil)
      let modelled = try #require(description.tables.first { $0.table == "shop.customer" })
      #expect(modelled.k == 5 && modelled.units == 40 && modelled.keptBytes == nil)
      #expect(description.source.contains("schema \"shop\""))
      #expect(description.text.contains("shop.country (3)"))
      #expect(description.json.contains("\"source_rows\" : 150"))
    }
  }

  @Test
  func `a file that was changed or cut short is refused`() throws {
    try withShop { database in
      let bytes = try fitShop(database) { $0.tables = ["customer"] }.bytes
      let places = Array(0..<20) + stride(from: 20, to: bytes.count, by: bytes.count / 40)
      for place in places {
        var changed = bytes
        changed[place] ^= 1
        #expect(throws: PgSynthError.self) { try ModelFile(bytes: changed) }
      }
      expectRefusal(.failed, saying: "checksum is wrong", "fit again") {
        _ = try ModelFile(bytes: bytes.dropLast())
      }
      expectRefusal(.failed, saying: "does not begin as a model file", "pgsynth fit writes") {
        _ = try ModelFile(bytes: Array("PGDMP".utf8))
      }
    }
  }

  @Test(arguments: RowFileFormat.allCases)
  func `psql makes of files what generate makes of the model`(format: RowFileFormat) throws {
    try withShop { database in
      try database.execute(
        Self.furtherTables + """
          CREATE TABLE shop.odd ("a ""b"", c" text, "\\." text, blank text);
          INSERT INTO shop.odd SELECT E'x,"y"\\n\\t\\\\' , '\\.', '' FROM generate_series(1, 50);
          CREATE VIEW shop.sold AS SELECT count(*) FROM shop.sale;
          """
      )
      let model = try fitShop(database) { $0.referenceTables = .named(["country"]) }
      try database.execute("DROP SCHEMA shop CASCADE")
      try generateTwin(database, from: model)
      let clone = try database.dump(of: "twin")
      try database.execute("DROP SCHEMA twin CASCADE")
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
      defer { try? FileManager.default.removeItem(at: folder) }
      var options = GenerateOptions()
      options.targetSchemas = ["shop": "twin"]
      let generate = Generate(model, options)
      let outcome = try generate.write(into: folder.path, format: format) { _ in }
      #expect(outcome.rowCount > 0 && outcome.run == nil)
      let psql = try ScratchServer.shared.binaryFolder.map { $0 + "/psql" } ?? "psql"
      let result = try runShell(
        "cd \"$PGSYNTH_FOLDER\" && \(psql) -q -d \"$PGSYNTH_DATABASE\" -f load.sql",
        environment: [
          "PGSYNTH_FOLDER": folder.path, "PGSYNTH_DATABASE": try database.connectionString,
        ]
      )
      #expect(result.status == 0, "\(result.stderr)")
      #expect(try database.dump(of: "twin") == clone)
      #expect(try database.value("SELECT count FROM twin.sold") == "150")
      try database.execute(
        "INSERT INTO twin.sale (customer_id, amount) SELECT id, 1 FROM twin.customer LIMIT 1"
      )
      expectRefusal(.failed, saying: folder.path, "is there already") {
        _ = try generate.write(into: folder.path, format: format) { _ in }
      }
    }
  }

  @Test
  func `a file is there as a whole, for its owner alone`() throws {
    try withShop { database in
      let model = try fitShop(database)
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let path = folder.appendingPathComponent("shop.pgsynth").path
      let size = try model.write(to: path)
      #expect(try ModelFile(path: path).bytes.count == size)
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["shop.pgsynth"])
      expectRefusal(.failed, saying: "missing/shop.pgsynth", "cannot be written") {
        try model.write(to: folder.appendingPathComponent("missing/shop.pgsynth").path)
      }
      expectRefusal(.usage, saying: "nothing.pgsynth", "not there") {
        _ = try ModelFile(path: folder.appendingPathComponent("nothing.pgsynth").path)
      }
    }
  }
}
