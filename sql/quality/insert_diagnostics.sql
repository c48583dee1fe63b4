-- Stores the diagnostic checks of the run $1; $2 is a JSON array of objects with these fields.
INSERT INTO pgsynth.diagnostic_checks
SELECT $1::integer, t.table_schema, t.table_name, t.columns, t.constraint_name, t.property, t.metric, t.score
FROM pg_catalog.jsonb_to_recordset($2::jsonb) AS t (
  table_schema text, table_name text, columns text[], constraint_name text, property text, metric text,
  score double precision);
