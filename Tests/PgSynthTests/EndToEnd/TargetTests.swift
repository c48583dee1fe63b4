import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Targets that must not, or cannot, be written.
struct TargetTests {
  @Test
  func `the source is never the target`() throws {
    try withShop { database in
      let before = try database.fingerprint(of: "shop")
      expectRefusal(.failed, saying: "the target is the source", "schema shop") {
        try makeTwin(database) { $0.targetSchemas = [:] }
      }
      expectRefusal(.failed, saying: "the target is the source") {
        try makeTwin(database) {
          $0.targetSchemas = [:]
          $0.target = $0.source + " application_name=other"
          $0.replacesTarget = true
        }
      }
      #expect(try database.fingerprint(of: "shop") == before)
      #expect(try database.leftovers.isEmpty)
      #expect(try database.value("SELECT to_regnamespace('pgsynth')") == nil)
    }
  }

  @Test
  func `the program says so with status 1`() throws {
    try withShop { database in
      let result = try runPgSynth([
        "clone", "--source", database.connectionString, "--target", database.connectionString,
        "--source-schema", "shop", "--quiet",
      ])
      #expect(result.status != 0)
      #expect(result.stderr.contains("the target is the source"), "\(result.stderr)")
    }
  }

  @Test
  func `foreign objects are refused and replaced only when asked`() throws {
    try withShop { database in
      try database.execute(
        """
        CREATE SCHEMA twin;
        CREATE TABLE twin.precious (secret text);
        INSERT INTO twin.precious VALUES ('keep me');
        """
      )
      let before = try database.fingerprint(of: "twin")
      expectRefusal(.failed, saying: "was not made by pgsynth", "twin.precious", "--replace") {
        try makeTwin(database)
      }
      #expect(try database.fingerprint(of: "twin") == before)
      #expect(try database.rows("TABLE twin.precious") == [["keep me"]])
      #expect(try database.leftovers.isEmpty)
      #expect(try database.value("SELECT to_regnamespace('pgsynth')") == nil)

      try makeTwin(database) { $0.replacesTarget = true }
      #expect(try database.value("SELECT to_regclass('twin.precious')") == nil)
      #expect(try database.value("SELECT count(*) FROM twin.sale") == "150")
      #expect(try database.leftovers.isEmpty)
    }
  }

  @Test
  func `a table that was added to an earlier clone is not lost`() throws {
    try withShop { database in
      try makeTwin(database)
      try database.execute("CREATE TABLE twin.mine (note text)")
      let before = try database.fingerprint(of: "twin")
      expectRefusal(.failed, saying: "objects were added or dropped since", "twin.mine") {
        try makeTwin(database)
      }
      #expect(try database.fingerprint(of: "twin") == before)
    }
  }

  @Test
  func `a table of the user that needs the old clone stops the run before it starts`() throws {
    try withShop { database in
      try makeTwin(database)
      try database.execute(
        "CREATE TABLE public.fan (id integer REFERENCES twin.customer)"
      )
      let before = try database.fingerprint(of: "twin")
      expectRefusal(.failed, saying: "depend on it", "fan") { try makeTwin(database) }
      #expect(try database.fingerprint(of: "twin") == before)
      #expect(try database.leftovers.isEmpty)
    }
  }

  /// A full disk cannot be had in a test without a file system of its own, so a trigger on the scratch
  /// tables raises the server's SQLSTATE for it in the midst of COPY.
  @Test
  func `a full disk leaves the old clone as it was`() throws {
    try withShop { source in
      try withScratchDatabase { target in
        let connection = try target.connectionString
        func run() throws {
          try makeTwin(source) { $0.target = connection }
        }
        try run()
        let before = try target.fingerprint(of: "twin")
        try target.execute(fullDisk)
        expectRefusal(.failed, saying: "writing shop.", "53100") { try run() }
        #expect(try target.fingerprint(of: "twin") == before)
        #expect(try target.leftovers.isEmpty)
        #expect(
          try target.rows("SELECT state FROM pgsynth.runs ORDER BY 1") == [["done"], ["failed"]]
        )
        try target.execute("DROP EVENT TRIGGER full_disk")
        try run()
        #expect(try target.fingerprint(of: "twin") != before)
      }
    }
  }

  private let fullDisk = """
    CREATE FUNCTION public.no_space() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF random() < 0.2 THEN
        RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device'
          USING ERRCODE = 'disk_full', HINT = 'Check free disk space.';
      END IF;
      RETURN NEW;
    END $$;
    CREATE FUNCTION public.fill_disk() RETURNS event_trigger LANGUAGE plpgsql AS $$
    DECLARE made record;
    BEGIN
      FOR made IN SELECT * FROM pg_event_trigger_ddl_commands() LOOP
        CONTINUE WHEN made.object_type <> 'table' OR made.schema_name NOT LIKE 'pgsynth_scratch%';
        EXECUTE 'CREATE TRIGGER no_space BEFORE INSERT ON ' || made.object_identity
          || ' FOR EACH ROW EXECUTE FUNCTION public.no_space()';
      END LOOP;
    END $$;
    CREATE EVENT TRIGGER full_disk ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
      EXECUTE FUNCTION public.fill_disk();
    """
}
