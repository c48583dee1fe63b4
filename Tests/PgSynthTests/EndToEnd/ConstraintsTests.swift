import PgSynth
import TestSupport
import Testing

/// A constraint and a query that counts the rows of the clone against it.
struct DeclaredCase: Sendable {
  var constraint: Constraint
  var violations: String

  init(_ constraint: Constraint, _ violations: String) {
    self.constraint = constraint
    self.violations = violations
  }
}

/// Clones without the constraints, expecting that each is broken, and with them, expecting that none is.
///
/// - `areForced`: whether rows of the source break them.
func expectEnforced(
  _ cases: [DeclaredCase],
  in database: ScratchDatabase,
  areForced: Bool,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try makeTwin(database)
  for one in cases {
    #expect(
      try database.value(one.violations) != "0",
      "\(one.constraint.type) holds by itself",
      sourceLocation: sourceLocation
    )
  }
  let outcome = try makeTwin(database) { options in
    options.constraints = cases.map { one in
      var constraint = one.constraint
      constraint.isForced = areForced
      return constraint
    }
  }
  for one in cases {
    #expect(
      try database.value(one.violations) == "0",
      "\(one.constraint.type) is broken",
      sourceLocation: sourceLocation
    )
  }
  #expect(outcome.plan.contains("Constraints declared, which every row of the clone obeys:"))
  #expect(
    try database.value(
      "SELECT count(*) FROM pg_constraint WHERE conname LIKE 'constraint %' AND connamespace::regnamespace::text = 'twin'"
    ) == "0",
    "the clone has constraints that the source has not",
    sourceLocation: sourceLocation
  )
}

/// What `n` gives out of `count` values, the same each time and seemingly at random.
let pickFunction = """
  CREATE FUNCTION pg_temp.pick(kind text, n bigint, count int) RETURNS int LANGUAGE sql IMMUTABLE
  RETURN (hashtextextended(kind || n, 0) & 1073741823) % count;
  """

struct ConstraintsTests {
  /// Parcels of which some break each of the constraints below.
  private static let parcels =
    pickFunction + """
      CREATE SCHEMA shop;
      SET search_path = shop;
      CREATE TABLE parcel (
        id int PRIMARY KEY, ordered_on date NOT NULL, packed_on date, sent_on date, arrived_on date,
        weight int NOT NULL, lightest int NOT NULL, heaviest int NOT NULL, rating numeric(3,1) NOT NULL,
        city text NOT NULL, country text NOT NULL, is_small boolean NOT NULL, is_medium boolean NOT NULL,
        is_large int NOT NULL, note text, stamp text, deposit int NOT NULL, unit text NOT NULL,
        measure double precision NOT NULL, price numeric(8,2) NOT NULL, quantity int NOT NULL,
        total numeric(10,2) NOT NULL, label text NOT NULL, box int NOT NULL
      );
      INSERT INTO parcel
      SELECT n, day, day + pg_temp.pick('packed', n, 9) - 1, day + pg_temp.pick('sent', n, 12),
        day + pg_temp.pick('arrived', n, 30) - 2, 10 + pg_temp.pick('weight', n, 60), 10 + pg_temp.pick('light', n, 30),
        30 + pg_temp.pick('heavy', n, 60), pg_temp.pick('rating', n, 100) / 10.0,
        (ARRAY['Oslo', 'Bergen', 'Rome', 'Lima'])[1 + city],
        CASE WHEN pg_temp.pick('moved', n, 40) = 0 THEN 'PE' ELSE (ARRAY['NO', 'NO', 'IT', 'PE'])[1 + city] END,
        size = 0 OR pg_temp.pick('both', n, 10) = 0, size = 1, CASE WHEN size = 2 THEN 1 ELSE 0 END,
        CASE WHEN pg_temp.pick('note', n, 3) = 0 THEN 'fragile' END,
        CASE WHEN pg_temp.pick('note', n, 3) = 0 AND n > 15 OR n % 150 = 0 THEN 'air' END,
        CASE WHEN pg_temp.pick('odd', n, 8) = 0 THEN n % 90 ELSE 50 * pg_temp.pick('deposit', n, 20) END,
        (ARRAY['kg', 'g'])[1 + unit],
        CASE WHEN unit = 0 THEN 1 + pg_temp.pick('kg', n, 90) / 10.0 ELSE 1000 + 10 * pg_temp.pick('g', n, 900) END,
        1 + pg_temp.pick('price', n, 5000) / 100.0, 1 + pg_temp.pick('quantity', n, 8),
        1 + pg_temp.pick('total', n, 50000) / 100.0, 'L' || pg_temp.pick('label', n, 200), pg_temp.pick('box', n, 80)
      FROM (SELECT n, date '2023-01-01' + pg_temp.pick('day', n, 500) AS day, pg_temp.pick('city', n, 4) AS city,
        pg_temp.pick('size', n, 3) AS size, pg_temp.pick('unit', n, 2) AS unit FROM generate_series(1, 260) AS n) AS x;
      """

  private static let ofRows: [DeclaredCase] = [
    DeclaredCase(
      .chainedInequality(
        table: "parcel",
        columns: ["ordered_on", "packed_on", "sent_on"],
        isStrict: true
      ),
      "SELECT count(*) FROM twin.parcel WHERE ordered_on >= packed_on OR packed_on >= sent_on OR ordered_on >= sent_on"
    ),
    DeclaredCase(
      .inequality(table: "shop.parcel", low: "sent_on", high: "arrived_on"),
      "SELECT count(*) FROM twin.parcel WHERE sent_on > arrived_on"
    ),
    DeclaredCase(
      .range(table: "parcel", column: "weight", low: "lightest", high: "heaviest"),
      "SELECT count(*) FROM twin.parcel WHERE weight < lightest OR weight > heaviest OR lightest > heaviest"
    ),
    DeclaredCase(
      .range(table: "parcel", column: "rating", low: "2.5", high: "7", isStrict: true),
      "SELECT count(*) FROM twin.parcel WHERE rating <= 2.5 OR rating >= 7"
    ),
    DeclaredCase(
      .oneHotEncoding(table: "parcel", columns: ["is_small", "is_medium", "is_large"]),
      "SELECT count(*) FROM twin.parcel WHERE is_small::int + is_medium::int + is_large <> 1 OR is_large NOT IN (0, 1)"
    ),
    DeclaredCase(
      .fixedIncrements(table: "parcel", column: "deposit", increment: 50),
      "SELECT count(*) FROM twin.parcel WHERE deposit % 50 <> 0"
    ),
    DeclaredCase(
      .columnFormula(
        table: "parcel",
        column: "total",
        formula: "round(price * quantity * 1.25, 1)"
      ),
      "SELECT count(*) FROM twin.parcel WHERE total <> round(price * quantity * 1.25, 1)"
    ),
    DeclaredCase(
      .predicate(table: "parcel", sql: "quantity % 2 = 0 OR length(label) = 3"),
      "SELECT count(*) FROM twin.parcel WHERE quantity % 2 <> 0 AND length(label) <> 3"
    ),
    DeclaredCase(
      .unique(table: "parcel", columns: ["label", "box"]),
      "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM twin.parcel GROUP BY label, box) AS x WHERE n > 1"
    ),
  ]

  @Test
  func `constraints of rows hold in the clone although the source breaks them`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.parcels)
      try expectEnforced(Self.ofRows, in: database, areForced: true)
    }
  }

  /// Combinations, null patterns and scales: rare ones are in the source, and must not be in the clone.
  private static let ofCombinations: [DeclaredCase] = [
    DeclaredCase(
      .fixedCombinations(table: "parcel", columns: ["city", "country"]),
      """
      SELECT count(*) FROM twin.parcel
      WHERE country <> CASE city WHEN 'Rome' THEN 'IT' WHEN 'Lima' THEN 'PE' ELSE 'NO' END
      """
    ),
    DeclaredCase(
      .fixedNullCombinations(table: "parcel", columns: ["note", "stamp"]),
      "SELECT count(*) FROM twin.parcel WHERE note IS NULL AND stamp IS NOT NULL"
    ),
    DeclaredCase(
      .mixedScales(table: "parcel", column: "measure", segments: ["unit"]),
      "SELECT count(*) FROM twin.parcel WHERE (unit = 'kg') <> (measure < 100)"
    ),
  ]

  @Test
  func `combinations that too few units have are left out`() throws {
    try withScratchDatabase { database in
      // Few enough rows that break them for no unit to be behind a way of doing so, and enough to be drawn without.
      try database.execute(
        Self.parcels + """
          UPDATE parcel SET country = 'NO' WHERE country = 'PE' AND city <> 'Lima';
          UPDATE parcel SET country = 'IT' WHERE id IN (1, 2, 3);
          UPDATE parcel SET city = 'Oslo' WHERE id IN (1, 2, 3);
          UPDATE parcel SET country = 'PE' WHERE id IN (4, 5, 6);
          UPDATE parcel SET city = 'Bergen' WHERE id IN (4, 5, 6);
          UPDATE parcel SET note = NULL, stamp = 'air' WHERE id IN (7, 8, 9, 10);
          UPDATE parcel SET unit = 'kg', measure = 5000 WHERE id IN (11, 12, 13, 14);
          """
      )
      // Baselines keep none of the ties between columns.
      try makeTwin(database) { $0.synthesizer = .independent }
      for one in Self.ofCombinations {
        #expect(try database.value(one.violations) != "0", "\(one.constraint.type) holds by itself")
      }
      for synthesizer in [CloneOptions.Synthesizer.independent, .trees] {
        try makeTwin(database) { options in
          options.synthesizer = synthesizer
          options.constraints = Self.ofCombinations.map(\.constraint)
        }
        for one in Self.ofCombinations {
          #expect(
            try database.value(one.violations) == "0",
            "\(one.constraint.type), \(synthesizer)"
          )
        }
      }
    }
  }
}
