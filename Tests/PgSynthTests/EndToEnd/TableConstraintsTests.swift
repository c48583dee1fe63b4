import PgSynth
import TestSupport
import Testing

/// Constraints between the rows of one table, or of several.
struct TableConstraintsTests {
  /// Accounts, with tables around them; of each constraint below some rows are against it.
  private static let bank =
    pickFunction + """
      CREATE SCHEMA shop;
      SET search_path = shop;
      CREATE TABLE account (id int PRIMARY KEY, tier text NOT NULL, currency text NOT NULL);
      CREATE TABLE perk (
        id int PRIMARY KEY, account_id int NOT NULL REFERENCES account, kind text NOT NULL, points int NOT NULL
      );
      CREATE TABLE payment (
        id int PRIMARY KEY, account_id int NOT NULL REFERENCES account, money text, amount numeric(8,2) NOT NULL,
        payer_no int NOT NULL, payer_born date NOT NULL, payer_city text
      );
      CREATE TABLE member (id int PRIMARY KEY, since date NOT NULL);
      CREATE TABLE profile (id int PRIMARY KEY, mood text NOT NULL);
      CREATE TABLE contract (id int PRIMARY KEY, months int NOT NULL);
      CREATE TABLE tag (id int PRIMARY KEY, name text NOT NULL);
      CREATE TABLE account_tag (
        id int PRIMARY KEY, account_id int NOT NULL REFERENCES account, tag_id int NOT NULL REFERENCES tag
      );
      CREATE TABLE staff (id int PRIMARY KEY, name text NOT NULL, boss_id int);
      CREATE TABLE comment (id int PRIMARY KEY, about text NOT NULL, about_id int, body text NOT NULL);
      CREATE TABLE rate (code text PRIMARY KEY, percent int NOT NULL);
      INSERT INTO rate SELECT 'R' || n, n * 3 FROM generate_series(1, 12) AS n;
      INSERT INTO account
      SELECT n, (ARRAY['basic', 'plus', 'premium'])[1 + pg_temp.pick('tier', n, 3)],
        (ARRAY['EUR', 'NOK', 'PEN'])[1 + pg_temp.pick('currency', n, 3)] FROM generate_series(1, 240) AS n;
      INSERT INTO perk
      SELECT n, 1 + pg_temp.pick('perk', n, 240), (ARRAY['lounge', 'card'])[1 + pg_temp.pick('kind', n, 2)],
        pg_temp.pick('points', n, 900) FROM generate_series(1, 300) AS n;
      INSERT INTO payment
      SELECT n, account.id, CASE WHEN n % 20 = 0 THEN 'XXX' ELSE currency END, 1 + pg_temp.pick('amount', n, 9000) / 100.0,
        payer, date '1970-01-01' + pg_temp.pick('born', CASE WHEN n % 15 = 0 THEN n ELSE payer END, 9000),
        (ARRAY['Oslo', 'Rome'])[1 + pg_temp.pick('city', payer, 2)]
      FROM (SELECT n, 1 + pg_temp.pick('payer', n, 60) AS payer FROM generate_series(1, 400) AS n) AS x
        JOIN account ON account.id = 1 + pg_temp.pick('account', n, 240);
      INSERT INTO member
      SELECT 7 * n + pg_temp.pick('member', n, 7), date '2020-01-01' + pg_temp.pick('since', n, 900)
      FROM generate_series(1, 180) AS n;
      INSERT INTO profile
      SELECT id + CASE WHEN id % 10 = 0 THEN 9000 ELSE 0 END, (ARRAY['sad', 'glad'])[1 + pg_temp.pick('mood', id, 2)]
      FROM member WHERE id % 3 > 0;
      INSERT INTO contract SELECT n, 12 * (1 + pg_temp.pick('months', n, 4)) FROM generate_series(1, 239) AS n;
      INSERT INTO tag SELECT n, 'tag ' || n FROM generate_series(1, 25) AS n;
      INSERT INTO account_tag
      SELECT n, 1 + pg_temp.pick('tagged', n, 60), 1 + pg_temp.pick('tag', n, 25) FROM generate_series(1, 500) AS n;
      INSERT INTO staff
      SELECT n, 'S' || n, CASE WHEN n > 3 THEN 1 + pg_temp.pick('boss', n, n::int - 1) WHEN n > 1 THEN 5 - n END
      FROM generate_series(1, 90) AS n;
      INSERT INTO comment
      SELECT n, kind, CASE kind WHEN 'account' THEN 1 + pg_temp.pick('about', n, 260) ELSE 1 + pg_temp.pick('about', n, 30) END,
        'text ' || n
      FROM (SELECT n, (ARRAY['account', 'tag'])[1 + pg_temp.pick('type', n, 2)] AS kind FROM generate_series(1, 300) AS n)
        AS x;
      """

  private static let cases: [DeclaredCase] = [
    DeclaredCase(
      .foreignToPrimaryKeySubset(
        table: "perk",
        parent: "account",
        where: "tier",
        among: ["premium", "plus"]
      ),
      "SELECT count(*) FROM twin.perk JOIN twin.account ON account.id = account_id WHERE tier = 'basic'"
    ),
    DeclaredCase(
      .carryOverColumns(
        table: "payment",
        columns: ["money"],
        from: "account",
        parentColumns: ["currency"]
      ),
      "SELECT count(*) FROM twin.payment JOIN twin.account ON account.id = account_id WHERE money <> currency"
    ),
    DeclaredCase(
      .denormalizedTable(
        table: "payment",
        key: ["payer_no"],
        columns: ["payer_born", "payer_city"]
      ),
      """
      SELECT count(*) FROM (SELECT FROM twin.payment GROUP BY payer_no
        HAVING count(DISTINCT payer_born) > 1 OR count(DISTINCT payer_city) > 1) AS x
      """
    ),
    DeclaredCase(
      .primaryToPrimaryKeySubset(table: "profile", of: "member"),
      "SELECT count(*) FROM twin.profile WHERE id NOT IN (SELECT id FROM twin.member)"
    ),
    DeclaredCase(
      .primaryToPrimaryKey("account", "contract"),
      """
      SELECT count(*) FROM twin.contract FULL JOIN twin.account USING (id) WHERE months IS NULL OR tier IS NULL
      """
    ),
    DeclaredCase(
      .uniqueBridgeTable("account_tag", columns: ["account_id", "tag_id"]),
      """
      SELECT count(*) FROM (SELECT FROM twin.account_tag GROUP BY account_id, tag_id HAVING count(*) > 1) AS x
      """
    ),
    DeclaredCase(
      .selfReferentialHierarchy(table: "staff", parentColumn: "boss_id"),
      """
      WITH RECURSIVE reached AS (
        SELECT id FROM twin.staff WHERE boss_id IS NULL
        UNION SELECT staff.id FROM reached JOIN twin.staff ON boss_id = reached.id
      ) SELECT count(*) FROM twin.staff WHERE id NOT IN (SELECT id FROM reached)
      """
    ),
    DeclaredCase(
      .polymorphicRelationship(
        table: "comment",
        column: "about_id",
        typeColumn: "about",
        references: ["account": "account", "tag": "tag"]
      ),
      """
      SELECT count(*) FROM twin.comment WHERE about_id IS NOT NULL
        AND (about = 'account' AND about_id NOT IN (SELECT id FROM twin.account)
          OR about = 'tag' AND about_id NOT IN (SELECT id FROM twin.tag))
      """
    ),
    DeclaredCase(
      .referenceTable("rate"),
      "SELECT count(*) FROM (TABLE shop.rate EXCEPT TABLE twin.rate) AS x"
    ),
  ]

  @Test
  func `constraints between rows hold in the clone although the source breaks them`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.bank)
      try expectEnforced(Self.cases, in: database, areForced: true)
      // The rows are there all the same: constraints are no way to lose them.
      for (table, rows) in [
        ("perk", 300), ("payment", 400), ("comment", 300), ("staff", 90), ("account", 240),
      ] {
        #expect(try database.value("SELECT count(*) FROM twin.\(table)") == "\(rows)", "\(table)")
      }
    }
  }
}
