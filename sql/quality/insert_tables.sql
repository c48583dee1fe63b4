-- Stores the scores of tables of the run $1; $2 is a JSON array of objects with these fields.
INSERT INTO pgsynth.table_scores
SELECT
  $1::integer, t.table_schema, t.table_name, t.real_rows, t.clone_rows, t.shapes, t.pairs, t.cardinality,
  t.integrity, t.missing_values, t.shapes_with_nulls, t.pairs_shared_bins, t.columns_scored, t.pairs_scored,
  t.detection, t.real_rows_compared, t.clone_rows_compared
FROM pg_catalog.jsonb_to_recordset($2::jsonb) AS t (
  table_schema text, table_name text, real_rows bigint, clone_rows bigint, shapes double precision,
  pairs double precision, cardinality double precision, integrity double precision,
  missing_values double precision, shapes_with_nulls double precision,
  pairs_shared_bins double precision, columns_scored integer, pairs_scored integer,
  detection double precision, real_rows_compared bigint, clone_rows_compared bigint);
