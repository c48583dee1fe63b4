import PostgresClient
import TestSupport
import Testing

/// What other values of a row nearly decide, and keys that others have to lead to.
struct ForetoldValuesTests {
  private static let source = """
    SELECT setseed(0.3);
    CREATE SCHEMA shop;
    CREATE TABLE shop.reading (id serial PRIMARY KEY, temperature numeric(4,1), dew_point numeric(4,1),
      moisture numeric(5,2) CHECK (moisture BETWEEN 0 AND 120));
    INSERT INTO shop.reading (temperature, dew_point)
      SELECT round(t::numeric, 1), round((t - 20 * random())::numeric, 1)
      FROM (SELECT 35 * random() - 5 AS t FROM generate_series(1, 3000)) AS x;
    UPDATE shop.reading SET moisture = 100 * exp(17.6 * dew_point / (243 + dew_point))
      / exp(17.6 * temperature / (243 + temperature)) + random() - 0.5;
    CREATE TABLE shop.title (id serial PRIMARY KEY, pages int);
    INSERT INTO shop.title (pages) SELECT 50 + i FROM generate_series(1, 120) AS i;
    CREATE TABLE shop.member (id serial PRIMARY KEY, age int);
    INSERT INTO shop.member (age) SELECT 18 + i % 60 FROM generate_series(1, 600) AS i;
    CREATE TABLE shop.loan (id serial PRIMARY KEY, member_id int NOT NULL REFERENCES shop.member);
    INSERT INTO shop.loan (member_id) SELECT 1 + floor(150 * random()) FROM generate_series(1, 500);
    CREATE TABLE shop.remark (id serial PRIMARY KEY, title_id int NOT NULL REFERENCES shop.title,
      member_id int NOT NULL REFERENCES shop.member, loan_id int REFERENCES shop.loan, stars int);
    INSERT INTO shop.remark (title_id, member_id, loan_id, stars)
      SELECT 1 + i / 8, member_id, CASE WHEN random() < 0.85 THEN loan.id END, 1 + i % 5
      FROM (SELECT i, 1 + floor(500 * random()) AS loan FROM generate_series(0, 899) AS i) AS x
      JOIN shop.loan ON loan.id = loan;
    ANALYZE;
    """

  @Test func cloneFollowsWhatForetells() throws {
    try withScratchDatabase { database in
      try database.execute(Self.source)
      try makeTwin(database)
      func number(_ sql: String) throws -> Double {
        try #require(try database.rows(sql).first?.first?.flatMap { Double($0) })
      }
      let distance = try number(
        """
        SELECT avg(abs(moisture - 100 * exp(17.6 * dew_point / (243 + dew_point))
          / exp(17.6 * temperature / (243 + temperature)))) FROM twin.reading
        """
      )
      #expect(distance < 1)
      let missing = try ["shop", "twin"].map { schema in
        try number("SELECT avg((loan_id IS NULL)::int) FROM \(schema).remark")
      }
      #expect(abs(missing[0] - missing[1]) < 0.06)
      let strays = """
        SELECT count(*) FROM twin.remark JOIN twin.loan ON loan.id = loan_id
        WHERE remark.member_id <> loan.member_id
        """
      #expect(try number(strays) == 0)
    }
  }
}
