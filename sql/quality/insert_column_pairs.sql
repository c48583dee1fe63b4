-- Stores the scores of pairs of columns of the run $1; $2 is a JSON array of objects with these fields.
INSERT INTO pgsynth.column_pair_scores
SELECT
  $1::integer, t.table_schema, t.table_name, t.column_1, t.column_2, t.metric, t.score,
  t.real_association, t.clone_association, t.shared_bin_contingency
FROM pg_catalog.jsonb_to_recordset($2::jsonb) AS t (
  table_schema text, table_name text, column_1 text, column_2 text, metric text, score double precision,
  real_association double precision, clone_association double precision,
  shared_bin_contingency double precision);
