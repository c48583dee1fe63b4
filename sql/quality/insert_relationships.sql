-- Stores the scores of foreign keys of the run $1; $2 is a JSON array of objects with these fields.
INSERT INTO pgsynth.relationship_scores
SELECT
  $1::integer, t.table_schema, t.table_name, t.constraint_name, t.columns, t.parent_schema,
  t.parent_table, t.parent_columns, t.referential_integrity, t.orphans, t.cardinality_shape_similarity,
  t.real_mean_children, t.clone_mean_children, t.real_childless_share, t.clone_childless_share,
  t.real_null_rate, t.clone_null_rate, t.trends_one_hop, t.trends_two_hops, t.trends_further,
  t.sibling_autocorrelation, t.distinct_per_parent
FROM pg_catalog.jsonb_to_recordset($2::jsonb) AS t (
  table_schema text, table_name text, constraint_name text, columns text[], parent_schema text,
  parent_table text, parent_columns text[], referential_integrity double precision, orphans bigint,
  cardinality_shape_similarity double precision, real_mean_children double precision,
  clone_mean_children double precision, real_childless_share double precision,
  clone_childless_share double precision, real_null_rate double precision,
  clone_null_rate double precision, trends_one_hop double precision, trends_two_hops double precision,
  trends_further double precision, sibling_autocorrelation double precision,
  distinct_per_parent double precision);
