import PgSynth
import TestSupport
import Testing

/// CHECKs, domains and keys over expressions: what makes rows invalid one by one.
struct ConditionsTests {
  @Test
  func `rows keep conditions on several columns without repair`() throws {
    try withScratchDatabase { database in
      try database.execute(
        """
        CREATE SCHEMA shop;
        SET search_path = shop;
        CREATE DOMAIN percent AS numeric(5,2) CHECK (VALUE >= 0 AND VALUE <= 100);
        CREATE TABLE offer (
          id int PRIMARY KEY, code text NOT NULL CHECK (code ~ '^[A-Z]{2}-[0-9]{3}$'),
          share percent NOT NULL, low int NOT NULL, high int NOT NULL, note text,
          kind text NOT NULL CHECK (kind IN ('a', 'b', 'c')), ended date,
          CHECK (low <= high), CHECK ((kind = 'c') = (ended IS NOT NULL)),
          CHECK (num_nonnulls(note, ended) <= 1), CHECK (high - low < 400 OR kind <> 'b')
        );
        INSERT INTO offer
        SELECT i, chr(65 + i % 26) || chr(65 + i / 26 % 26) || '-' || lpad((i * 7 % 1000)::text, 3, '0'),
          (i * 37 % 1000) / 10.0, i * 13 % 500, i * 13 % 500 + i * 29 % 300,
          CASE WHEN i % 3 = 0 THEN 'note ' || i END, (ARRAY['a', 'b', 'c'])[1 + (i / 3) % 3],
          NULL
        FROM generate_series(1, 600) AS i WHERE (i / 3) % 3 <> 2;
        INSERT INTO offer
        SELECT i, chr(65 + i % 26) || 'Z-' || lpad((i % 1000)::text, 3, '0'), i % 100, i, i + 5, NULL, 'c',
          date '2024-01-01' + i
        FROM generate_series(1001, 1200) AS i;
        """
      )
      try makeTwin(database)
      #expect(
        try database.value("SELECT count(*) FROM twin.offer")
          == database.value("SELECT count(*) FROM shop.offer")
      )
      #expect(
        try database.value("SELECT count(*) > 150 FROM twin.offer WHERE ended IS NOT NULL") == "t"
      )
      // A single draw that broke a condition got the values of another row, which repeats the pair.
      #expect(
        try database.value(
          """
          SELECT count(DISTINCT (low, high)) > 0.8 * (SELECT count(DISTINCT (low, high)) FROM shop.offer)
          FROM twin.offer
          """
        ) == "t"
      )
    }
  }

  @Test
  func `keys over expressions`() throws {
    try withScratchDatabase { database in
      try database.execute(
        """
        CREATE SCHEMA shop;
        SET search_path = shop;
        CREATE TABLE folder (id int PRIMARY KEY, parent_id int REFERENCES folder, name text NOT NULL);
        INSERT INTO folder
        SELECT i, CASE WHEN i > 12 THEN 1 + i % 12 END, (ARRAY['docs', 'Src', 'tests', 'tmp'])[1 + i % 4] || CASE WHEN i > 12 THEN i / 12 ELSE i END
        FROM generate_series(1, 300) AS i;
        CREATE UNIQUE INDEX ON folder (coalesce(parent_id, 0), lower(name));
        CREATE UNIQUE INDEX ON folder (name) WHERE parent_id IS NULL AND length(name) > 2;
        """
      )
      try makeTwin(database)
      #expect(
        try database.value("SELECT count(*) FROM twin.folder")
          == database.value("SELECT count(*) FROM shop.folder")
      )
    }
  }
}
