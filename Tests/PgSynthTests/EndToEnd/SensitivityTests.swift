import Foundation
import PgSynth
import TestSupport
import Testing

/// Scores of clones that are wrong in one way each: what should fall falls, and the rest stays.
///
/// `docs/sensitivity.md` has the table of them.
@Suite(.serialized) struct SensitivityTests {
  /// What is done to a clone that is as good as another sample of the same persons and visits.
  enum Corruption: String, CaseIterable {
    case none = "another sample of the same"
    case shifted = "one column shifted by a fifth of its range"
    case shuffled = "one column shuffled"
    case permutedKey = "foreign key shuffled"
    case nulls = "half of a column NULL"
    case leak = "rows of the source, copied"
    case independent = "all columns shuffled"
    case fanOut = "as many children for every parent"
    case orphans = "one reference in ten without a parent"

    var sql: String {
      switch self {
      case .none: ""
      case .shifted: "UPDATE clone.visit SET amount = amount + 60;"
      case .shuffled: Self.shuffling("visit", "amount")
      case .permutedKey: Self.shuffling("visit", "person_id")
      case .nulls: "UPDATE clone.visit SET amount = NULL WHERE samples.draw(3, id, 'null') < 0.5;"
      case .leak:
        """
        TRUNCATE clone.visit, clone.person;
        INSERT INTO clone.person SELECT * FROM real.person;
        INSERT INTO clone.visit SELECT * FROM real.visit;
        """
      case .independent:
        ["region", "age", "points"].map { Self.shuffling("person", $0) }.joined()
          + ["day", "kind", "amount", "note"].map { Self.shuffling("visit", $0) }.joined()
      case .fanOut: "UPDATE clone.visit SET person_id = 1 + id % 1200;"
      case .orphans:
        """
        ALTER TABLE clone.visit DROP CONSTRAINT visit_person_id_fkey;
        UPDATE clone.visit SET person_id = person_id + 1000000 WHERE id % 10 = 0;
        """
      }
    }

    /// The values of a column, dealt out anew.
    private static func shuffling(_ table: String, _ column: String) -> String {
      """
      UPDATE clone.\(table) t SET \(column) = b.\(column)
      FROM (SELECT id, row_number() OVER (ORDER BY md5(id::text)) AS place FROM clone.\(table)) a
      JOIN (SELECT \(column), row_number() OVER (ORDER BY md5('\(column) ' || id)) AS place FROM clone.\(table)) b
        USING (place)
      WHERE a.id = t.id;
      """
    }
  }

  /// Persons and their visits; the same numbers on every server.
  private static let samples = """
    CREATE SCHEMA samples;
    SET search_path = samples;
    CREATE FUNCTION draw(seed int, n bigint, what text) RETURNS float8 IMMUTABLE LANGUAGE sql AS
      $$ SELECT ('x' || left(md5(seed || what || n), 8))::bit(32)::bigint / 4294967296.0::float8 $$;
    CREATE FUNCTION make(name text, seed int) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      EXECUTE format('CREATE SCHEMA %I', name);
      EXECUTE format('SET LOCAL search_path = %I, samples', name);
      CREATE TABLE person (id int PRIMARY KEY, region text, age int, points int);
      INSERT INTO person
      SELECT n, (ARRAY['north', 'south', 'east', 'west'])[1 + floor(4 * draw(seed, n, 'r') ^ 2)::int],
        20 + floor(60 * draw(seed, n, 'a'))::int, 0
      FROM generate_series(1, 1200) n;
      UPDATE person SET points = age * 3 + floor(30 * draw(seed, id, 'p'))::int;
      CREATE TABLE visit (
        id int PRIMARY KEY, person_id int NOT NULL REFERENCES person, day date NOT NULL, kind text NOT NULL, amount int,
        note text
      );
      INSERT INTO visit
      SELECT row_number() OVER (ORDER BY p.id, v), p.id, '2024-01-01'::date + p.age + 30 * v,
        CASE WHEN draw(seed, p.id * 100 + v, 'k') < CASE p.region WHEN 'north' THEN 0.9 ELSE 0.2 END
          THEN 'web' ELSE 'shop' END, 0, NULL
      FROM person p, generate_series(1, floor(
        (CASE p.region WHEN 'north' THEN 4 ELSE 2 END) * -ln(1 - draw(seed, p.id, 'n')))::int) v;
      UPDATE visit SET
        amount = (CASE kind WHEN 'web' THEN 40 ELSE 120 END) + p.age + floor(80 * draw(seed, visit.id, 'm'))::int,
        note = CASE WHEN kind = 'shop' AND draw(seed, visit.id, 'o') < 0.7 THEN 'paid' END
      FROM person p WHERE p.id = person_id;
    END $$;
    SELECT samples.make('real', 1); SELECT samples.make('clone', 2);
    """

  /// Figures by their names in the table; detection by aspect.
  private static func figures(of corruption: Corruption) throws -> [String: Double] {
    try withScratchDatabase { database in
      try database.execute(samples + corruption.sql)
      var options = CloneOptions(source: try database.connectionString)
      options.sourceSchemas = ["real"]
      options.targetSchemas = ["real": "clone"]
      let outcome = try Evaluation(options).run { _ in }
      let json = try JSONSerialization.jsonObject(with: Data(outcome.summaryJSON.utf8))
      let summary = try #require(json as? [String: Any])
      var figures = try #require(summary["quality"] as? [String: Any])
        .compactMapValues { $0 as? Double }
      for found in try #require(summary["detection"] as? [[String: Any]]) {
        guard let aspect = found["aspect"] as? String, let auc = found["auc"] as? Double else {
          continue
        }
        // Of several tables the one that is told best, or worst of all.
        let known = figures[aspect] ?? 0.5
        figures[aspect] = abs(auc - 0.5) > abs(known - 0.5) ? auc : known
      }
      return figures
    }
  }

  /// All of them, computed once.
  private static let scores = Result {
    Dictionary(
      uniqueKeysWithValues: try Corruption.allCases.map { ($0, try figures(of: $0)) }
    )
  }

  private func score(_ name: String, _ corruption: Corruption) throws -> Double {
    try #require(Self.scores.get()[corruption]?[name])
  }

  /// What the corruption takes from a score.
  private func loss(_ name: String, _ corruption: Corruption) throws -> Double {
    try score(name, .none) - score(name, corruption)
  }

  @Test func anotherSampleIsHardToTell() throws {
    for name in ["shapes", "pairs", "pairs_shared_bins", "cardinality"] {
      #expect(try score(name, .none) > 0.93, "\(name)")
    }
    for aspect in ["rows", "parents", "children", "siblings"] {
      #expect(try abs(score(aspect, .none) - 0.5) < 0.1, "\(aspect)")
    }
  }

  @Test func aShiftIsSeenInTheColumnAndBetweenColumns() throws {
    #expect(try loss("shapes", .shifted) > 0.03)
    #expect(try loss("pairs_shared_bins", .shifted) > 0.05)
    #expect(try score("rows", .shifted) > 0.8)
    // Bins and correlations of each side's own hide it.
    #expect(try abs(loss("pairs", .shifted)) < 0.01)
  }

  @Test func aShuffledColumnIsSeenBetweenColumnsAlone() throws {
    #expect(try abs(loss("shapes", .shuffled)) < 1e-9)
    #expect(try loss("pairs_shared_bins", .shuffled) > 0.05)
    #expect(try score("rows", .shuffled) > 0.7)
  }

  @Test func aShuffledKeyIsSeenBetweenTablesAlone() throws {
    for name in ["shapes", "pairs", "pairs_shared_bins", "cardinality", "integrity"] {
      #expect(try abs(loss(name, .permutedKey)) < 1e-9, "\(name)")
    }
    #expect(try abs(score("rows", .permutedKey) - 0.5) < 0.1)
    #expect(try score("children", .permutedKey) > 0.65)
    #expect(try score("parents", .permutedKey) > 0.85)
  }

  @Test func extraNullsAreSeenWhereTheyCount() throws {
    #expect(try loss("shapes_with_nulls", .nulls) > 0.06)
    #expect(try loss("shapes", .nulls) < 0.02)
    #expect(try score("rows", .nulls) > 0.7)
  }

  @Test func aCopyLooksTooGood() throws {
    for name in ["overall", "shapes_with_nulls", "pairs_shared_bins"] {
      #expect(try score(name, .leak) == 1, "\(name)")
    }
    #expect(try score("rows", .leak) < 0.45)
    #expect(try score("parents", .leak) < 0.45)
  }

  @Test func independentColumnsAreSeenBetweenThem() throws {
    #expect(try abs(loss("shapes", .independent)) < 1e-9)
    #expect(try loss("pairs", .independent) > 0.1)
    #expect(try loss("pairs_shared_bins", .independent) > 0.1)
    #expect(try score("rows", .independent) > 0.8)
  }

  @Test func aWrongFanOutIsSeenInTheChildrenPerParent() throws {
    #expect(try loss("cardinality", .fanOut) > 0.3)
    #expect(try abs(loss("shapes", .fanOut)) < 1e-9)
    #expect(try score("parents", .fanOut) > 0.9)
  }

  @Test func orphansBreakTheClone() throws {
    #expect(try abs(score("integrity", .orphans) - 0.9) < 0.001)
    #expect(try abs(loss("shapes", .orphans)) < 1e-9)
  }

  /// Paste what it prints where it differs.
  @Test func theTableInTheDocumentationIsCurrent() throws {
    let columns = [
      "shapes", "shapes_with_nulls", "pairs", "pairs_shared_bins", "cardinality", "integrity",
      "rows", "parents", "children", "siblings",
    ]
    var lines = [
      "| the clone is | " + columns.joined(separator: " | ") + " |",
      "|---|" + String(repeating: "---|", count: columns.count),
    ]
    for corruption in Corruption.allCases {
      let cells = try columns.map { name in
        String(format: "%.2f", try score(name, corruption))
      }
      lines.append("| \(corruption.rawValue) | " + cells.joined(separator: " | ") + " |")
    }
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: folder.appending(path: "docs/sensitivity.md"),
      encoding: .utf8
    )
    let table = lines.joined(separator: "\n")
    #expect(page.contains(table), "docs/sensitivity.md should have:\n\(table)")
  }
}
