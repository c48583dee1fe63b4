import Foundation
import PgSynth
import TestSupport
import Testing

/// `--effort`: which models a clone gets.
@Suite struct EffortTests {
  private struct Plan: Decodable {
    struct Table: Decodable {
      var table: String
      var models: String?
      var boosted: [String]?
    }
    var tables: [Table]
  }

  /// Tides: the level follows the hour in a curve that few straight cuts describe.
  private static let tides = """
    CREATE SCHEMA shop;
    CREATE TABLE shop.tide (id serial PRIMARY KEY, hour integer NOT NULL, level integer NOT NULL);
    INSERT INTO shop.tide (hour, level)
      SELECT n * 7 % 96, round(100 + 60 * sin(n * 7 % 96 / 12.0)) + n * n % 5
      FROM generate_series(1, 2500) AS n;
    """

  private static func plan(_ outcome: CloneOutcome) throws -> Plan {
    try JSONDecoder().decode(Plan.self, from: Data(outcome.planJSON.utf8))
  }

  @Test(arguments: CloneOptions.Effort.allCases)
  func plansAndRunsSayWhichModels(effort: CloneOptions.Effort) throws {
    try withScratchDatabase { database in
      try database.execute(Self.tides)
      let dry = try makeTwin(database) {
        $0.effort = effort
        $0.isDryRun = true
      }
      let tier = effort == .fast ? "forests" : "chosen"
      #expect(try Self.plan(dry).tables.first?.models == tier)
      #expect(try Self.plan(dry).tables.first?.boosted == nil)
      #expect(dry.plan.contains("Models (--effort \(effort.rawValue)): "))
      let outcome = try makeTwin(database) { $0.effort = effort }
      let boosted = try Self.plan(outcome).tables.first?.boosted ?? []
      #expect(boosted.isEmpty == (effort == .fast))
      #expect(
        try database.rows("SELECT engine, options ->> 'effort' FROM pgsynth.runs")
          == [["trees-\(effort.rawValue)", effort.rawValue]]
      )
      // Levels stay at the hours where they belong, up to a few.
      let far = try database.value(
        """
        SELECT avg((abs(level - 102 - 60 * sin(hour / 12.0)) > 25)::int)::float8 < 0.15
        FROM twin.tide
        """
      )
      #expect(far == "t")
    }
  }

  @Test func largeTablesGetForestsUnlessBestIsAskedFor() throws {
    try withScratchDatabase { database in
      try database.execute(Self.tides)
      for (effort, tier) in [(CloneOptions.Effort.balanced, "forests"), (.best, "chosen")] {
        let outcome = try makeTwin(database) {
          $0.effort = effort
          $0.rowCounts = ["tide": 200_001]
          $0.isDryRun = true
        }
        #expect(try Self.plan(outcome).tables.first?.models == tier)
        #expect(outcome.plan.contains("more than 200000 rows") == (effort == .balanced))
      }
    }
  }
}
