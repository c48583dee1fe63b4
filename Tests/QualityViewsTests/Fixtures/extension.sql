-- pgTAP tests of the extension, in an empty database, as its owner: psql -X -v ON_ERROR_STOP=1 -At -f extension.sql
\set QUIET on
BEGIN;
CREATE SCHEMA tap;
CREATE EXTENSION pgtap SCHEMA tap;
SET search_path = tap;
SELECT no_plan();

CREATE EXTENSION pgsynth;
SELECT has_schema('pgsynth');
SELECT views_are('pgsynth', ARRAY['diagnostics', 'progress', 'quality', 'quality_column_pairs', 'quality_columns',
  'quality_detection', 'quality_history', 'quality_privacy', 'quality_relationships', 'quality_tables', 'quality_utility',
  'runs']);
SELECT is_empty('SELECT 1 FROM pgsynth.runs'), is_empty('SELECT 1 FROM pgsynth.quality'),
  is_empty('SELECT 1 FROM pgsynth.quality_tables'), is_empty('SELECT 1 FROM pgsynth.quality_columns'),
  is_empty('SELECT 1 FROM pgsynth.quality_column_pairs'), is_empty('SELECT 1 FROM pgsynth.quality_relationships'),
  is_empty('SELECT 1 FROM pgsynth.quality_privacy'), is_empty('SELECT 1 FROM pgsynth.quality_history'),
  is_empty('SELECT 1 FROM pgsynth.progress'), is_empty('SELECT 1 FROM pgsynth.quality_detection'),
  is_empty('SELECT 1 FROM pgsynth.diagnostics'), is_empty('SELECT 1 FROM pgsynth.quality_utility');
SELECT results_eq('SELECT version FROM pgsynth.schema_version', ARRAY[:version]);
SELECT is_empty($$
  SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'pgsynth'::regnamespace AND c.relkind IN ('r', 'v', 'S')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  $$, 'all relations belong to the extension');
SELECT set_eq($$
  SELECT c.relname::text FROM pg_extension e, unnest(e.extconfig) AS t (oid) JOIN pg_class c USING (oid)
  WHERE e.extname = 'pgsynth' $$,
  ARRAY['run_log', 'run_log_run_id_seq', 'table_scores', 'column_scores', 'column_pair_scores',
    'relationship_scores', 'privacy_scores', 'run_progress', 'utility_scores',
    'detection_scores', 'diagnostic_checks'], 'the rows of runs are dumped');

CREATE TABLE public.real_rows AS SELECT i AS number, chr(65 + i % 3) AS letter FROM generate_series(1, 8) i;
CREATE TABLE public.clone_rows AS SELECT i AS number, chr(65 + i % 2) AS letter FROM generate_series(1, 4) i;
SELECT is(pgsynth.ks_complement('public.real_rows', 'number', 'public.clone_rows', 'number'), 0.5::float8);
SELECT is(pgsynth.category_coverage('public.real_rows', 'letter', 'public.clone_rows', 'letter'), 2 / 3::float8);
SELECT throws_ok($$SELECT pgsynth.ks_complement('public.real_rows', 'letter', 'public.clone_rows', 'letter')$$, '42804');

CREATE ROLE :role;
GRANT USAGE ON SCHEMA tap TO :role;
SET LOCAL ROLE :role;
SELECT throws_ok('SELECT 1 FROM pgsynth.quality', '42501');
RESET ROLE;
GRANT USAGE ON SCHEMA pgsynth TO :role;
GRANT SELECT ON pgsynth.quality TO :role;
SET LOCAL ROLE :role;
SELECT lives_ok('SELECT 1 FROM pgsynth.quality');
SELECT throws_ok('DELETE FROM pgsynth.run_log', '42501');
SELECT throws_ok($$SELECT pgsynth.ks_complement('public.real_rows', 'number', 'public.clone_rows', 'number')$$, '42501');
RESET ROLE;

DROP EXTENSION pgsynth;
SELECT is_empty($$SELECT 1 FROM pg_class WHERE relnamespace = 'pgsynth'::regnamespace
  UNION ALL SELECT 1 FROM pg_proc WHERE pronamespace = 'pgsynth'::regnamespace$$, 'nothing is left but the schema');
CREATE EXTENSION pgsynth;
SELECT * FROM finish();
ROLLBACK;
