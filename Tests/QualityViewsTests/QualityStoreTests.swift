import Metadata
import PostgresClient
import QualityMetrics
import QualityViews
import TableData
import TestSupport
import Testing

@Suite struct QualityStoreTests {
  @Test func scoresAreReadBackAsTheyWere() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      let store = QualityStore()
      try store.install(on: connection)
      let run = try store.beginRun(sampleRun(database), on: connection)
      #expect(
        try database.rows("SELECT run_id, state, seed, who = session_user FROM pgsynth.runs")
          == [["1", "running", "18446744073709551615", "t"]]
      )
      #expect(try database.rows("SELECT * FROM pgsynth.quality") == [])

      try store.finishRun(run, with: sampleReport, on: connection)
      let totals = try connection.query(
        """
        SELECT overall, shapes, pairs, cardinality, integrity, shapes_with_nulls, pairs_shared_bins,
          real_rows, clone_rows, verdict, privacy, seconds >= 0
        FROM pgsynth.quality
        """
      )
      #expect(totals.double(0, 0) == sampleReport.overall)
      #expect(totals.double(0, 1) == (0.75 + (0.1 + 0.2)) / 2)
      #expect(totals.double(0, 2) == 0.5)
      #expect(totals.double(0, 3) == 0.5)
      #expect(totals.double(0, 4) == 1)
      #expect(totals.double(0, 5) == 0.4375)
      #expect(totals.double(0, 6) == 0.375)
      #expect(totals.rows[0][7...] == ["1300", "1298", "poor", "missed", "t"])
      #expect(
        try database.rows(
          """
          SELECT table_name, real_rows, clone_rows, abs(shapes - 0.525) < 1e-9, pairs, cardinality, integrity,
            columns_scored, pairs_scored
          FROM pgsynth.quality_tables ORDER BY table_name
          """
        )
          == [
            ["customers", "100", "100", nil, nil, nil, nil, "0", "0"],
            ["orders", "1200", "1198", "t", "0.5", "0.5", "1", "2", "1"],
          ]
      )
      #expect(
        try database.rows(
          """
          SELECT column_name, treatment, metric, score, shape_with_nulls, missing_value_similarity,
            real_null_rate, clone_null_rate, real_low, real_high, test, p_value, rare_categories,
            rare_category_coverage
          FROM pgsynth.quality_columns ORDER BY column_name
          """
        )
          == [
            ["id", "key", nil, nil, nil, nil, "0", nil, nil, nil, nil, nil, nil, nil],
            [
              "placed", "number", "KSComplement", "0.75", "0.625", "0.875", "0.125", "0.25",
              "2000-01-21", "2002-09-07", nil, nil, nil, nil,
            ],
            [
              "total", "number", "KSComplement", "0.30000000000000004", "0.25", "1", "0", "0", nil,
              nil, "Kolmogorov-Smirnov", "0.0625", "8", "0.625",
            ],
          ]
      )
      #expect(
        try database.rows(
          """
          SELECT column_1, column_2, metric, score, real_association, clone_association,
            shared_bin_contingency
          FROM pgsynth.quality_column_pairs
          """
        )
          == [["placed", "total", "CorrelationSimilarity", "0.5", "0.75", "-0.25", "0.375"]]
      )
      #expect(
        try database.rows(
          """
          SELECT constraint_name, columns, parent_table, referential_integrity, orphans,
            cardinality_shape_similarity, real_mean_children, clone_mean_children,
            real_childless_share, clone_childless_share, trends_one_hop, trends_two_hops,
            trends_further, sibling_autocorrelation, distinct_per_parent
          FROM pgsynth.quality_relationships
          """
        )
          == [
            [
              "orders_customer_fkey", "{customer_id}", "customers", "1", "0", "0.5", "12", "12",
              "0.5", "0.25", "0.875", "0.75", nil, "0.625", "0.5",
            ]
          ]
      )
      #expect(
        try database.rows(
          """
          SELECT table_name, aspect, units, held_out_units, dcr_share, dcr_low, dcr_high, membership_auc,
            membership_low, membership_high, exact_share, exact_excess, verdict
          FROM pgsynth.quality_privacy ORDER BY table_name
          """
        )
          == [
            [
              "customers", "histories", "1200", "120", "0.625", "0.5625", "0.6875", "0.5", "0.25",
              "0.75", nil, nil, "missed",
            ],
            [
              "orders", "rows", "1100", "110", nil, nil, nil, nil, nil, nil, nil, nil, "held",
            ],
          ]
      )
      #expect(
        try database.rows(
          """
          SELECT disclosure_hits, disclosure_held_out_hits, disclosure_excess, disclosure_excess_low,
            disclosure_excess_high, disclosure_column, disclosure_mean_excess
          FROM pgsynth.quality_privacy ORDER BY table_name
          """
        )
          == [
            [nil, nil, nil, nil, nil, nil, nil],
            ["0.75", "0.25", "0.5", "0.375", "0.625", "total", "0.125"],
          ]
      )
      #expect(
        try database.rows(
          """
          SELECT table_name, columns, constraint_name, property, metric, score
          FROM pgsynth.diagnostics ORDER BY metric
          """
        )
          == [
            ["orders", "{placed}", nil, "Data Validity", "BoundaryAdherence", "0.875"],
            ["orders", "{}", nil, "Data Structure", "TableStructure", "1"],
          ]
      )
      #expect(
        try database.rows("SELECT sdmetrics_quality, sdmetrics_diagnostic FROM pgsynth.quality")
          == [["0.5", "0.9375"]]
      )
      #expect(
        try database.rows(
          """
          SELECT table_name, aspect, constraint_name, auc, auc_low, auc_high, floor, rows, features, feature_shares
          FROM pgsynth.quality_detection ORDER BY aspect
          """
        )
          == [
            [
              "orders", "children", "orders_customer_fkey", "0.75", "0.625", "0.875", "0.5", "1000",
              "{total,customers.since,placed}", "{0.5,0.25,0.125}",
            ],
            ["orders", "rows", nil, "0.375", "0.25", "0.5", nil, "1000", "{}", "{}"],
          ]
      )
      #expect(
        try database.rows(
          """
          SELECT column_name, metric, real_score, clone_score, difference, learnt_rows, tested_rows,
            importance_correlation, features, real_shares, clone_shares, round(retained::numeric, 3)
          FROM pgsynth.quality_utility
          """
        )
          == [
            [
              "total", "AUC", "0.875", "0.75", "-0.125", "900", "300", "0.5", "{placed,kind}",
              "{0.75,0.25}",
              "{0.5,0.5}", "0.667",
            ]
          ]
      )
      #expect(
        try database.rows(
          """
          SELECT q.detection, o.detection, c.detection FROM pgsynth.quality q, pgsynth.quality_tables o,
            pgsynth.quality_tables c
          WHERE o.table_name = 'orders' AND c.table_name = 'customers'
          """
        ) == [["0.625", "0.625", nil]]
      )
    }
  }

  @Test func noPasswordIsWrittenDown() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      try QualityStore().install(on: connection)
      _ = try QualityStore().beginRun(sampleRun(database), on: connection)
      let row = try #require(try database.rows("SELECT source, target FROM pgsynth.runs").first)
      #expect(row[0] == "schema \"public\" of database \"shop\" on db.example:5432 as \"app\"")
      #expect(!"\(row)".contains("hunter2"))
    }
  }

  @Test func scoresAppearWithTheTransactionThatStoresThem() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      let store = QualityStore()
      try store.install(on: connection)
      let first = try store.beginRun(sampleRun(database), on: connection)
      try connection.begin()
      try store.finishRun(first, with: sampleReport, on: connection)
      #expect(try database.rows("SELECT state FROM pgsynth.runs") == [["running"]])
      try connection.rollback()
      #expect(try database.rows("SELECT * FROM pgsynth.quality_columns") == [])
      try store.failRun(first, reason: "the swap was refused", on: connection)
      #expect(
        try database.rows("SELECT state, failure FROM pgsynth.runs")
          == [["failed", "the swap was refused"]]
      )
      #expect(throws: QualityViewsError.self) {
        try store.finishRun(first, with: sampleReport, on: connection)
      }
    }
  }

  @Test func aRunThatFailsAfterScoringKeepsItsScores() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      let store = QualityStore()
      try store.install(on: connection)
      let run = try store.beginRun(sampleRun(database), on: connection)
      try store.failRun(run, reason: "a bar is missed", with: sampleReport, on: connection)
      #expect(try database.rows("SELECT state FROM pgsynth.runs") == [["failed"]])
      #expect(try database.rows("SELECT count(*) FROM pgsynth.quality_privacy") == [["2"]])
      #expect(try database.rows("SELECT * FROM pgsynth.quality") == [])
    }
  }

  @Test func theRunMayBeFinishedByAnotherSession() throws {
    try withScratchDatabase { database in
      let store = QualityStore()
      let connection = try database.connection()
      try store.install(on: connection)
      let run = try store.beginRun(sampleRun(database), on: connection)
      try store.finishRun(run, with: sampleReport, on: database.connection())
      #expect(try database.rows("SELECT state FROM pgsynth.runs") == [["done"]])
    }
  }

  @Test func runsWhoseSessionIsGoneAreMarkedDead() throws {
    try withScratchDatabase { database in
      let store = QualityStore()
      let lost = try database.connection()
      try store.install(on: lost)
      _ = try store.beginRun(sampleRun(database), on: lost)
      let alive = try database.connection()
      _ = try store.beginRun(sampleRun(database), on: alive)
      #expect(
        try database.rows("SELECT state FROM pgsynth.runs ORDER BY run_id")
          == [["running"], ["running"]]
      )
      lost.close()
      let next = try database.connection()
      // The server notices the closed session a moment later.
      let held = """
        SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE l.locktype = 'advisory' AND d.datname = current_database()
        """
      for _ in 0..<100 where try next.query(held).int(0, 0) != 1 {
        try next.execute("SELECT pg_sleep(0.02)")
      }
      _ = try store.beginRun(sampleRun(database), on: next)
      #expect(
        try database.rows("SELECT state FROM pgsynth.runs ORDER BY run_id")
          == [["dead"], ["running"], ["running"]]
      )
      withExtendedLifetime(alive) {}
    }
  }

  @Test func deletingARunDeletesItsScores() throws {
    try withScratchDatabase { database in
      let store = QualityStore(schema: "marks")
      let connection = try database.connection()
      try store.install(on: connection)
      let run = try store.beginRun(sampleRun(database), on: connection)
      try store.finishRun(run, with: sampleReport, on: connection)
      try database.execute("DELETE FROM marks.run_log WHERE run_id = \(run)")
      for view in ["quality_tables", "quality_columns", "quality_column_pairs"] {
        #expect(try database.rows("SELECT * FROM marks.\(view)") == [])
      }
    }
  }

  @Test func noRareValueIsStored() throws {
    try withScratchDatabase { database in
      let store = QualityStore()
      let connection = try database.connection()
      try store.install(on: connection)
      let run = try store.beginRun(sampleRun(database), on: connection)
      let table = Table(
        id: orders,
        columns: [
          Column(
            name: "salary",
            position: 1,
            type: ColumnType(declaration: "integer", baseName: "int4"),
            isNullable: false
          ),
          Column(
            name: "diagnosis",
            position: 2,
            type: ColumnType(declaration: "text", baseName: "text"),
            isNullable: false
          ),
        ]
      )
      func rows(_ extreme: Int64, _ rare: String) -> TableRows {
        let salaries = (0..<999).map { Int64(31_013 + $0 * 17) } + [extreme]
        let codes = (0..<999).map { Int32($0 % 3) } + [3]
        return TableRows(
          table: orders,
          columnNames: ["salary", "diagnosis"],
          columns: [
            ColumnValues(
              storage: .integers(salaries),
              isNull: Array(repeating: false, count: 1_000)
            ),
            ColumnValues(
              storage: .text(codes: codes, dictionary: ["flu", "cold", "gout", rare]),
              isNull: Array(repeating: false, count: 1_000)
            ),
          ],
          rowCount: 1_000
        )
      }
      let scored = TableScorer().score(
        ComparedTable(
          table: table,
          real: rows(987_654_321, "kuru"),
          clone: rows(55_555_555, "plague")
        )
      )
      let report = QualityReport(tables: [scored], relationships: [])
      try store.finishRun(run, with: report, on: connection)
      var stored = QualitySummary(report).text + QualitySummary(report).json
      for name in [
        "run_log", "table_scores", "column_scores", "column_pair_scores", "relationship_scores",
        "privacy_scores", "detection_scores", "utility_scores",
      ] {
        stored += try "\(database.rows("SELECT t::text FROM pgsynth.\(name) t"))"
      }
      for planted in ["987654321", "55555555", "kuru", "plague", "31013"] {
        #expect(!stored.contains(planted), "\(planted)")
      }
      #expect(
        try database.rows(
          """
          SELECT real_low, real_high, missing_categories, new_categories, rare_categories
          FROM pgsynth.quality_columns ORDER BY column_name
          """
        )
          == [[nil, nil, "1", "1", "0"], ["32000", "47000", nil, nil, nil]]
      )
    }
  }
}
