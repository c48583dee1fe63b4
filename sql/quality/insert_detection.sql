-- Stores what a detector found of the run $1; $2 is a JSON array of objects with these fields.
INSERT INTO pgsynth.detection_scores
SELECT
  $1::integer, t.table_schema, t.table_name, t.aspect, t.constraint_name, t.auc, t.auc_low, t.auc_high, t.floor,
  t.rows, t.features, t.feature_shares
FROM pg_catalog.jsonb_to_recordset($2::jsonb) AS t (
  table_schema text, table_name text, aspect text, constraint_name text, auc double precision,
  auc_low double precision, auc_high double precision, floor double precision, rows bigint,
  features text[], feature_shares double precision[]);
