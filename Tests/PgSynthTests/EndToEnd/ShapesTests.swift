import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Small schemas of every relational shape, cloned and checked by SQL.
struct ShapesTests {
  /// Clones what the script makes and expects that each question about the clone counts to a number.
  private func expect(
    _ script: String,
    adjusting adjust: (inout CloneOptions) -> Void = { _ in },
    _ answers: KeyValuePairs<String, Int>,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try withScratchDatabase { database in
      try database.execute("CREATE SCHEMA shop; SET search_path = shop;\n" + script)
      try makeTwin(database, adjusting: adjust)
      let session = try database.connection()
      try session.execute("SET search_path = twin")
      for (question, answer) in answers {
        #expect(
          try session.query("SELECT count(*) FROM \(question)").int(0, 0) == answer,
          "\(question)",
          sourceLocation: sourceLocation
        )
      }
      let invalid = try session.query(
        "SELECT count(*) FROM pg_constraint WHERE connamespace = 'twin'::regnamespace AND NOT convalidated"
      )
      #expect(invalid.int(0, 0) == 0, sourceLocation: sourceLocation)
      #expect(try database.leftovers.isEmpty, sourceLocation: sourceLocation)
    }
  }

  @Test
  func `composite keys`() throws {
    try expect(
      """
      CREATE TABLE store (country char(2), number integer, name text, PRIMARY KEY (country, number));
      CREATE TABLE visit (
        country char(2), number integer, day date, guests integer NOT NULL,
        PRIMARY KEY (country, number, day), FOREIGN KEY (country, number) REFERENCES store
      );
      CREATE TABLE complaint (
        id serial PRIMARY KEY, country char(2), number integer, day date,
        FOREIGN KEY (country, number, day) REFERENCES visit
      );
      INSERT INTO store SELECT (ARRAY['no', 'it'])[n % 2 + 1], n, 'store ' || n FROM generate_series(1, 20) n;
      INSERT INTO visit SELECT country, number, date '2024-01-01' + d, d * 3
        FROM store, generate_series(1, 6) d WHERE (number + d) % 4 > 0;
      INSERT INTO complaint (country, number, day)
        SELECT country, number, day FROM visit WHERE guests > 9;
      INSERT INTO complaint (country) SELECT 'no' FROM generate_series(1, 5);
      """,
      [
        "store": 20, "visit": 90, "complaint JOIN visit USING (country, number, day)": 45,
      ]
    )
  }

  @Test
  func `a table that refers to itself has no circle`() throws {
    try expect(
      """
      CREATE TABLE part (id serial PRIMARY KEY, parent integer REFERENCES part, name text NOT NULL);
      INSERT INTO part SELECT n, CASE WHEN n > 8 THEN n / 3 END, 'part ' || n
        FROM generate_series(1, 120) n;
      """,
      [
        "part": 120,
        """
        (WITH RECURSIVE tree AS (
          SELECT id FROM part WHERE parent IS NULL
          UNION ALL SELECT part.id FROM part JOIN tree ON part.parent = tree.id
        ) SELECT FROM tree) AS reached
        """: 120,
      ]
    )
  }

  @Test
  func `a circle of two tables where no key may be null`() throws {
    try expect(
      """
      CREATE TABLE team (id integer PRIMARY KEY, captain integer NOT NULL, name text);
      CREATE TABLE player (id integer PRIMARY KEY, team integer NOT NULL REFERENCES team);
      ALTER TABLE team ADD FOREIGN KEY (captain) REFERENCES player
        DEFERRABLE INITIALLY DEFERRED;
      BEGIN;
      INSERT INTO team SELECT n, n * 10, 'team ' || n FROM generate_series(1, 15) n;
      INSERT INTO player SELECT n, (n + 5) / 10 FROM generate_series(5, 154) n;
      COMMIT;
      """,
      [
        "team JOIN player ON player.id = captain": 15, "player JOIN team ON team.id = team": 150,
      ]
    )
  }

  @Test
  func `a junction has no pair twice`() throws {
    try expect(
      """
      CREATE TABLE pupil (id serial PRIMARY KEY, grade integer);
      CREATE TABLE course (id serial PRIMARY KEY, title text);
      CREATE TABLE enrolment (
        pupil_id integer REFERENCES pupil, course_id integer REFERENCES course,
        since date NOT NULL, PRIMARY KEY (pupil_id, course_id)
      );
      INSERT INTO pupil (grade) SELECT n % 6 FROM generate_series(1, 50) n;
      INSERT INTO course (title) SELECT 'course ' || n FROM generate_series(1, 6) n;
      INSERT INTO enrolment SELECT p.id, c.id, date '2024-09-01' FROM pupil p, course c
        WHERE (p.id * 5 + c.id) % 3 > 0;
      """,
      [
        "enrolment JOIN pupil ON pupil_id = pupil.id JOIN course ON course_id = course.id": 200,
        "(SELECT DISTINCT pupil_id, course_id FROM enrolment) AS pairs": 200,
      ]
    )
  }

  @Test
  func `one to one`() throws {
    try expect(
      """
      CREATE TABLE person (id serial PRIMARY KEY, age integer);
      CREATE TABLE profile (person_id integer PRIMARY KEY REFERENCES person, bio text);
      CREATE TABLE badge (id serial PRIMARY KEY, person_id integer UNIQUE REFERENCES person);
      INSERT INTO person (age) SELECT 20 + n % 50 FROM generate_series(1, 60) n;
      INSERT INTO profile SELECT id, 'likes ' || age FROM person WHERE id % 3 > 0;
      INSERT INTO badge (person_id) SELECT id FROM person;
      INSERT INTO badge (person_id) SELECT NULL FROM generate_series(1, 4);
      """,
      [
        "profile JOIN person ON person.id = person_id": 40,
        "badge JOIN person ON person.id = person_id": 60, "badge WHERE person_id IS NULL": 4,
      ]
    )
  }

  @Test
  func `a partitioned table`() throws {
    try expect(
      """
      CREATE TABLE device (id serial PRIMARY KEY, kind text);
      CREATE TABLE event (
        device_id integer NOT NULL REFERENCES device, at date NOT NULL, level real,
        PRIMARY KEY (device_id, at)
      ) PARTITION BY RANGE (at);
      CREATE TABLE event_2023 PARTITION OF event FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
      CREATE TABLE event_2024 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
      INSERT INTO device (kind) SELECT 'k' || n % 3 FROM generate_series(1, 20) n;
      INSERT INTO event SELECT id, date '2023-12-20' + n * 2, n
        FROM device, generate_series(1, 8) n;
      """,
      ["event": 160, "event JOIN device ON device.id = device_id": 160]
    )
  }

  @Test
  func `enums, arrays, documents and generated columns`() throws {
    try expect(
      """
      CREATE TYPE size AS ENUM ('small', 'large');
      CREATE DOMAIN share AS numeric(4,3) CHECK (VALUE BETWEEN 0 AND 1);
      CREATE TABLE item (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(), size size NOT NULL, tags text[],
        extra jsonb NOT NULL, part share, price numeric(8,2) NOT NULL, amount integer NOT NULL,
        total numeric GENERATED ALWAYS AS (price * amount) STORED, span int4range, spot point
      );
      INSERT INTO item (size, tags, extra, part, price, amount, span, spot)
        SELECT (ARRAY['small', 'large'])[n % 2 + 1]::size,
          CASE WHEN n % 5 > 0 THEN ARRAY['t' || n % 4, 'u'] END,
          jsonb_build_object('colour', (ARRAY['red', 'blue'])[n % 2 + 1], 'n', n),
          n % 100 / 100.0, n % 30 + 0.5, n % 7, int4range(n, n + 5), point(n, n)
        FROM generate_series(1, 150) n;
      """,
      [
        "item WHERE total = price * amount": 150, "item WHERE jsonb_typeof(extra) = 'object'": 150,
        "item WHERE extra ? 'colour'": 150, "item WHERE size IN ('small', 'large')": 150,
      ]
    )
  }

  @Test
  func `a partial unique index`() throws {
    try expect(
      """
      CREATE TABLE account (id serial PRIMARY KEY, owner text NOT NULL);
      CREATE TABLE address (
        id serial PRIMARY KEY, account_id integer NOT NULL REFERENCES account,
        is_main boolean NOT NULL
      );
      CREATE UNIQUE INDEX one_main ON address (account_id) WHERE is_main;
      INSERT INTO account (owner) SELECT 'o' || n FROM generate_series(1, 40) n;
      INSERT INTO address (account_id, is_main)
        SELECT account.id, k = 1 FROM account, generate_series(1, 3) k;
      """,
      [
        "address JOIN account ON account.id = account_id": 120,
        """
        (SELECT account_id FROM address WHERE is_main GROUP BY 1 HAVING count(*) > 1) AS doubled
        """: 0,
      ]
    )
  }

  @Test
  func `two parents of one table that a check keeps apart`() throws {
    try expect(
      """
      CREATE TABLE town (id serial PRIMARY KEY, code text UNIQUE NOT NULL);
      CREATE TABLE route (
        id serial PRIMARY KEY, departs text NOT NULL REFERENCES town (code),
        arrives text NOT NULL REFERENCES town (code), km integer, CHECK (departs <> arrives)
      );
      INSERT INTO town (code) SELECT 'T' || 100 + n FROM generate_series(1, 30) n;
      INSERT INTO route (departs, arrives, km)
        SELECT a.code, b.code, a.id * b.id FROM town a, town b
        WHERE a.id <> b.id AND (a.id + b.id * 3) % 7 = 0;
      """,
      [
        "route JOIN town ON town.code = departs": 125, "route WHERE departs = arrives": 0,
      ]
    )
  }

  @Test
  func `the scale and single row counts are met exactly`() throws {
    try withShop { database in
      try makeTwin(database) { $0.scale = 0.5 }
      #expect(try database.value("SELECT count(*) FROM twin.customer") == "20")
      #expect(try database.value("SELECT count(*) FROM twin.sale") == "75")
      try makeTwin(database) { $0.scale = 2 }
      #expect(try database.value("SELECT count(*) FROM twin.customer") == "80")
      #expect(try database.value("SELECT count(*) FROM twin.sale") == "300")
      try makeTwin(database) { $0.rowCounts = ["shop.sale": 333, "customer": 7] }
      #expect(try database.value("SELECT count(*) FROM twin.customer") == "7")
      #expect(
        try database.value(
          "SELECT count(*) FROM twin.sale JOIN twin.customer ON customer.id = customer_id"
        ) == "333"
      )
    }
  }

  @Test
  func `rows for a table that is not there are a wrong option`() throws {
    try withShop { database in
      expectRefusal(.usage, saying: "--rows names table nothing") {
        try makeTwin(database) { $0.rowCounts = ["nothing": 3] }
      }
    }
  }
}
