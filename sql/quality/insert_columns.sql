-- Stores the scores of columns of the run $1; $2 is a JSON array of objects with these fields.
INSERT INTO pgsynth.column_scores
SELECT
  $1::integer, t.table_schema, t.table_name, t.column_name, t.treatment, t.metric, t.score,
  t.shape_with_nulls, t.missing_value_similarity, t.real_null_rate, t.clone_null_rate, t.real_low,
  t.real_high, t.clone_low, t.clone_high, t.real_categories, t.clone_categories, t.missing_categories,
  t.new_categories, t.test, t.p_value, t.rare_categories, t.rare_category_coverage
FROM pg_catalog.jsonb_to_recordset($2::jsonb) AS t (
  table_schema text, table_name text, column_name text, treatment text, metric text,
  score double precision, shape_with_nulls double precision, missing_value_similarity double precision,
  real_null_rate double precision, clone_null_rate double precision, real_low text, real_high text,
  clone_low text, clone_high text, real_categories integer, clone_categories integer,
  missing_categories integer, new_categories integer, test text, p_value double precision,
  rare_categories integer, rare_category_coverage double precision);
