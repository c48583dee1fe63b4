import PgSynth
import TestSupport
import Testing

/// `--engine hma` where other tools refuse: three levels, composite keys, two parents, a key that may be null.
@Suite struct HierarchicalModelTests {
  /// Every branch has a mean amount of its own, and every clerk mean minutes; one sale in five has no clerk.
  private static let sales = """
    CREATE SCHEMA shop;
    CREATE TABLE shop.region (id integer PRIMARY KEY, climate text NOT NULL);
    CREATE TABLE shop.branch (
      region_id integer REFERENCES shop.region, number integer, opened date NOT NULL, PRIMARY KEY (region_id, number)
    );
    CREATE TABLE shop.clerk (id integer PRIMARY KEY, grade integer NOT NULL);
    CREATE TABLE shop.sale (
      id bigint PRIMARY KEY, region_id integer NOT NULL, branch_number integer NOT NULL, clerk_id integer REFERENCES shop.clerk,
      amount integer NOT NULL, minutes integer, FOREIGN KEY (region_id, branch_number) REFERENCES shop.branch
    );
    INSERT INTO shop.region SELECT n, (ARRAY['wet', 'dry'])[n % 2 + 1] FROM generate_series(1, 60) AS n;
    INSERT INTO shop.branch
      SELECT r, n, date '2000-01-01' + 41 * r % 4000 + n FROM generate_series(1, 60) AS r, generate_series(1, 1 + r % 6) AS n;
    INSERT INTO shop.clerk SELECT n, n % 5 FROM generate_series(1, 150) AS n;
    INSERT INTO shop.sale
      SELECT row_number() OVER (ORDER BY region_id, number, n), region_id, number, clerk,
        100 + hashint4(region_id * 10 + number) % 50 + hashint4(n + 1000 * region_id + number) % 30,
        CASE WHEN n % 6 > 0 THEN 200 + coalesce(hashint4(clerk + 77) % 60, 0) + hashint4(n * 31 + 1000 * region_id + number) % 40 END
      FROM shop.branch, LATERAL (
        SELECT n, CASE WHEN hashint4(n + 17 * region_id) % 5 <> 0 THEN 1 + abs(hashint4(n * 53 + 1000 * region_id + number)) % 150 END AS clerk
        FROM generate_series(1, 4 + region_id % 9) AS n) AS x;
    """

  /// Share of the variance that lies between groups, less what chance gives.
  private func share(
    _ database: ScratchDatabase,
    _ schema: String,
    of column: String,
    by key: String
  ) throws -> Double {
    let text = try database.value(
      """
      WITH rows AS (SELECT \(column)::float AS x, \(key) AS g FROM \(schema).sale WHERE \(column) IS NOT NULL AND (\(key)) IS NOT NULL),
        groups AS (SELECT count(*) AS n, avg(x) AS mean FROM rows GROUP BY g)
      SELECT sum(n * (mean - (SELECT avg(x) FROM rows)) ^ 2) / ((SELECT var_pop(x) FROM rows) * sum(n)) - count(*) / sum(n)::float
      FROM groups
      """
    )
    return try #require(text.flatMap(Double.init))
  }

  @Test func `children of every parent have as much in common as in the source`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.sales)
      let outcome = try makeTwin(database) { $0.synthesizer = .hma }
      #expect(outcome.plan.contains("Models (hma): all columns by Gaussian copulas"))
      #expect(
        outcome.plan.contains(
          "shop.sale: rows with the same region_id, branch_number have in common amount ("
        )
      )
      #expect(try database.value("SELECT min(integrity) FROM pgsynth.quality") == "1")
      for (column, key) in [("amount", "(region_id, branch_number)"), ("minutes", "clerk_id")] {
        let wanted = try share(database, "shop", of: column, by: key)
        #expect(wanted > 0.3)
        #expect(abs(try share(database, "twin", of: column, by: key) - wanted) < 0.12)
      }
      #expect(
        try database.rows(
          """
          SELECT count(*) = (SELECT count(*) FROM shop.sale), abs(avg((clerk_id IS NULL)::int)
            - (SELECT avg((clerk_id IS NULL)::int) FROM shop.sale)) < 0.05,
            abs(avg((minutes IS NULL)::int) - (SELECT avg((minutes IS NULL)::int) FROM shop.sale)) < 0.05
          FROM twin.sale
          """
        ) == [["t", "t", "t"]]
      )
    }
  }

  @Test func `a model file makes the same clone`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.sales)
      let adjust: (inout CloneOptions) -> Void = {
        $0.synthesizer = .hma
        $0.seed = 5
      }
      try makeTwin(database, adjusting: adjust)
      let clone = try database.dump(of: "twin")
      let model = try Fit(twinOptions(database, adjusting: adjust)).run { _ in }.model
      try database.execute("DROP SCHEMA shop CASCADE; DROP SCHEMA twin CASCADE")
      var options = GenerateOptions(target: try database.connectionString)
      options.targetSchemas = ["shop": "twin"]
      _ = try Generate(ModelFile(bytes: model.bytes), options).run { _ in }
      #expect(try database.dump(of: "twin") == clone)
    }
  }
}
