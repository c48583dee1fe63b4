import Foundation
import PgSynth
import TestSupport
import Testing

struct PrivacyTests {
  @Test
  func `units are held out and the clone is no nearer to the others`() throws {
    try withShop(customers: 1_100, sales: 2_600) { database in
      let outcome = try makeTwin(database) { $0.isStrict = true }
      #expect(outcome.summary?.contains("Privacy") == true)
      #expect(outcome.summaryJSON?.contains(#""privacy" : "held""#) == true)
      #expect(
        try database.rows(
          """
          SELECT table_name, aspect, units, held_out_units, verdict, dcr_low < dcr_share,
            membership_auc < membership_high, exact_share IS NULL, disclosure_excess_low <= 0,
            disclosure_column IS NOT NULL
          FROM pgsynth.quality_privacy ORDER BY table_name, aspect
          """
        ) == [
          ["customer", "histories", "1100", "110", "held", "t", "t", "t", nil, "f"],
          ["customer", "rows", "1100", "110", "held", "t", "t", "f", "t", "t"],
          ["sale", "rows", "1100", "110", "held", "t", "t", "f", "t", "t"],
        ]
      )
      #expect(try database.value("SELECT privacy FROM pgsynth.quality") == "held")
    }
  }

  @Test
  func `a clone of few units is not measured`() throws {
    try withShop { database in
      let outcome = try makeTwin(database) { $0.isStrict = true }
      #expect(outcome.summary?.contains("unmeasured") == true)
      #expect(try database.value("SELECT privacy FROM pgsynth.quality") == "unmeasured")
      // What the run did last.
      #expect(try database.value("SELECT stage FROM pgsynth.run_progress") == "swap")
    }
  }

  /// Labels of an enum are part of the schema: those in use come back, however few rows have them.
  ///
  /// Labels that only rows held out have do not, and that shows who was learnt from.
  private let labels = """
    DO $$ BEGIN EXECUTE 'CREATE TYPE shop.label AS ENUM (' || (
      SELECT string_agg(quote_literal('label ' || n), ', ') FROM generate_series(0, 650) AS n) || ')'; END $$;
    CREATE TABLE shop.mark (id serial PRIMARY KEY, label shop.label NOT NULL);
    INSERT INTO shop.mark (label)
      SELECT ('label ' || greatest(0, n - 650))::shop.label FROM generate_series(1, 1300) AS n;
    """

  @Test
  func `under strict a missed bar leaves everything as it was`() throws {
    try withShop { database in
      try makeTwin(database)
      let before = try database.fingerprint(of: "twin")
      try database.execute(labels)
      expectRefusal(
        .missed,
        saying: "shop.mark: excess of exact matches",
        "the bar is 0",
        "pgsynth.quality_privacy"
      ) {
        try makeTwin(database) { $0.isStrict = true }
      }
      #expect(try database.fingerprint(of: "twin") == before)
      #expect(try database.leftovers.isEmpty)
      #expect(
        try database.rows(
          """
          SELECT state, failure LIKE '%shop.mark%', (
            SELECT verdict FROM pgsynth.quality_privacy AS p WHERE p.run_id = r.run_id)
          FROM pgsynth.runs AS r ORDER BY run_id
          """
        ) == [["done", nil, nil], ["failed", "t", "missed"]]
      )
      let outcome = try makeTwin(database)
      #expect(outcome.summary?.contains("missed: too near") == true)
      #expect(try database.value("SELECT count(*) FROM twin.mark") == "1300")
    }
  }
}
