-- Tables behind the quality views. Safe to run again; runs need CREATE on the schema.
CREATE TABLE IF NOT EXISTS pgsynth.schema_version (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  version integer NOT NULL,
  installed_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
  installed_by text NOT NULL DEFAULT session_user
);
COMMENT ON TABLE pgsynth.schema_version IS 'pgsynth: the version of the tables and views in this schema';

CREATE TABLE IF NOT EXISTS pgsynth.run_log (
  run_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed', 'dead')),
  started_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  finished_at timestamptz,
  who text NOT NULL DEFAULT session_user,
  backend_pid integer NOT NULL DEFAULT pg_catalog.pg_backend_pid(),
  program_version text NOT NULL,
  source text NOT NULL,
  target text NOT NULL,
  engine text NOT NULL,
  seed numeric(20, 0),
  options jsonb NOT NULL DEFAULT '{}',
  failure text,
  real_rows bigint,
  clone_rows bigint,
  overall double precision,
  shapes double precision,
  pairs double precision,
  cardinality double precision,
  integrity double precision,
  shapes_with_nulls double precision,
  pairs_shared_bins double precision,
  verdict text
);
COMMENT ON TABLE pgsynth.run_log IS
  'pgsynth: runs and their totals; deleting a row deletes the scores of the run';

CREATE TABLE IF NOT EXISTS pgsynth.table_scores (
  run_id integer NOT NULL REFERENCES pgsynth.run_log ON DELETE CASCADE,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  real_rows bigint NOT NULL,
  clone_rows bigint NOT NULL,
  shapes double precision,
  pairs double precision,
  cardinality double precision,
  integrity double precision,
  missing_values double precision,
  shapes_with_nulls double precision,
  pairs_shared_bins double precision,
  columns_scored integer NOT NULL,
  pairs_scored integer NOT NULL,
  PRIMARY KEY (run_id, table_schema, table_name)
);
COMMENT ON TABLE pgsynth.table_scores IS 'pgsynth: scores of tables; read the view quality_tables';

CREATE TABLE IF NOT EXISTS pgsynth.column_scores (
  run_id integer NOT NULL REFERENCES pgsynth.run_log ON DELETE CASCADE,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  column_name text NOT NULL,
  treatment text NOT NULL,
  metric text,
  score double precision,
  shape_with_nulls double precision,
  missing_value_similarity double precision,
  real_null_rate double precision,
  clone_null_rate double precision,
  real_low text,
  real_high text,
  clone_low text,
  clone_high text,
  real_categories integer,
  clone_categories integer,
  missing_categories integer,
  new_categories integer,
  PRIMARY KEY (run_id, table_schema, table_name, column_name)
);
COMMENT ON TABLE pgsynth.column_scores IS 'pgsynth: scores of columns; read the view quality_columns';

CREATE TABLE IF NOT EXISTS pgsynth.column_pair_scores (
  run_id integer NOT NULL REFERENCES pgsynth.run_log ON DELETE CASCADE,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  column_1 text NOT NULL,
  column_2 text NOT NULL,
  metric text NOT NULL,
  score double precision,
  real_association double precision,
  clone_association double precision,
  shared_bin_contingency double precision,
  PRIMARY KEY (run_id, table_schema, table_name, column_1, column_2)
);
COMMENT ON TABLE pgsynth.column_pair_scores IS
  'pgsynth: scores of pairs of columns; read the view quality_column_pairs';

CREATE TABLE IF NOT EXISTS pgsynth.relationship_scores (
  run_id integer NOT NULL REFERENCES pgsynth.run_log ON DELETE CASCADE,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  constraint_name text NOT NULL,
  columns text[] NOT NULL,
  parent_schema text NOT NULL,
  parent_table text NOT NULL,
  parent_columns text[] NOT NULL,
  referential_integrity double precision,
  orphans bigint NOT NULL,
  cardinality_shape_similarity double precision,
  real_mean_children double precision,
  clone_mean_children double precision,
  real_childless_share double precision,
  clone_childless_share double precision,
  real_null_rate double precision,
  clone_null_rate double precision,
  PRIMARY KEY (run_id, table_schema, table_name, constraint_name)
);
COMMENT ON TABLE pgsynth.relationship_scores IS
  'pgsynth: scores of foreign keys; read the view quality_relationships';

-- Version 2.
ALTER TABLE pgsynth.run_log ADD COLUMN IF NOT EXISTS privacy text;

CREATE TABLE IF NOT EXISTS pgsynth.privacy_scores (
  run_id integer NOT NULL REFERENCES pgsynth.run_log ON DELETE CASCADE,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  aspect text NOT NULL,
  units bigint NOT NULL,
  held_out_units bigint NOT NULL,
  dcr_share double precision,
  dcr_low double precision,
  dcr_high double precision,
  membership_auc double precision,
  membership_low double precision,
  membership_high double precision,
  exact_share double precision,
  held_out_exact_share double precision,
  exact_excess double precision,
  exact_excess_low double precision,
  exact_excess_high double precision,
  verdict text NOT NULL,
  PRIMARY KEY (run_id, table_schema, table_name, aspect)
);
COMMENT ON TABLE pgsynth.privacy_scores IS
  'pgsynth: privacy checks of tables; read the view quality_privacy';

-- Version 4.
CREATE TABLE IF NOT EXISTS pgsynth.run_progress (
  run_id integer PRIMARY KEY REFERENCES pgsynth.run_log ON DELETE CASCADE,
  stage text NOT NULL,
  stage_started_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  table_name text,
  done bigint NOT NULL,
  total bigint,
  updated_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
);
COMMENT ON TABLE pgsynth.run_progress IS
  'pgsynth: what runs were doing when they last said so; read the view progress';

-- Version 5.
ALTER TABLE pgsynth.run_log ADD COLUMN IF NOT EXISTS overall_large double precision;

-- Version 6.
ALTER TABLE pgsynth.run_log ADD COLUMN IF NOT EXISTS detection double precision;
ALTER TABLE pgsynth.table_scores ADD COLUMN IF NOT EXISTS detection double precision;

CREATE TABLE IF NOT EXISTS pgsynth.detection_scores (
  run_id integer NOT NULL REFERENCES pgsynth.run_log ON DELETE CASCADE,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  aspect text NOT NULL,
  constraint_name text NOT NULL,
  auc double precision NOT NULL,
  auc_low double precision NOT NULL,
  auc_high double precision NOT NULL,
  floor double precision,
  rows bigint NOT NULL,
  features text[] NOT NULL,
  feature_shares double precision[] NOT NULL,
  PRIMARY KEY (run_id, table_schema, table_name, aspect, constraint_name)
);
COMMENT ON TABLE pgsynth.detection_scores IS
  'pgsynth: how well a classifier tells the clone from the source; read the view quality_detection';

-- Version 7.
ALTER TABLE pgsynth.run_log ADD COLUMN IF NOT EXISTS sdmetrics_quality double precision;
ALTER TABLE pgsynth.run_log ADD COLUMN IF NOT EXISTS sdmetrics_diagnostic double precision;

CREATE TABLE IF NOT EXISTS pgsynth.diagnostic_checks (
  run_id integer NOT NULL REFERENCES pgsynth.run_log ON DELETE CASCADE,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  columns text[] NOT NULL,
  constraint_name text NOT NULL,
  property text NOT NULL,
  metric text NOT NULL,
  score double precision,
  PRIMARY KEY (run_id, table_schema, table_name, metric, columns, constraint_name)
);
COMMENT ON TABLE pgsynth.diagnostic_checks IS
  'pgsynth: whether the data of clones is valid; read the view diagnostics';

-- Version 8.
CREATE TABLE IF NOT EXISTS pgsynth.utility_scores (
  run_id integer NOT NULL REFERENCES pgsynth.run_log ON DELETE CASCADE,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  column_name text NOT NULL,
  metric text NOT NULL,
  real_score double precision NOT NULL,
  clone_score double precision NOT NULL,
  learnt_rows bigint NOT NULL,
  tested_rows bigint NOT NULL,
  importance_correlation double precision,
  features text[] NOT NULL,
  real_shares double precision[] NOT NULL,
  clone_shares double precision[] NOT NULL,
  PRIMARY KEY (run_id, table_schema, table_name, column_name)
);
COMMENT ON TABLE pgsynth.utility_scores IS
  'pgsynth: what models that learnt from the clone are worth on real rows; read the view quality_utility';

-- Version 9.
ALTER TABLE pgsynth.column_scores ADD COLUMN IF NOT EXISTS test text;
ALTER TABLE pgsynth.column_scores ADD COLUMN IF NOT EXISTS p_value double precision;
ALTER TABLE pgsynth.relationship_scores ADD COLUMN IF NOT EXISTS trends_one_hop double precision;
ALTER TABLE pgsynth.relationship_scores ADD COLUMN IF NOT EXISTS trends_two_hops double precision;
ALTER TABLE pgsynth.relationship_scores ADD COLUMN IF NOT EXISTS trends_further double precision;
ALTER TABLE pgsynth.relationship_scores ADD COLUMN IF NOT EXISTS sibling_autocorrelation double precision;
ALTER TABLE pgsynth.relationship_scores ADD COLUMN IF NOT EXISTS distinct_per_parent double precision;

-- Version 10.
ALTER TABLE pgsynth.column_scores ADD COLUMN IF NOT EXISTS rare_categories integer;
ALTER TABLE pgsynth.column_scores ADD COLUMN IF NOT EXISTS rare_category_coverage double precision;
ALTER TABLE pgsynth.privacy_scores ADD COLUMN IF NOT EXISTS disclosure_hits double precision;
ALTER TABLE pgsynth.privacy_scores ADD COLUMN IF NOT EXISTS disclosure_held_out_hits double precision;
ALTER TABLE pgsynth.privacy_scores ADD COLUMN IF NOT EXISTS disclosure_excess double precision;
ALTER TABLE pgsynth.privacy_scores ADD COLUMN IF NOT EXISTS disclosure_excess_low double precision;
ALTER TABLE pgsynth.privacy_scores ADD COLUMN IF NOT EXISTS disclosure_excess_high double precision;
ALTER TABLE pgsynth.privacy_scores ADD COLUMN IF NOT EXISTS disclosure_column text;
ALTER TABLE pgsynth.privacy_scores ADD COLUMN IF NOT EXISTS disclosure_mean_excess double precision;

-- Version 12.
ALTER TABLE pgsynth.table_scores ADD COLUMN IF NOT EXISTS real_rows_compared bigint;
ALTER TABLE pgsynth.table_scores ADD COLUMN IF NOT EXISTS clone_rows_compared bigint;
