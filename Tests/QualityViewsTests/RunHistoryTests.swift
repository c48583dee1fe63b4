import PostgresClient
@testable import QualityMetrics
import QualityViews
import TestSupport
import Testing

@Suite struct RunHistoryTests {
  private let store = QualityStore()

  @Test func whatARunIsDoingIsSeenUntilItIsClosed() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      try store.install(on: connection)
      let run = try store.beginRun(sampleRun(database), on: connection)
      let view = """
        SELECT stage, table_name, done, total, share, seconds >= stage_seconds, stage_seconds_left >= 0
        FROM pgsynth.progress
        """
      #expect(try database.rows(view) == [[nil, nil, nil, nil, nil, nil, nil]])

      let other = try database.connection()
      func report(_ stage: String, _ table: String?, _ done: Int, _ total: Int?) throws {
        try store.writeProgress(
          of: run,
          stage: stage,
          table: table,
          done: done,
          total: total,
          on: other
        )
      }
      try report("fit", "public.orders", 1, 4)
      #expect(try database.rows(view) == [["fit", "public.orders", "1", "4", "0.25", "t", "t"]])
      let began = "SELECT stage_started_at FROM pgsynth.run_progress"
      let first = try database.rows(began)
      try report("fit", "public.customers", 3, 4)
      #expect(try database.rows(began) == first)
      try report("score", nil, 0, nil)
      #expect(try database.rows(view) == [["score", nil, "0", nil, nil, "t", nil]])
      #expect(try database.rows(began) != first)

      try store.finishRun(run, with: sampleReport, on: connection)
      #expect(try database.rows(view) == [])
    }
  }

  @Test func runsStandBesideTheOnesBeforeThem() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      try store.install(on: connection)
      func finish(total score: Double, placed: Double) throws {
        var report = sampleReport
        report.tables[0].columns[1].score = placed
        report.tables[0].columns[2].score = score
        let run = try store.beginRun(sampleRun(database), on: connection)
        try store.finishRun(run, with: report, on: connection)
      }
      try finish(total: 0.5, placed: 0.75)
      try finish(total: 1, placed: 0.5)
      try finish(total: 0.25, placed: 0.5)
      try database.execute(
        """
        INSERT INTO pgsynth.run_log (state, program_version, source, target, engine, overall)
        VALUES ('done', '0', 'another', 'elsewhere', 'evaluate', 0.1)
        """
      )
      let rows = try database.rows(
        """
        SELECT run_id, previous_run_id, shapes_change, round(overall_change::numeric, 3), round(drift::numeric, 3),
          is_best, is_worst, fell_table, fell_column, fell_by, rose_column, rose_by
        FROM pgsynth.quality_history ORDER BY run_id
        """
      )
      #expect(
        rows == [
          ["1", nil, nil, nil, nil, "f", "f", nil, nil, nil, nil, nil],
          [
            "2", "1", "0.125", "0.042", "0.042", "t", "f", "orders", "placed", "-0.25", "total",
            "0.5",
          ],
          [
            "3", "2", "-0.375", "-0.125", "-0.104", "f", "t", "orders", "total", "-0.75", nil, nil,
          ],
          ["4", nil, nil, nil, nil, "t", "t", nil, nil, nil, nil, nil],
        ]
      )
    }
  }
}
