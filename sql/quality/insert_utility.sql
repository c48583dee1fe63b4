-- Stores what models that learnt from the clone of the run $1 are worth; $2 is a JSON array of objects with these fields.
INSERT INTO pgsynth.utility_scores
SELECT
  $1::integer, t.table_schema, t.table_name, t.column_name, t.metric, t.real_score, t.clone_score, t.learnt_rows,
  t.tested_rows, t.importance_correlation, t.features, t.real_shares, t.clone_shares
FROM pg_catalog.jsonb_to_recordset($2::jsonb) AS t (
  table_schema text, table_name text, column_name text, metric text, real_score double precision,
  clone_score double precision, learnt_rows bigint, tested_rows bigint, importance_correlation double precision,
  features text[], real_shares double precision[], clone_shares double precision[]);
