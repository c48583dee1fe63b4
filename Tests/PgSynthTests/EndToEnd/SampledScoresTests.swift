import PgSynth
import TestSupport
import Testing

/// Scores of tables that are too large to be read whole.
struct SampledScoresTests {
  @Test
  func `children per parent are counted among the entities read`() throws {
    try withScratchDatabase { database in
      try database.execute(
        """
        CREATE SCHEMA shop;
        SET search_path = shop;
        CREATE TABLE customer (id int PRIMARY KEY, points int NOT NULL);
        CREATE TABLE sale (
          id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customer, seller_id int REFERENCES customer
        );
        INSERT INTO customer SELECT n, n % 50 FROM generate_series(1, 24000) AS n;
        INSERT INTO sale SELECT n, 1 + n % 24000, 1 + n % 90 FROM generate_series(1, 36000) AS n;
        """
      )
      _ = try makeTwin(database) {
        $0.fitRows = 20_000
        $0.effort = .fast
      }
      let scores = try database.rows(
        """
        SELECT columns[1], real_mean_children <> 1.5 AND abs(real_mean_children - 1.5) < 0.05,
          real_mean_children = 1.5, abs(clone_mean_children - 1.5) < 0.05, cardinality_shape_similarity > 0.9
        FROM pgsynth.quality_relationships ORDER BY 1
        """
      )
      // The second key says nothing about who was read; it is counted in the whole table.
      #expect(
        scores.map { $0.prefix(4) } == [
          ["customer_id", "t", "f", "t"], ["seller_id", "f", "t", "t"],
        ]
      )
      #expect(scores[0][4] == "t")
      let sizes = try database.rows(
        """
        SELECT table_name, real_rows_compared < real_rows, clone_rows_compared < clone_rows,
          round(sampling_error::numeric, 6) = round(
            (1.36 * sqrt(1.0 / real_rows_compared + 1.0 / clone_rows_compared))::numeric, 6)
        FROM pgsynth.quality_tables ORDER BY 1
        """
      )
      #expect(sizes == [["customer", "t", "t", "t"], ["sale", "t", "t", "t"]])
    }
  }
}
