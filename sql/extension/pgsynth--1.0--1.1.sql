-- Made by scripts/make-extension from sql/quality and sql/extension/dump.sql; change those.
\echo Use "ALTER EXTENSION pgsynth UPDATE TO '1.1'" to load this file. \quit


COMMENT ON SCHEMA pgsynth IS
  'pgsynth: quality of the synthetic clones in this database. Start with the view "quality".';

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

-- The quality views. Safe to run again.

CREATE OR REPLACE VIEW pgsynth.runs AS
SELECT
  run_id,
  state,
  started_at,
  finished_at,
  EXTRACT(epoch FROM finished_at - started_at)::double precision AS seconds,
  who,
  program_version,
  source,
  target,
  engine,
  seed,
  options,
  failure
FROM pgsynth.run_log;

COMMENT ON VIEW pgsynth.runs IS
  'pgsynth: One row per run of pgsynth that wrote to this database, whatever became of it.';
COMMENT ON COLUMN pgsynth.runs.run_id IS
  'The run''s number; the other views use it too.';
COMMENT ON COLUMN pgsynth.runs.state IS
  'running, done, failed, or dead: the session that ran it is gone.';
COMMENT ON COLUMN pgsynth.runs.started_at IS
  'When the run began.';
COMMENT ON COLUMN pgsynth.runs.finished_at IS
  'When it was done, failed, or was found dead.';
COMMENT ON COLUMN pgsynth.runs.seconds IS
  'How long it took.';
COMMENT ON COLUMN pgsynth.runs.who IS
  'The database role that ran it.';
COMMENT ON COLUMN pgsynth.runs.program_version IS
  'The version of pgsynth.';
COMMENT ON COLUMN pgsynth.runs.source IS
  'The database that was cloned, without passwords.';
COMMENT ON COLUMN pgsynth.runs.target IS
  'Where the clone went, without passwords.';
COMMENT ON COLUMN pgsynth.runs.engine IS
  'The model that made the rows.';
COMMENT ON COLUMN pgsynth.runs.seed IS
  'The seed; with the same seed and source the clone is the same.';
COMMENT ON COLUMN pgsynth.runs.options IS
  'The options of the run.';
COMMENT ON COLUMN pgsynth.runs.failure IS
  'Why it failed, without data values.';

CREATE OR REPLACE VIEW pgsynth.quality AS
SELECT
  run_id,
  finished_at,
  source,
  target,
  engine,
  seed,
  real_rows,
  clone_rows,
  EXTRACT(epoch FROM finished_at - started_at)::double precision AS seconds,
  overall,
  shapes,
  pairs,
  cardinality,
  integrity,
  shapes_with_nulls,
  pairs_shared_bins,
  verdict,
  privacy,
  overall_large,
  detection,
  sdmetrics_quality,
  sdmetrics_diagnostic
FROM pgsynth.run_log
WHERE state = 'done';

COMMENT ON VIEW pgsynth.quality IS
  'pgsynth: One row per finished run: how good the clone is. Scores are 0 to 1, 1 being identical; NULL means that the score does not apply.';
COMMENT ON COLUMN pgsynth.quality.run_id IS
  'The run; see the view runs.';
COMMENT ON COLUMN pgsynth.quality.finished_at IS
  'When the clone was done.';
COMMENT ON COLUMN pgsynth.quality.source IS
  'The database that was cloned.';
COMMENT ON COLUMN pgsynth.quality.target IS
  'Where the clone is.';
COMMENT ON COLUMN pgsynth.quality.engine IS
  'The model that made the rows.';
COMMENT ON COLUMN pgsynth.quality.seed IS
  'The seed of the run.';
COMMENT ON COLUMN pgsynth.quality.real_rows IS
  'Rows of the cloned tables in the source.';
COMMENT ON COLUMN pgsynth.quality.clone_rows IS
  'Rows of the clone.';
COMMENT ON COLUMN pgsynth.quality.seconds IS
  'How long the run took, scoring included.';
COMMENT ON COLUMN pgsynth.quality.overall IS
  'Mean of shapes, pairs and cardinality, as far as they apply.';
COMMENT ON COLUMN pgsynth.quality.shapes IS
  'Mean score of the columns: KSComplement, TVComplement, text lengths.';
COMMENT ON COLUMN pgsynth.quality.pairs IS
  'Mean score of the pairs of columns: CorrelationSimilarity, ContingencySimilarity.';
COMMENT ON COLUMN pgsynth.quality.cardinality IS
  'Mean CardinalityShapeSimilarity of the foreign keys.';
COMMENT ON COLUMN pgsynth.quality.integrity IS
  'Mean share of references that find their parent; below 1 something is broken.';
COMMENT ON COLUMN pgsynth.quality.shapes_with_nulls IS
  'Stricter than shapes: missing or extra NULLs count.';
COMMENT ON COLUMN pgsynth.quality.pairs_shared_bins IS
  'Stricter than pairs: joint distributions in bins that both sides share.';
COMMENT ON COLUMN pgsynth.quality.verdict IS
  'broken (an orphan reference), good (overall_large from 0.9), fair (from 0.75), poor, or unscored.';
COMMENT ON COLUMN pgsynth.quality.privacy IS
  'held (no bar of the privacy check is missed for certain), missed, or unmeasured: no table has enough units to keep some out of the fit.';

COMMENT ON COLUMN pgsynth.quality.overall_large IS
  'overall of the tables with 100 real rows or more and the foreign keys between them: in smaller ones chance decides.';
COMMENT ON COLUMN pgsynth.quality.detection IS
  'Mean AUC of the view quality_detection, less than 0.5 counting as that; lower is better.';
COMMENT ON COLUMN pgsynth.quality.sdmetrics_quality IS
  'The score of SDMetrics'' QualityReport: the mean of Column Shapes, Column Pair Trends, Cardinality and Intertable Trends.';
COMMENT ON COLUMN pgsynth.quality.sdmetrics_diagnostic IS
  'The score of SDMetrics'' DiagnosticReport, whose lines are in the view diagnostics; 1 is valid.';

CREATE OR REPLACE VIEW pgsynth.quality_tables AS
SELECT
  run_id,
  table_schema,
  table_name,
  real_rows,
  clone_rows,
  shapes,
  pairs,
  cardinality,
  integrity,
  missing_values,
  shapes_with_nulls,
  pairs_shared_bins,
  columns_scored,
  pairs_scored,
  detection,
  real_rows_compared,
  clone_rows_compared,
  1.36 * pg_catalog.sqrt(
    CASE WHEN real_rows_compared < real_rows THEN 1.0::double precision / nullif(real_rows_compared, 0)
      WHEN real_rows_compared IS NOT NULL THEN 0 END
    + CASE WHEN clone_rows_compared < clone_rows THEN 1.0::double precision / nullif(clone_rows_compared, 0)
      WHEN clone_rows_compared IS NOT NULL THEN 0 END
  ) AS sampling_error
FROM pgsynth.table_scores;

COMMENT ON VIEW pgsynth.quality_tables IS
  'pgsynth: One row per run and table: its rows and scores.';
COMMENT ON COLUMN pgsynth.quality_tables.run_id IS
  'The run; see the view runs.';
COMMENT ON COLUMN pgsynth.quality_tables.table_schema IS
  'Schema of the table in the source.';
COMMENT ON COLUMN pgsynth.quality_tables.table_name IS
  'Name of the table.';
COMMENT ON COLUMN pgsynth.quality_tables.real_rows IS
  'Rows in the source.';
COMMENT ON COLUMN pgsynth.quality_tables.clone_rows IS
  'Rows in the clone.';
COMMENT ON COLUMN pgsynth.quality_tables.shapes IS
  'Mean score of the table''s columns.';
COMMENT ON COLUMN pgsynth.quality_tables.pairs IS
  'Mean score of the pairs of its columns.';
COMMENT ON COLUMN pgsynth.quality_tables.cardinality IS
  'Mean CardinalityShapeSimilarity of its foreign keys.';
COMMENT ON COLUMN pgsynth.quality_tables.integrity IS
  'Mean ReferentialIntegrity of its foreign keys.';
COMMENT ON COLUMN pgsynth.quality_tables.missing_values IS
  'Mean MissingValueSimilarity of its columns.';
COMMENT ON COLUMN pgsynth.quality_tables.shapes_with_nulls IS
  'Mean score of the columns where NULL counts as a value.';
COMMENT ON COLUMN pgsynth.quality_tables.pairs_shared_bins IS
  'Mean score of the pairs in bins that both sides share.';
COMMENT ON COLUMN pgsynth.quality_tables.columns_scored IS
  'Columns with a score; keys have none.';
COMMENT ON COLUMN pgsynth.quality_tables.pairs_scored IS
  'Pairs with a score; at most 40 columns of a table are paired, on 50,000 rows.';
COMMENT ON COLUMN pgsynth.quality_tables.detection IS
  'Mean AUC of the table''s rows in the view quality_detection, likewise; NULL where it has none.';
COMMENT ON COLUMN pgsynth.quality_tables.real_rows_compared IS
  'Rows of the source that were read and scored: all of them, or those of a sample of entities where there are more than --fit-rows.';
COMMENT ON COLUMN pgsynth.quality_tables.clone_rows_compared IS
  'Likewise of the clone.';
COMMENT ON COLUMN pgsynth.quality_tables.sampling_error IS
  'What the shape of a column may be off by because samples were compared: 95 % of samples of as many independent rows are nearer; more where the rows of an entity are alike, 0 where all rows were compared.';

CREATE OR REPLACE VIEW pgsynth.quality_detection AS
SELECT
  run_id,
  table_schema,
  table_name,
  aspect,
  nullif(constraint_name, '') AS constraint_name,
  auc,
  auc_low,
  auc_high,
  floor,
  rows,
  features,
  feature_shares
FROM pgsynth.detection_scores;

COMMENT ON VIEW pgsynth.quality_detection IS
  'pgsynth: One row per run, table of 100 rows or more, and aspect: how well boosted trees tell its real rows from the clone''s.';
COMMENT ON COLUMN pgsynth.quality_detection.run_id IS
  'The run; see the view runs.';
COMMENT ON COLUMN pgsynth.quality_detection.table_schema IS
  'Schema of the table in the source.';
COMMENT ON COLUMN pgsynth.quality_detection.table_name IS
  'Name of the table.';
COMMENT ON COLUMN pgsynth.quality_detection.aspect IS
  'What is shown of a row: rows (its columns), parents (with aggregates of its children), children (with its parent''s columns), siblings (with those of the row before it under the same parent).';
COMMENT ON COLUMN pgsynth.quality_detection.constraint_name IS
  'The foreign key to the parent, of children and siblings.';
COMMENT ON COLUMN pgsynth.quality_detection.auc IS
  'Area under the ROC curve on rows the trees have not seen: 0.5 where they cannot tell, 1 where they always can; well below 0.5 where the clone repeats real rows.';
COMMENT ON COLUMN pgsynth.quality_detection.auc_low IS
  'Low end of its 95 % confidence interval.';
COMMENT ON COLUMN pgsynth.quality_detection.auc_high IS
  'High end of the interval.';
COMMENT ON COLUMN pgsynth.quality_detection.floor IS
  'What real rows reach against other real rows; NULL where there are too few.';
COMMENT ON COLUMN pgsynth.quality_detection.rows IS
  'Rows of each side that were looked at.';
COMMENT ON COLUMN pgsynth.quality_detection.features IS
  'What gives the clone away: the columns or aggregates that told most, three at most.';
COMMENT ON COLUMN pgsynth.quality_detection.feature_shares IS
  'Their shares of what all features together told.';

CREATE OR REPLACE VIEW pgsynth.quality_utility AS
SELECT
  run_id,
  table_schema,
  table_name,
  column_name,
  metric,
  real_score,
  clone_score,
  clone_score - real_score AS difference,
  learnt_rows,
  tested_rows,
  importance_correlation,
  features,
  real_shares,
  clone_shares,
  CASE
    WHEN real_score > chance THEN
      least(greatest((clone_score - chance) / (real_score - chance), 0), 1)
  END AS retained
FROM pgsynth.utility_scores
CROSS JOIN LATERAL (SELECT CASE metric WHEN 'AUC' THEN 0.5 ELSE 0 END AS chance) AS metrics;

COMMENT ON VIEW pgsynth.quality_utility IS
  'pgsynth: One row per run and column that is told from the others of its table: how well models that learnt from the clone tell it on real rows, beside models that learnt from real rows.';
COMMENT ON COLUMN pgsynth.quality_utility.run_id IS
  'The run; see the view runs.';
COMMENT ON COLUMN pgsynth.quality_utility.table_schema IS
  'Schema of the table in the source.';
COMMENT ON COLUMN pgsynth.quality_utility.table_name IS
  'Name of the table.';
COMMENT ON COLUMN pgsynth.quality_utility.column_name IS
  'The column that is told.';
COMMENT ON COLUMN pgsynth.quality_utility.metric IS
  'AUC (area under the ROC curve; of several categories the mean over the commonest four, each against all others) or R2 (share of the variance that is explained).';
COMMENT ON COLUMN pgsynth.quality_utility.real_score IS
  'Learnt from real rows, tried on other real rows.';
COMMENT ON COLUMN pgsynth.quality_utility.clone_score IS
  'Learnt from as many rows of the clone, tried on the same.';
COMMENT ON COLUMN pgsynth.quality_utility.difference IS
  'clone_score - real_score: what is lost by learning from the clone.';
COMMENT ON COLUMN pgsynth.quality_utility.learnt_rows IS
  'Rows that each model learnt from.';
COMMENT ON COLUMN pgsynth.quality_utility.tested_rows IS
  'Real rows that they were tried on.';
COMMENT ON COLUMN pgsynth.quality_utility.importance_correlation IS
  'Spearman''s rank correlation of both models'' shares: 1 where the same columns matter; NULL for fewer than three columns.';
COMMENT ON COLUMN pgsynth.quality_utility.features IS
  'The columns that the model of real rows hangs on most, ten at most.';
COMMENT ON COLUMN pgsynth.quality_utility.real_shares IS
  'Their shares of what all columns told, in that model.';
COMMENT ON COLUMN pgsynth.quality_utility.clone_shares IS
  'The same of the clone''s model.';
COMMENT ON COLUMN pgsynth.quality_utility.retained IS
  'The share of what real rows tell beyond chance (0.5 for AUC, 0 for R2) that the clone tells, too, 0 to 1; NULL where real rows tell nothing.';

CREATE OR REPLACE VIEW pgsynth.quality_columns AS
SELECT
  run_id,
  table_schema,
  table_name,
  column_name,
  treatment,
  metric,
  score,
  shape_with_nulls,
  missing_value_similarity,
  real_null_rate,
  clone_null_rate,
  real_low,
  real_high,
  clone_low,
  clone_high,
  real_categories,
  clone_categories,
  missing_categories,
  new_categories,
  test,
  p_value,
  rare_categories,
  rare_category_coverage
FROM pgsynth.column_scores;

COMMENT ON VIEW pgsynth.quality_columns IS
  'pgsynth: One row per run and column: how alike its values are.';
COMMENT ON COLUMN pgsynth.quality_columns.run_id IS
  'The run; see the view runs.';
COMMENT ON COLUMN pgsynth.quality_columns.table_schema IS
  'Schema of the table in the source.';
COMMENT ON COLUMN pgsynth.quality_columns.table_name IS
  'Name of the table.';
COMMENT ON COLUMN pgsynth.quality_columns.column_name IS
  'Name of the column.';
COMMENT ON COLUMN pgsynth.quality_columns.treatment IS
  'How it is scored: number, category, textLength, or key (not scored).';
COMMENT ON COLUMN pgsynth.quality_columns.metric IS
  'KSComplement, TVComplement, or TextLengthKSComplement for texts that hardly repeat.';
COMMENT ON COLUMN pgsynth.quality_columns.score IS
  'The metric, NULLs left out; NULL where a side has no values.';
COMMENT ON COLUMN pgsynth.quality_columns.shape_with_nulls IS
  'Stricter: NULL counts as a value.';
COMMENT ON COLUMN pgsynth.quality_columns.missing_value_similarity IS
  '1 minus the difference of the null rates.';
COMMENT ON COLUMN pgsynth.quality_columns.real_null_rate IS
  'Share of NULLs in the source.';
COMMENT ON COLUMN pgsynth.quality_columns.clone_null_rate IS
  'Share of NULLs in the clone.';
COMMENT ON COLUMN pgsynth.quality_columns.real_low IS
  'Low end of the source''s values (of the lengths for textLength): fewer than k persons or things lie below, and it is rounded unless k of them share it.';
COMMENT ON COLUMN pgsynth.quality_columns.real_high IS
  'High end, protected in the same way.';
COMMENT ON COLUMN pgsynth.quality_columns.clone_low IS
  'Low end in the clone, by the same rule.';
COMMENT ON COLUMN pgsynth.quality_columns.clone_high IS
  'High end in the clone, by the same rule.';
COMMENT ON COLUMN pgsynth.quality_columns.real_categories IS
  'How many categories the source has.';
COMMENT ON COLUMN pgsynth.quality_columns.clone_categories IS
  'How many categories the clone has.';
COMMENT ON COLUMN pgsynth.quality_columns.missing_categories IS
  'How many of the source''s categories the clone lacks.';
COMMENT ON COLUMN pgsynth.quality_columns.new_categories IS
  'How many of the clone''s categories the source lacks.';
COMMENT ON COLUMN pgsynth.quality_columns.test IS
  'The classic test that p_value is of: Kolmogorov-Smirnov, or chi-squared for categories; NULL where it has none.';
COMMENT ON COLUMN pgsynth.quality_columns.p_value IS
  'How likely a difference as large is by chance, were rows independent. Near 0 for large tables, however small the difference.';
COMMENT ON COLUMN pgsynth.quality_columns.rare_categories IS
  'How many of the source''s categories with enough units behind them have less than 1 % of the rows; NULL for other columns.';
COMMENT ON COLUMN pgsynth.quality_columns.rare_category_coverage IS
  'Share of these that the clone has; NULL where there are none.';

CREATE OR REPLACE VIEW pgsynth.quality_column_pairs AS
SELECT
  run_id,
  table_schema,
  table_name,
  column_1,
  column_2,
  metric,
  score,
  real_association,
  clone_association,
  shared_bin_contingency
FROM pgsynth.column_pair_scores;

COMMENT ON VIEW pgsynth.quality_column_pairs IS
  'pgsynth: One row per run and pair of columns of a table: how alike they hang together.';
COMMENT ON COLUMN pgsynth.quality_column_pairs.run_id IS
  'The run; see the view runs.';
COMMENT ON COLUMN pgsynth.quality_column_pairs.table_schema IS
  'Schema of the table in the source.';
COMMENT ON COLUMN pgsynth.quality_column_pairs.table_name IS
  'Name of the table.';
COMMENT ON COLUMN pgsynth.quality_column_pairs.column_1 IS
  'One column.';
COMMENT ON COLUMN pgsynth.quality_column_pairs.column_2 IS
  'The other column.';
COMMENT ON COLUMN pgsynth.quality_column_pairs.metric IS
  'CorrelationSimilarity for two numbers, ContingencySimilarity otherwise.';
COMMENT ON COLUMN pgsynth.quality_column_pairs.score IS
  'The metric; NULL where a column is constant or empty.';
COMMENT ON COLUMN pgsynth.quality_column_pairs.real_association IS
  'Strength in the source: Pearson''s r for a correlation, Cramer''s V for a contingency.';
COMMENT ON COLUMN pgsynth.quality_column_pairs.clone_association IS
  'Strength in the clone.';
COMMENT ON COLUMN pgsynth.quality_column_pairs.shared_bin_contingency IS
  'Stricter: joint distribution over the source''s deciles and commonest categories, NULL being one.';

CREATE OR REPLACE VIEW pgsynth.quality_relationships AS
SELECT
  run_id,
  table_schema,
  table_name,
  constraint_name,
  columns,
  parent_schema,
  parent_table,
  parent_columns,
  referential_integrity,
  orphans,
  cardinality_shape_similarity,
  real_mean_children,
  clone_mean_children,
  real_childless_share,
  clone_childless_share,
  real_null_rate,
  clone_null_rate,
  trends_one_hop,
  trends_two_hops,
  trends_further,
  sibling_autocorrelation,
  distinct_per_parent
FROM pgsynth.relationship_scores;

COMMENT ON VIEW pgsynth.quality_relationships IS
  'pgsynth: One row per run and foreign key: whether references hold and parents have as many children.';
COMMENT ON COLUMN pgsynth.quality_relationships.run_id IS
  'The run; see the view runs.';
COMMENT ON COLUMN pgsynth.quality_relationships.table_schema IS
  'Schema of the child table in the source.';
COMMENT ON COLUMN pgsynth.quality_relationships.table_name IS
  'Name of the child table.';
COMMENT ON COLUMN pgsynth.quality_relationships.constraint_name IS
  'Name of the foreign key.';
COMMENT ON COLUMN pgsynth.quality_relationships.columns IS
  'The referencing columns.';
COMMENT ON COLUMN pgsynth.quality_relationships.parent_schema IS
  'Schema of the parent table in the source.';
COMMENT ON COLUMN pgsynth.quality_relationships.parent_table IS
  'Name of the parent table.';
COMMENT ON COLUMN pgsynth.quality_relationships.parent_columns IS
  'The referenced columns.';
COMMENT ON COLUMN pgsynth.quality_relationships.referential_integrity IS
  'Share of the clone''s references that find their parent.';
COMMENT ON COLUMN pgsynth.quality_relationships.orphans IS
  'How many do not.';
COMMENT ON COLUMN pgsynth.quality_relationships.cardinality_shape_similarity IS
  'KSComplement of the children per parent, childless parents included.';
COMMENT ON COLUMN pgsynth.quality_relationships.real_mean_children IS
  'Mean children per parent in the source.';
COMMENT ON COLUMN pgsynth.quality_relationships.clone_mean_children IS
  'Mean children per parent in the clone.';
COMMENT ON COLUMN pgsynth.quality_relationships.real_childless_share IS
  'Share of parents without children in the source.';
COMMENT ON COLUMN pgsynth.quality_relationships.clone_childless_share IS
  'Share of parents without children in the clone.';
COMMENT ON COLUMN pgsynth.quality_relationships.real_null_rate IS
  'Share of child rows without a reference in the source.';
COMMENT ON COLUMN pgsynth.quality_relationships.clone_null_rate IS
  'Share of child rows without a reference in the clone.';
COMMENT ON COLUMN pgsynth.quality_relationships.trends_one_hop IS
  'Mean over the child''s columns and its parent''s of the joint distribution in shared bins (see quality_column_pairs).';
COMMENT ON COLUMN pgsynth.quality_relationships.trends_two_hops IS
  'The same with the columns of the parent''s parents; NULL where it has none.';
COMMENT ON COLUMN pgsynth.quality_relationships.trends_further IS
  'The same with the columns of ancestors three and four keys away.';
COMMENT ON COLUMN pgsynth.quality_relationships.sibling_autocorrelation IS
  'How alike the correlations are between numbers of a child and of the sibling before it, by time, then by the primary key.';
COMMENT ON COLUMN pgsynth.quality_relationships.distinct_per_parent IS
  'How alike the distributions are of how many different values the children of a parent have, mean over the columns.';

CREATE OR REPLACE VIEW pgsynth.quality_privacy AS
SELECT
  run_id,
  table_schema,
  table_name,
  aspect,
  units,
  held_out_units,
  dcr_share,
  dcr_low,
  dcr_high,
  membership_auc,
  membership_low,
  membership_high,
  exact_share,
  held_out_exact_share,
  exact_excess,
  exact_excess_low,
  exact_excess_high,
  verdict,
  disclosure_hits,
  disclosure_held_out_hits,
  disclosure_excess,
  disclosure_excess_low,
  disclosure_excess_high,
  disclosure_column,
  disclosure_mean_excess
FROM pgsynth.privacy_scores;

COMMENT ON VIEW pgsynth.quality_privacy IS
  'pgsynth: Per run and table of which units were kept out of the fit: whether the clone lies nearer to rows it was learnt from than to those.';
COMMENT ON COLUMN pgsynth.quality_privacy.run_id IS
  'The run; see the view runs.';
COMMENT ON COLUMN pgsynth.quality_privacy.table_schema IS
  'Schema of the table in the source.';
COMMENT ON COLUMN pgsynth.quality_privacy.table_name IS
  'Name of the table.';
COMMENT ON COLUMN pgsynth.quality_privacy.aspect IS
  'rows, or histories: rows with aggregates of their children in other tables.';
COMMENT ON COLUMN pgsynth.quality_privacy.units IS
  'Persons or things that have rows in the table, as far as it was read.';
COMMENT ON COLUMN pgsynth.quality_privacy.held_out_units IS
  'How many of them were kept out of the fit.';
COMMENT ON COLUMN pgsynth.quality_privacy.dcr_share IS
  'Share of the clone''s rows nearer to a row learnt from than to one held out, for sets of equal size; 0.5 is ideal, above 0.55 is a miss.';
COMMENT ON COLUMN pgsynth.quality_privacy.dcr_low IS
  'Low end of its 95 % confidence interval; the miss is certain where this is above the bar.';
COMMENT ON COLUMN pgsynth.quality_privacy.dcr_high IS
  'High end of the interval.';
COMMENT ON COLUMN pgsynth.quality_privacy.membership_auc IS
  'AUC of telling rows learnt from and held out apart by their distance to the clone; 0.5 is ideal, above 0.55 is a miss.';
COMMENT ON COLUMN pgsynth.quality_privacy.membership_low IS
  'Low end of its 95 % confidence interval.';
COMMENT ON COLUMN pgsynth.quality_privacy.membership_high IS
  'High end of the interval.';
COMMENT ON COLUMN pgsynth.quality_privacy.exact_share IS
  'Share of the clone''s rows that equal a row learnt from in all columns but keys; NULL for histories.';
COMMENT ON COLUMN pgsynth.quality_privacy.held_out_exact_share IS
  'The same share of the rows held out: how often rows are alike by chance.';
COMMENT ON COLUMN pgsynth.quality_privacy.exact_excess IS
  'What the clone''s share exceeds, the lesser of both: the share of the rows held out; matches with rows held out, for their number. Above 0 is a miss.';
COMMENT ON COLUMN pgsynth.quality_privacy.exact_excess_low IS
  'Low end of its confidence interval (99.9 %, one-sided).';
COMMENT ON COLUMN pgsynth.quality_privacy.exact_excess_high IS
  'High end of the interval.';
COMMENT ON COLUMN pgsynth.quality_privacy.verdict IS
  'held, or missed: a bar is missed for certain.';
COMMENT ON COLUMN pgsynth.quality_privacy.disclosure_hits IS
  'Share of fitted rows whose value in disclosure_column is guessed right from the clone''s rows that are nearest in all other columns; NULL for histories.';
COMMENT ON COLUMN pgsynth.quality_privacy.disclosure_held_out_hits IS
  'The same share of the rows held out: what the population tells anybody.';
COMMENT ON COLUMN pgsynth.quality_privacy.disclosure_excess IS
  'The former share less the latter: about 0 where the clone tells nothing about those that it was learnt from.';
COMMENT ON COLUMN pgsynth.quality_privacy.disclosure_excess_low IS
  'Low end of its 95 % confidence interval, wide enough to hold for 12 columns at once.';
COMMENT ON COLUMN pgsynth.quality_privacy.disclosure_excess_high IS
  'High end of the interval.';
COMMENT ON COLUMN pgsynth.quality_privacy.disclosure_column IS
  'The column that is told most for certain: the one with the highest low end.';
COMMENT ON COLUMN pgsynth.quality_privacy.disclosure_mean_excess IS
  'Mean of the excess over the columns that were tried, at most 12.';

CREATE OR REPLACE VIEW pgsynth.diagnostics AS
SELECT
  run_id,
  table_schema,
  table_name,
  columns,
  nullif(constraint_name, '') AS constraint_name,
  property,
  metric,
  score
FROM pgsynth.diagnostic_checks;

COMMENT ON VIEW pgsynth.diagnostics IS
  'pgsynth: One row per run and check of SDMetrics'' DiagnosticReport: whether the clone''s data is valid. Below 1 is something to look at.';
COMMENT ON COLUMN pgsynth.diagnostics.run_id IS
  'The run; see the view runs.';
COMMENT ON COLUMN pgsynth.diagnostics.table_schema IS
  'Schema of the table (the child of a foreign key) in the source.';
COMMENT ON COLUMN pgsynth.diagnostics.table_name IS
  'Name of the table.';
COMMENT ON COLUMN pgsynth.diagnostics.columns IS
  'The columns that are checked; none for a whole table.';
COMMENT ON COLUMN pgsynth.diagnostics.constraint_name IS
  'Name of the foreign key; NULL for checks of one table.';
COMMENT ON COLUMN pgsynth.diagnostics.property IS
  'Data Validity, Data Structure or Relationship Validity.';
COMMENT ON COLUMN pgsynth.diagnostics.metric IS
  'BoundaryAdherence, CategoryAdherence, KeyUniqueness, TableStructure, ReferentialIntegrity or CardinalityBoundaryAdherence.';
COMMENT ON COLUMN pgsynth.diagnostics.score IS
  'The metric, 0 to 1; NULL where it does not apply.';

-- The views of runs beside each other: those under way, and each beside the one before it. Safe to run again.

CREATE OR REPLACE VIEW pgsynth.progress AS
SELECT
  l.run_id,
  l.source,
  l.target,
  l.started_at,
  EXTRACT(epoch FROM pg_catalog.clock_timestamp() - l.started_at)::double precision AS seconds,
  p.stage,
  EXTRACT(epoch FROM pg_catalog.clock_timestamp() - p.stage_started_at)::double precision AS stage_seconds,
  p.table_name,
  p.done,
  p.total,
  CASE WHEN p.total > 0 THEN least(1, p.done / p.total::double precision) END AS share,
  CASE
    WHEN p.done > 0 AND p.total >= p.done THEN
      EXTRACT(epoch FROM p.updated_at - p.stage_started_at)::double precision * (p.total - p.done) / p.done
  END AS stage_seconds_left,
  p.updated_at
FROM pgsynth.run_log l
LEFT JOIN pgsynth.run_progress p ON p.run_id = l.run_id
WHERE l.state = 'running';

COMMENT ON VIEW pgsynth.progress IS
  'pgsynth: One row per run that is under way: what it is doing, as of a second ago.';
COMMENT ON COLUMN pgsynth.progress.run_id IS
  'The run; see the view runs.';
COMMENT ON COLUMN pgsynth.progress.source IS
  'The database that is cloned.';
COMMENT ON COLUMN pgsynth.progress.target IS
  'Where the clone goes.';
COMMENT ON COLUMN pgsynth.progress.started_at IS
  'When the run began to write here: after it had read the source.';
COMMENT ON COLUMN pgsynth.progress.seconds IS
  'How long ago that is.';
COMMENT ON COLUMN pgsynth.progress.stage IS
  'fit, generate, constraints, score or swap; NULL before the first.';
COMMENT ON COLUMN pgsynth.progress.stage_seconds IS
  'How long the stage has lasted.';
COMMENT ON COLUMN pgsynth.progress.table_name IS
  'The table at hand; NULL for the stage as a whole.';
COMMENT ON COLUMN pgsynth.progress.done IS
  'Rows (of generate) or tables (of fit) done in the stage.';
COMMENT ON COLUMN pgsynth.progress.total IS
  'Rows or tables of the whole stage; NULL where unknown.';
COMMENT ON COLUMN pgsynth.progress.share IS
  'done / total.';
COMMENT ON COLUMN pgsynth.progress.stage_seconds_left IS
  'How long the rest of the stage takes at the pace so far.';
COMMENT ON COLUMN pgsynth.progress.updated_at IS
  'When the run said so. One that has been silent for long may be dead; the next run finds out.';

CREATE OR REPLACE VIEW pgsynth.quality_history AS
WITH scored AS (
  SELECT
    l.*,
    pg_catalog.lag(l.run_id) OVER w AS previous_run_id,
    l.overall - pg_catalog.lag(l.overall) OVER w AS overall_change,
    l.shapes - pg_catalog.lag(l.shapes) OVER w AS shapes_change,
    l.pairs - pg_catalog.lag(l.pairs) OVER w AS pairs_change,
    l.cardinality - pg_catalog.lag(l.cardinality) OVER w AS cardinality_change,
    pg_catalog.max(l.overall) OVER pair AS best_overall,
    pg_catalog.min(l.overall) OVER pair AS worst_overall,
    pg_catalog.avg(l.overall) OVER (w ROWS BETWEEN 5 PRECEDING AND 1 PRECEDING) AS recent_overall
  FROM pgsynth.run_log l
  WHERE l.state = 'done'
  WINDOW w AS (PARTITION BY l.source, l.target ORDER BY l.run_id), pair AS (PARTITION BY l.source, l.target)
)
SELECT
  s.run_id,
  s.finished_at,
  s.source,
  s.target,
  s.engine,
  s.seed,
  s.real_rows,
  s.clone_rows,
  s.overall,
  s.shapes,
  s.pairs,
  s.cardinality,
  s.integrity,
  s.verdict,
  s.privacy,
  s.previous_run_id,
  s.overall_change,
  s.shapes_change,
  s.pairs_change,
  s.cardinality_change,
  s.overall - s.recent_overall AS drift,
  s.overall = s.best_overall AS is_best,
  s.overall = s.worst_overall AS is_worst,
  fell.table_schema AS fell_schema,
  fell.table_name AS fell_table,
  fell.column_name AS fell_column,
  fell.change AS fell_by,
  rose.table_schema AS rose_schema,
  rose.table_name AS rose_table,
  rose.column_name AS rose_column,
  rose.change AS rose_by
FROM scored s
LEFT JOIN LATERAL (
  SELECT c.table_schema, c.table_name, c.column_name, c.score - p.score AS change
  FROM pgsynth.column_scores c
  JOIN pgsynth.column_scores p USING (table_schema, table_name, column_name)
  WHERE c.run_id = s.run_id AND p.run_id = s.previous_run_id AND c.score < p.score
  ORDER BY c.score - p.score, c.table_schema, c.table_name, c.column_name LIMIT 1
) fell ON true
LEFT JOIN LATERAL (
  SELECT c.table_schema, c.table_name, c.column_name, c.score - p.score AS change
  FROM pgsynth.column_scores c
  JOIN pgsynth.column_scores p USING (table_schema, table_name, column_name)
  WHERE c.run_id = s.run_id AND p.run_id = s.previous_run_id AND c.score > p.score
  ORDER BY c.score - p.score DESC, c.table_schema, c.table_name, c.column_name LIMIT 1
) rose ON true;

COMMENT ON VIEW pgsynth.quality_history IS
  'pgsynth: One row per finished run, beside the earlier ones from the same source to the same target.';
COMMENT ON COLUMN pgsynth.quality_history.run_id IS
  'The run; see the view runs.';
COMMENT ON COLUMN pgsynth.quality_history.finished_at IS
  'When it was done.';
COMMENT ON COLUMN pgsynth.quality_history.source IS
  'The database that was cloned.';
COMMENT ON COLUMN pgsynth.quality_history.target IS
  'Where the clone is, or was.';
COMMENT ON COLUMN pgsynth.quality_history.engine IS
  'The model that made the rows, or evaluate.';
COMMENT ON COLUMN pgsynth.quality_history.seed IS
  'The seed of the run.';
COMMENT ON COLUMN pgsynth.quality_history.real_rows IS
  'Rows of the cloned tables in the source.';
COMMENT ON COLUMN pgsynth.quality_history.clone_rows IS
  'Rows of the clone.';
COMMENT ON COLUMN pgsynth.quality_history.overall IS
  'Mean of shapes, pairs and cardinality.';
COMMENT ON COLUMN pgsynth.quality_history.shapes IS
  'Mean score of the columns.';
COMMENT ON COLUMN pgsynth.quality_history.pairs IS
  'Mean score of the pairs of columns.';
COMMENT ON COLUMN pgsynth.quality_history.cardinality IS
  'Mean CardinalityShapeSimilarity of the foreign keys.';
COMMENT ON COLUMN pgsynth.quality_history.integrity IS
  'Mean share of references that find their parent.';
COMMENT ON COLUMN pgsynth.quality_history.verdict IS
  'As in the view quality.';
COMMENT ON COLUMN pgsynth.quality_history.privacy IS
  'As in the view quality.';
COMMENT ON COLUMN pgsynth.quality_history.previous_run_id IS
  'The finished run before it from the same source to the same target.';
COMMENT ON COLUMN pgsynth.quality_history.overall_change IS
  'What overall has gained since then; below 0 it is worse.';
COMMENT ON COLUMN pgsynth.quality_history.shapes_change IS
  'The same of shapes.';
COMMENT ON COLUMN pgsynth.quality_history.pairs_change IS
  'The same of pairs.';
COMMENT ON COLUMN pgsynth.quality_history.cardinality_change IS
  'The same of cardinality.';
COMMENT ON COLUMN pgsynth.quality_history.drift IS
  'overall less its mean over the five runs before: a slow loss shows here before it shows from run to run.';
COMMENT ON COLUMN pgsynth.quality_history.is_best IS
  'Whether no run from this source to this target has a higher overall.';
COMMENT ON COLUMN pgsynth.quality_history.is_worst IS
  'Whether none has a lower one.';
COMMENT ON COLUMN pgsynth.quality_history.fell_schema IS
  'Schema of the column whose score fell most since the run before.';
COMMENT ON COLUMN pgsynth.quality_history.fell_table IS
  'Its table.';
COMMENT ON COLUMN pgsynth.quality_history.fell_column IS
  'The column; NULL where none fell.';
COMMENT ON COLUMN pgsynth.quality_history.fell_by IS
  'By how much: below 0.';
COMMENT ON COLUMN pgsynth.quality_history.rose_schema IS
  'Schema of the column whose score rose most.';
COMMENT ON COLUMN pgsynth.quality_history.rose_table IS
  'Its table.';
COMMENT ON COLUMN pgsynth.quality_history.rose_column IS
  'The column; NULL where none rose.';
COMMENT ON COLUMN pgsynth.quality_history.rose_by IS
  'By how much.';

-- What the functions of functions.sql are made of: they read the catalogs and return SQL text, and touch no rows. Safe
-- to run again; runs need CREATE on the schema.
--
-- Statements are put together of format('%I') and of regclass texts, which are qualified and quoted because the
-- search path holds nothing but the catalogs. PARALLEL RESTRICTED: the tables may be temporary.

CREATE OR REPLACE FUNCTION pgsynth.score_rows(relation regclass)
RETURNS text LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  kind "char";
BEGIN
  SELECT c.relkind INTO kind FROM pg_class c WHERE c.oid = relation;
  IF kind IS NULL OR kind NOT IN ('r', 'p', 'f', 'v', 'm') THEN
    RAISE EXCEPTION '% is not a table or view', relation
      USING ERRCODE = 'wrong_object_type', HINT = 'Name a table, foreign table, view or materialized view.';
  END IF;
  -- Rows of inheritance children belong to tables of their own; those of partitions do not.
  RETURN CASE WHEN kind IN ('r', 'f') THEN format('ONLY %s', relation) ELSE relation::text END;
END
$body$;
COMMENT ON FUNCTION pgsynth.score_rows(regclass) IS
  'pgsynth: internal: what stands behind FROM to read the rows of a table.';

CREATE OR REPLACE FUNCTION pgsynth.score_operand(
  relation regclass, column_name name, OUT family text, OUT is_fraction boolean, OUT value text)
LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  base oid;
  modifier integer;
BEGIN
  SELECT a.atttypid, a.atttypmod INTO base, modifier FROM pg_attribute a
  WHERE a.attrelid = relation AND a.attname = column_name AND a.attnum > 0 AND NOT a.attisdropped;
  IF base IS NULL THEN
    RAISE EXCEPTION 'column % of % does not exist', quote_ident(column_name), relation
      USING ERRCODE = 'undefined_column', HINT = coalesce(
        'Write names as they are stored, without quotes. There are: ' || (
          SELECT string_agg(a.attname, ', ' ORDER BY a.attnum) FROM pg_attribute a
          WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped), 'It has no columns.');
  END IF;
  -- A domain is what it is made of.
  WHILE EXISTS (SELECT FROM pg_type t WHERE t.oid = base AND t.typtype = 'd') LOOP
    SELECT t.typbasetype, t.typtypmod INTO base, modifier FROM pg_type t WHERE t.oid = base;
  END LOOP;
  value := quote_ident(column_name);
  is_fraction := false;
  CASE
    WHEN base IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) THEN
      family := 'number';
    WHEN base = 'bool'::regtype THEN
      family := 'number';
      value := format('%s::int4', value);
    WHEN base IN ('float4'::regtype, 'float8'::regtype) THEN
      family := 'number';
      is_fraction := true;
      -- By way of the text a single 18.4 stays 18.4 instead of becoming 18.399999618530273.
      value := format(CASE WHEN base = 'float4'::regtype THEN '%s::text::float8' ELSE '%s::float8' END, value);
    WHEN base IN ('numeric'::regtype, 'money'::regtype) THEN
      family := 'number';
      -- The type modifier is 4 more than precision (upper half) and scale (lower 11 bits).
      is_fraction := base = 'money'::regtype OR modifier < 0
        OR ((modifier - 4) & 2047) <> 0 OR ((modifier - 4) >> 16) > 18;
      value := CASE WHEN is_fraction THEN format('%s::numeric::float8', value) ELSE value END;
    WHEN base = 'date'::regtype THEN
      family := 'date';
    WHEN base = 'time'::regtype THEN
      family := 'time';
    WHEN base = 'timestamp'::regtype THEN
      family := 'timestamp';
    WHEN base = 'timestamptz'::regtype THEN
      family := 'timestamp';
      value := format('(%s AT TIME ZONE ''UTC'')', value);
    WHEN base = 'interval'::regtype THEN
      family := 'interval';
    ELSE
      family := 'text';
      value := format('%s::text COLLATE "C"', value);
  END CASE;
END
$body$;
COMMENT ON FUNCTION pgsynth.score_operand(regclass, name) IS
  'pgsynth: internal: the SQL expression by which a column is scored, and what kind of values it has.';

CREATE OR REPLACE FUNCTION pgsynth.score_operands(
  real_table regclass, real_column name, clone_table regclass, clone_column name, needs_number boolean,
  OUT family text, OUT is_fraction boolean, OUT real_value text, OUT clone_value text)
LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  ours record;
  theirs record;
BEGIN
  SELECT o.* INTO ours FROM pgsynth.score_operand(real_table, real_column) o;
  SELECT o.* INTO theirs FROM pgsynth.score_operand(clone_table, clone_column) o;
  IF ours.family <> theirs.family THEN
    RAISE EXCEPTION 'column % of % holds values of the kind %, column % of % of the kind %',
      quote_ident(real_column), real_table, ours.family, quote_ident(clone_column), clone_table, theirs.family
      USING ERRCODE = 'datatype_mismatch',
        HINT = 'Compare columns of like types, for example through a view that casts one of them.';
  END IF;
  IF needs_number AND ours.family = 'text' THEN
    RAISE EXCEPTION 'column % of % holds texts, and this score needs numbers, dates or times',
      quote_ident(real_column), real_table
      USING ERRCODE = 'datatype_mismatch',
        HINT = 'Use tv_complement, category_coverage, category_adherence or contingency_similarity,'
          ' or a view with the length of the texts.';
  END IF;
  family := ours.family;
  is_fraction := ours.is_fraction OR theirs.is_fraction;
  real_value := ours.value;
  clone_value := theirs.value;
  -- Beside a fraction, whole numbers are doubles too.
  IF is_fraction AND NOT ours.is_fraction THEN real_value := format('%s::float8', real_value); END IF;
  IF is_fraction AND NOT theirs.is_fraction THEN clone_value := format('%s::float8', clone_value); END IF;
END
$body$;
COMMENT ON FUNCTION pgsynth.score_operands(regclass, name, regclass, name, boolean) IS
  'pgsynth: internal: the SQL expressions by which two columns are compared.';

CREATE OR REPLACE FUNCTION pgsynth.score_number(family text, value text)
RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  RETURN CASE family
    -- Seconds since 2000-01-01.
    WHEN 'date' THEN format('(EXTRACT(epoch FROM %s)::float8 - 946684800)', value)
    WHEN 'timestamp' THEN format('(EXTRACT(epoch FROM %s)::float8 - 946684800)', value)
    WHEN 'time' THEN format('EXTRACT(epoch FROM %s)::float8', value)
    -- An epoch counts a year as 365.25 days, comparisons of intervals as twelve months of 30.
    WHEN 'interval' THEN format(
      '(EXTRACT(epoch FROM %1$s)::float8 - EXTRACT(year FROM %1$s)::float8 * 453600)', value)
    ELSE format('(%s)::float8', value)
  END;
END
$body$;
COMMENT ON FUNCTION pgsynth.score_number(text, text) IS
  'pgsynth: internal: the SQL expression of a value as a number.';

CREATE OR REPLACE FUNCTION pgsynth.score_counts(
  real_table regclass, real_values text[], clone_table regclass, clone_values text[])
RETURNS text LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  names text;
  real_list text;
  clone_list text;
BEGIN
  SELECT string_agg(format('v%s', i), ', ' ORDER BY i),
    string_agg(format('%s AS v%s', real_values[i], i), ', ' ORDER BY i),
    string_agg(format('%s AS v%s', clone_values[i], i), ', ' ORDER BY i)
  INTO names, real_list, clone_list FROM generate_subscripts(real_values, 1) i;
  RETURN format(
    'SELECT %1$s, sum(r)::float8 AS r, sum(c)::float8 AS c FROM ('
    'SELECT %1$s, count(*) AS r, 0 AS c FROM (SELECT %2$s FROM %3$s) AS a GROUP BY %1$s UNION ALL '
    'SELECT %1$s, 0, count(*) FROM (SELECT %4$s FROM %5$s) AS b GROUP BY %1$s) AS sides GROUP BY %1$s',
    names, real_list, pgsynth.score_rows(real_table), clone_list, pgsynth.score_rows(clone_table));
END
$body$;
COMMENT ON FUNCTION pgsynth.score_counts(regclass, text[], regclass, text[]) IS
  'pgsynth: internal: the query that counts equal values (v1, v2, …) on both sides (r, c).';

CREATE OR REPLACE FUNCTION pgsynth.score_ks(counts text)
RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  RETURN format(
    'SELECT 1 - max(abs(r / real_rows - c / clone_rows)) FROM ('
    'SELECT sum(r) OVER w AS r, sum(c) OVER w AS c, nullif(sum(r) OVER (), 0) AS real_rows,'
    ' nullif(sum(c) OVER (), 0) AS clone_rows FROM (%s) AS counted WHERE v1 IS NOT NULL'
    ' WINDOW w AS (ORDER BY v1 ROWS UNBOUNDED PRECEDING)) AS steps', counts);
END
$body$;
COMMENT ON FUNCTION pgsynth.score_ks(text) IS
  'pgsynth: internal: the query for 1 minus the Kolmogorov-Smirnov statistic of counted values.';

CREATE OR REPLACE FUNCTION pgsynth.score_pearson(relation regclass, first_number text, second_number text)
RETURNS text LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  -- Two passes, and deviations beside the largest one: corr() takes rounding errors of a constant for values,
  -- and squares of very large and very small numbers would leave the range of a double. MATERIALIZED, because the
  -- planner expects one complete row and would compute the means again for each.
  RETURN format(
    'WITH complete AS MATERIALIZED ('
    'SELECT x, y FROM (SELECT %1$s AS x, %2$s AS y FROM %3$s) AS pairs'
    ' WHERE x > ''-Infinity'' AND x < ''Infinity'' AND y > ''-Infinity'' AND y < ''Infinity''),'
    ' means AS MATERIALIZED (SELECT count(*) AS n, sum(x) / nullif(count(*), 0) AS x, sum(y) / nullif(count(*), 0) AS y FROM complete),'
    ' spans AS MATERIALIZED (SELECT max(abs(complete.x - means.x)) AS x, max(abs(complete.y - means.y)) AS y'
    ' FROM complete, means),'
    -- A constant column leaves rounding errors of this size around its mean, not zeros.
    ' vary AS MATERIALIZED (SELECT means.x AS mean_x, means.y AS mean_y, spans.x AS span_x, spans.y AS span_y'
    ' FROM means, spans WHERE means.n >= 2 AND spans.x > 1e-13 * abs(means.x)'
    ' AND spans.y > 1e-13 * abs(means.y)),'
    ' scaled AS (SELECT (x - mean_x) / span_x AS x, (y - mean_y) / span_y AS y FROM complete, vary)'
    ' SELECT CASE WHEN count(*) > 0 THEN'
    ' least(1, greatest(-1, sum(x * y) / (sqrt(sum(x * x)) * sqrt(sum(y * y))))) END FROM scaled',
    first_number, second_number, pgsynth.score_rows(relation));
END
$body$;
COMMENT ON FUNCTION pgsynth.score_pearson(regclass, text, text) IS
  'pgsynth: internal: the query for the correlation of two numbers of a table.';

CREATE OR REPLACE FUNCTION pgsynth.score_foreign_key(
  child regclass, constraint_name name,
  OUT columns name[], OUT parent regclass, OUT parent_columns name[])
LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  SELECT c.confrelid,
    ARRAY(SELECT a.attname FROM unnest(c.conkey) WITH ORDINALITY k (number, position)
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number ORDER BY k.position),
    ARRAY(SELECT a.attname FROM unnest(c.confkey) WITH ORDINALITY k (number, position)
      JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number ORDER BY k.position)
  INTO parent, columns, parent_columns
  FROM pg_constraint c
  WHERE c.conrelid = child AND c.conname = constraint_name AND c.contype = 'f';
  IF parent IS NULL THEN
    RAISE EXCEPTION '% has no foreign key %', child, quote_ident(constraint_name)
      USING ERRCODE = 'undefined_object', HINT = coalesce(
        'There are: ' || (SELECT string_agg(c.conname, ', ' ORDER BY c.conname) FROM pg_constraint c
          WHERE c.conrelid = child AND c.contype = 'f'),
        'It has none: name the columns of both tables instead.');
  END IF;
END
$body$;
COMMENT ON FUNCTION pgsynth.score_foreign_key(regclass, name) IS
  'pgsynth: internal: the columns of a foreign key and what they refer to.';

CREATE OR REPLACE FUNCTION pgsynth.score_references(
  child regclass, child_columns name[], parent regclass, parent_columns name[],
  OUT grouped text, OUT matches text, OUT complete text)
LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF cardinality(child_columns) = 0 OR cardinality(child_columns) <> cardinality(parent_columns) THEN
    RAISE EXCEPTION '% columns of % refer to % columns of %', cardinality(child_columns), child,
      cardinality(parent_columns), parent
      USING ERRCODE = 'invalid_foreign_key', HINT = 'Give as many columns of one as of the other, and at least one.';
  END IF;
  -- The operands are asked for only because they say which column does not exist.
  PERFORM pgsynth.score_operand(child, c.name), pgsynth.score_operand(parent, c.parent_name)
  FROM unnest(child_columns, parent_columns) AS c (name, parent_name);
  SELECT
    format('SELECT %s, count(*) AS n FROM %s WHERE %s GROUP BY %s',
      string_agg(format('%I AS k%s', c.name, c.position), ', ' ORDER BY c.position), pgsynth.score_rows(child),
      string_agg(format('%I IS NOT NULL', c.name), ' AND ' ORDER BY c.position),
      string_agg(format('%I', c.name), ', ' ORDER BY c.position)),
    string_agg(format('p.%I = r.k%s', c.parent_name, c.position), ' AND ' ORDER BY c.position),
    string_agg(format('%I IS NOT NULL', c.name), ' AND ' ORDER BY c.position)
  INTO grouped, matches, complete
  FROM unnest(child_columns, parent_columns) WITH ORDINALITY AS c (name, parent_name, position);
END
$body$;
COMMENT ON FUNCTION pgsynth.score_references(regclass, name[], regclass, name[]) IS
  'pgsynth: internal: the query that counts equal references of a child, and how they find their parent.';

CREATE OR REPLACE FUNCTION pgsynth.score_degrees(
  child regclass, child_columns name[], parent regclass, parent_columns name[])
RETURNS text LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  o record;
BEGIN
  SELECT p.* INTO o FROM pgsynth.score_references(child, child_columns, parent, parent_columns) p;
  RETURN format('SELECT coalesce(r.n, 0) AS children, count(*) AS parents FROM %s AS p'
    ' LEFT JOIN (%s) AS r ON %s GROUP BY 1', pgsynth.score_rows(parent), o.grouped, o.matches);
END
$body$;
COMMENT ON FUNCTION pgsynth.score_degrees(regclass, name[], regclass, name[]) IS
  'pgsynth: internal: the query that counts parents by their number of children.';

-- Scores of two tables of this database, computed when asked. Safe to run again after function_parts.sql; runs need
-- CREATE on the schema.
--
-- Tables are regclass, so that quoting and privileges are PostgreSQL's; columns are names as the catalogs have them.
-- Texts of floating-point numbers are exact with extra_float_digits = 1, whatever the session has.

CREATE OR REPLACE FUNCTION pgsynth.ks_complement(
  real_table regclass, real_column name, clone_table regclass, clone_column name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  o record;
  -- NaN counts as missing. Rounded to 14 decimals, 0.1 + 0.2 ties with 0.3; beyond 1e294 that overflows.
  tied CONSTANT text := 'CASE WHEN %1$s = ''NaN'' THEN NULL WHEN abs(%1$s) < 1e294'
    ' THEN round(%1$s * 1e14) / 1e14 ELSE %1$s END';
  score double precision;
BEGIN
  SELECT p.* INTO o FROM pgsynth.score_operands(real_table, real_column, clone_table, clone_column, true) p;
  IF o.is_fraction THEN
    o.real_value := format(tied, o.real_value);
    o.clone_value := format(tied, o.clone_value);
  END IF;
  EXECUTE pgsynth.score_ks(
    pgsynth.score_counts(real_table, ARRAY[o.real_value], clone_table, ARRAY[o.clone_value])) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.ks_complement(regclass, name, regclass, name) IS
  'pgsynth: KSComplement: 1 minus the Kolmogorov-Smirnov distance of two columns of numbers, dates or times. NULL where a side has no values.';

CREATE OR REPLACE FUNCTION pgsynth.tv_complement(
  real_table regclass, real_column name, clone_table regclass, clone_column name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  o record;
  score double precision;
BEGIN
  SELECT p.* INTO o FROM pgsynth.score_operands(real_table, real_column, clone_table, clone_column, false) p;
  -- As in SDMetrics, a category that only the clone has counts as a millionth of a real row.
  EXECUTE format(
    'SELECT 1 - sum(abs(c / clone_rows - expected / real_rows)) / 2 FROM ('
    'SELECT CASE WHEN r = 0 THEN 1e-6 ELSE r END AS expected, c,'
    ' nullif(sum(r) OVER (), 0) + 1e-6 * count(*) FILTER (WHERE r = 0) OVER () AS real_rows,'
    ' nullif(sum(c) OVER (), 0) AS clone_rows FROM (%s) AS counted WHERE v1 IS NOT NULL) AS shares',
    pgsynth.score_counts(real_table, ARRAY[o.real_value], clone_table, ARRAY[o.clone_value])) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.tv_complement(regclass, name, regclass, name) IS
  'pgsynth: TVComplement: 1 minus the total variation distance of the categories of two columns. NULL where a side has no values.';

CREATE OR REPLACE FUNCTION pgsynth.missing_value_similarity(
  real_table regclass, real_column name, clone_table regclass, clone_column name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  score double precision;
BEGIN
  -- The operands are asked for only because they say which column does not exist.
  PERFORM pgsynth.score_operand(real_table, real_column), pgsynth.score_operand(clone_table, clone_column);
  EXECUTE format(
    'SELECT 1 - abs(r.rate - c.rate) FROM'
    ' (SELECT count(*) FILTER (WHERE %1$I IS NULL)::float8 / nullif(count(*), 0) AS rate FROM %2$s) AS r,'
    ' (SELECT count(*) FILTER (WHERE %3$I IS NULL)::float8 / nullif(count(*), 0) AS rate FROM %4$s) AS c',
    real_column, pgsynth.score_rows(real_table), clone_column, pgsynth.score_rows(clone_table)) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.missing_value_similarity(regclass, name, regclass, name) IS
  'pgsynth: MissingValueSimilarity: 1 minus the difference of the shares of NULL in two columns. NULL where a side has no rows.';

CREATE OR REPLACE FUNCTION pgsynth.correlation_similarity(
  real_table regclass, real_first name, real_second name, clone_table regclass, clone_first name, clone_second name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  a record;
  b record;
  score double precision;
BEGIN
  SELECT p.* INTO a FROM pgsynth.score_operands(real_table, real_first, clone_table, clone_first, true) p;
  SELECT p.* INTO b FROM pgsynth.score_operands(real_table, real_second, clone_table, clone_second, true) p;
  EXECUTE format('SELECT 1 - abs((%s) - (%s)) / 2',
    pgsynth.score_pearson(real_table, pgsynth.score_number(a.family, a.real_value),
      pgsynth.score_number(b.family, b.real_value)),
    pgsynth.score_pearson(clone_table, pgsynth.score_number(a.family, a.clone_value),
      pgsynth.score_number(b.family, b.clone_value))) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.correlation_similarity(regclass, name, name, regclass, name, name) IS
  'pgsynth: CorrelationSimilarity: 1 minus half the difference of Pearson''s r of two columns of numbers, dates or times. NULL where a column is constant or fewer than two rows have both values.';

CREATE OR REPLACE FUNCTION pgsynth.contingency_similarity(
  real_table regclass, real_first name, real_second name, clone_table regclass, clone_first name, clone_second name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  a record;
  b record;
  score double precision;
BEGIN
  SELECT p.* INTO a FROM pgsynth.score_operands(real_table, real_first, clone_table, clone_first, false) p;
  SELECT p.* INTO b FROM pgsynth.score_operands(real_table, real_second, clone_table, clone_second, false) p;
  EXECUTE format(
    'SELECT 1 - sum(abs(r / real_rows - c / clone_rows)) / 2 FROM ('
    'SELECT r, c, nullif(sum(r) OVER (), 0) AS real_rows, nullif(sum(c) OVER (), 0) AS clone_rows'
    ' FROM (%s) AS counted) AS shares',
    pgsynth.score_counts(real_table, ARRAY[a.real_value, b.real_value],
      clone_table, ARRAY[a.clone_value, b.clone_value])) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.contingency_similarity(regclass, name, name, regclass, name, name) IS
  'pgsynth: ContingencySimilarity: 1 minus the total variation distance of the pairs of values of two columns, NULL being a value. NULL where a side has no rows.';

CREATE OR REPLACE FUNCTION pgsynth.range_coverage(
  real_table regclass, real_column name, clone_table regclass, clone_column name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  o record;
  score double precision;
BEGIN
  SELECT p.* INTO o FROM pgsynth.score_operands(real_table, real_column, clone_table, clone_column, true) p;
  EXECUTE format(
    'SELECT nullif(greatest(0, 1 - greatest(0, (clone_low - low) / nullif(high - low, 0))'
    ' - greatest(0, (high - clone_high) / nullif(high - low, 0))), ''NaN'') FROM'
    ' (SELECT %1$s AS low, %2$s AS high FROM (SELECT min(v) AS l, max(v) AS h FROM'
    ' (SELECT %3$s AS v FROM %4$s) AS a WHERE %7$s) AS r) AS r,'
    ' (SELECT %1$s AS clone_low, %2$s AS clone_high FROM (SELECT min(v) AS l, max(v) AS h FROM'
    ' (SELECT %5$s AS v FROM %6$s) AS b WHERE %7$s) AS c) AS c'
    ' WHERE low < high AND clone_low IS NOT NULL',
    pgsynth.score_number(o.family, 'l'), pgsynth.score_number(o.family, 'h'),
    o.real_value, pgsynth.score_rows(real_table), o.clone_value, pgsynth.score_rows(clone_table),
    CASE WHEN o.is_fraction THEN 'v <> ''NaN''' ELSE 'v IS NOT NULL' END) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.range_coverage(regclass, name, regclass, name) IS
  'pgsynth: RangeCoverage: the share of the range of the real numbers, dates or times that the clone''s range covers. NULL where the real column is constant or a side has no values.';

CREATE OR REPLACE FUNCTION pgsynth.boundary_adherence(
  real_table regclass, real_column name, clone_table regclass, clone_column name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  o record;
  score double precision;
BEGIN
  SELECT p.* INTO o FROM pgsynth.score_operands(real_table, real_column, clone_table, clone_column, true) p;
  EXECUTE format(
    -- MATERIALIZED: once, however few rows the planner expects in the clone.
    'WITH bounds AS MATERIALIZED (SELECT min(v) FILTER (WHERE %5$s) AS low, max(v) FILTER (WHERE %5$s) AS high,'
    ' count(*) FILTER (WHERE %5$s) < count(*) AS nullable FROM (SELECT %1$s AS v FROM %2$s) AS a)'
    ' SELECT count(*) FILTER (WHERE %5$s AND v BETWEEN low AND high)::float8'
    ' / nullif(count(*) FILTER (WHERE %5$s OR NOT nullable), 0)'
    ' FROM (SELECT %3$s AS v FROM %4$s) AS b, bounds',
    o.real_value, pgsynth.score_rows(real_table), o.clone_value, pgsynth.score_rows(clone_table),
    CASE WHEN o.is_fraction THEN 'coalesce(v <> ''NaN'', false)' ELSE 'v IS NOT NULL' END) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.boundary_adherence(regclass, name, regclass, name) IS
  'pgsynth: BoundaryAdherence: the share of the clone''s numbers, dates or times between the smallest and the largest real one. NULLs are left out where the real column has some, and violations where not. NULL where nothing is left.';

CREATE OR REPLACE FUNCTION pgsynth.category_coverage(
  real_table regclass, real_column name, clone_table regclass, clone_column name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  o record;
  score double precision;
BEGIN
  SELECT p.* INTO o FROM pgsynth.score_operands(real_table, real_column, clone_table, clone_column, false) p;
  EXECUTE format(
    'SELECT count(*) FILTER (WHERE c > 0)::float8 / nullif(count(*), 0)'
    ' FROM (%s) AS counted WHERE v1 IS NOT NULL AND r > 0',
    pgsynth.score_counts(real_table, ARRAY[o.real_value], clone_table, ARRAY[o.clone_value])) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.category_coverage(regclass, name, regclass, name) IS
  'pgsynth: CategoryCoverage: the share of the real column''s different values that the clone has. NULL where there are none.';

CREATE OR REPLACE FUNCTION pgsynth.category_adherence(
  real_table regclass, real_column name, clone_table regclass, clone_column name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  o record;
  score double precision;
BEGIN
  SELECT p.* INTO o FROM pgsynth.score_operands(real_table, real_column, clone_table, clone_column, false) p;
  -- NULL is one of the values: allowed where the real side has it.
  EXECUTE format(
    'SELECT coalesce(sum(c) FILTER (WHERE r > 0), 0) / nullif(sum(c), 0) FROM (%s) AS counted',
    pgsynth.score_counts(real_table, ARRAY[o.real_value], clone_table, ARRAY[o.clone_value])) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.category_adherence(regclass, name, regclass, name) IS
  'pgsynth: CategoryAdherence: the share of the clone''s rows whose value the real column has; NULL is allowed where the real column has NULLs. NULL where the clone has no rows.';

CREATE OR REPLACE FUNCTION pgsynth.statistic_similarity(
  real_table regclass, real_column name, clone_table regclass, clone_column name, statistic text DEFAULT 'mean')
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  o record;
  formula text := CASE statistic WHEN 'mean' THEN 'sum(v) / nullif(count(*), 0)' WHEN 'std' THEN 'stddev_samp(v)'
    WHEN 'median' THEN 'percentile_cont(0.5) WITHIN GROUP (ORDER BY v)' END;
  score double precision;
BEGIN
  IF formula IS NULL THEN
    RAISE EXCEPTION 'there is no statistic %', quote_literal(statistic)
      USING ERRCODE = 'undefined_object', HINT = 'Choose mean, median or std.';
  END IF;
  SELECT p.* INTO o FROM pgsynth.score_operands(real_table, real_column, clone_table, clone_column, true) p;
  EXECUTE format(
    'SELECT nullif(greatest(0, 1 - abs(r.s - c.s) / (r.high - r.low)), ''NaN'') FROM'
    ' (SELECT %1$s AS s, min(v) AS low, max(v) AS high FROM (SELECT %2$s AS v FROM %3$s) AS a'
    ' WHERE v <> ''NaN'') AS r,'
    ' (SELECT %1$s AS s FROM (SELECT %4$s AS v FROM %5$s) AS b WHERE v <> ''NaN'') AS c'
    ' WHERE r.low < r.high AND c.s IS NOT NULL',
    formula, pgsynth.score_number(o.family, o.real_value), pgsynth.score_rows(real_table),
    pgsynth.score_number(o.family, o.clone_value), pgsynth.score_rows(clone_table)) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.statistic_similarity(regclass, name, regclass, name, text) IS
  'pgsynth: StatisticSimilarity: 1 minus the difference of the mean, median or std of two columns of numbers, dates or times, in ranges of the real column. NULL where that is constant or a side has too few values.';

CREATE OR REPLACE FUNCTION pgsynth.key_uniqueness(clone_table regclass, VARIADIC clone_columns name[])
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  columns text;
  score double precision;
BEGIN
  SELECT string_agg((pgsynth.score_operand(clone_table, k.name)).value, ', ' ORDER BY k.position)
  INTO columns FROM unnest(clone_columns) WITH ORDINALITY AS k (name, position);
  EXECUTE format(
    'SELECT count(*) FILTER (WHERE present)::float8 / nullif(sum(n), 0) FROM ('
    'SELECT num_nonnulls(%1$s) > 0 AS present, count(*) AS n FROM %2$s GROUP BY %1$s) AS counted',
    columns, pgsynth.score_rows(clone_table)) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.key_uniqueness(regclass, name[]) IS
  'pgsynth: KeyUniqueness: the share of a table''s rows that neither repeat the key of another row nor have none. NULL where the table has no rows.';

CREATE OR REPLACE FUNCTION pgsynth.cardinality_similarity(
  real_child regclass, real_columns name[], real_parent regclass, real_parent_columns name[],
  clone_child regclass, clone_columns name[], clone_parent regclass, clone_parent_columns name[])
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  score double precision;
BEGIN
  EXECUTE pgsynth.score_ks(format(
    'SELECT children AS v1, sum(r)::float8 AS r, sum(c)::float8 AS c FROM ('
    'SELECT children, parents AS r, 0 AS c FROM (%s) AS a UNION ALL'
    ' SELECT children, 0, parents FROM (%s) AS b) AS sides GROUP BY children',
    pgsynth.score_degrees(real_child, real_columns, real_parent, real_parent_columns),
    pgsynth.score_degrees(clone_child, clone_columns, clone_parent, clone_parent_columns))) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.cardinality_similarity(
  regclass, name[], regclass, name[], regclass, name[], regclass, name[]) IS
  'pgsynth: CardinalityShapeSimilarity: 1 minus the Kolmogorov-Smirnov distance of the children per parent, by columns. NULL where a side has no parents.';

CREATE OR REPLACE FUNCTION pgsynth.cardinality_similarity(
  real_child regclass, real_constraint name, clone_child regclass, clone_constraint name)
RETURNS double precision LANGUAGE sql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
  SELECT pgsynth.cardinality_similarity(
    real_child, r.columns, r.parent, r.parent_columns, clone_child, c.columns, c.parent, c.parent_columns)
  FROM pgsynth.score_foreign_key(real_child, real_constraint) r,
    pgsynth.score_foreign_key(clone_child, clone_constraint) c
$body$;
COMMENT ON FUNCTION pgsynth.cardinality_similarity(regclass, name, regclass, name) IS
  'pgsynth: CardinalityShapeSimilarity: 1 minus the Kolmogorov-Smirnov distance of the children per parent, by the names of foreign keys. NULL where a side has no parents.';

CREATE OR REPLACE FUNCTION pgsynth.referential_integrity(
  real_child regclass, real_columns name[], real_parent regclass, real_parent_columns name[],
  clone_child regclass, clone_columns name[], clone_parent regclass, clone_parent_columns name[])
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  r record;
  c record;
  score double precision;
BEGIN
  SELECT p.* INTO r FROM pgsynth.score_references(real_child, real_columns, real_parent, real_parent_columns) p;
  SELECT p.* INTO c
  FROM pgsynth.score_references(clone_child, clone_columns, clone_parent, clone_parent_columns) p;
  -- References with a NULL are left out where the real side has some, and are violations where it has none.
  EXECUTE format(
    'WITH reference AS MATERIALIZED (%5$s) SELECT'
    ' (SELECT coalesce(sum(n), 0) FROM reference AS r WHERE EXISTS (SELECT FROM %6$s AS p WHERE %7$s))::float8'
    ' / nullif((SELECT coalesce(sum(n), 0) FROM reference)'
    ' + CASE WHEN EXISTS (SELECT FROM %1$s WHERE NOT (%2$s))'
    ' THEN 0 ELSE (SELECT count(*) FROM %3$s WHERE NOT (%4$s)) END, 0)',
    pgsynth.score_rows(real_child), r.complete, pgsynth.score_rows(clone_child), c.complete,
    c.grouped, pgsynth.score_rows(clone_parent), c.matches) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.referential_integrity(
  regclass, name[], regclass, name[], regclass, name[], regclass, name[]) IS
  'pgsynth: ReferentialIntegrity: the share of the clone''s references that find their parent, by columns. References with a NULL are left out where the real side has some, and violations where not. NULL where nothing is left.';

CREATE OR REPLACE FUNCTION pgsynth.referential_integrity(
  real_child regclass, real_constraint name, clone_child regclass, clone_constraint name)
RETURNS double precision LANGUAGE sql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
  SELECT pgsynth.referential_integrity(
    real_child, r.columns, r.parent, r.parent_columns, clone_child, c.columns, c.parent, c.parent_columns)
  FROM pgsynth.score_foreign_key(real_child, real_constraint) r,
    pgsynth.score_foreign_key(clone_child, clone_constraint) c
$body$;
COMMENT ON FUNCTION pgsynth.referential_integrity(regclass, name, regclass, name) IS
  'pgsynth: ReferentialIntegrity: the share of the clone''s references that find their parent, by the names of foreign keys. NULL where there is nothing to look up.';

INSERT INTO pgsynth.schema_version (version) VALUES (12)
ON CONFLICT (singleton) DO UPDATE
SET version = EXCLUDED.version, installed_at = pg_catalog.now(), installed_by = session_user
WHERE pgsynth.schema_version.version < EXCLUDED.version;

-- Lets the role pgsynth_reader, where there is one, read the views and call the functions. Safe to run again; the
-- schema may hold relations of others, so that objects are told by their comments and owners. Views read the tables
-- in their owner's name.
DO $body$
DECLARE
  reader CONSTANT name := 'pgsynth_reader';
  statement text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = reader) THEN RETURN; END IF;
  FOR statement IN
    WITH quality AS (
      SELECT n.oid, n.nspowner FROM pgsynth.schema_version v
      JOIN pg_catalog.pg_class c ON c.oid = v.tableoid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace)
    SELECT pg_catalog.format('USAGE ON SCHEMA %s', n.oid::pg_catalog.regnamespace) FROM quality n
    WHERE pg_catalog.pg_has_role(n.nspowner, 'USAGE')
      AND NOT pg_catalog.has_schema_privilege(reader, n.oid, 'USAGE')
    UNION ALL
    SELECT pg_catalog.format('SELECT ON %s', c.oid::pg_catalog.regclass) FROM quality n
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid
    WHERE c.relkind = 'v' AND pg_catalog.obj_description(c.oid, 'pg_class') LIKE 'pgsynth: %'
      AND pg_catalog.pg_has_role(c.relowner, 'USAGE')
      AND NOT pg_catalog.has_table_privilege(reader, c.oid, 'SELECT')
    UNION ALL
    SELECT pg_catalog.format('EXECUTE ON FUNCTION %s', p.oid::pg_catalog.regprocedure) FROM quality n
    JOIN pg_catalog.pg_proc p ON p.pronamespace = n.oid
    WHERE pg_catalog.obj_description(p.oid, 'pg_proc') LIKE 'pgsynth: %'
      AND pg_catalog.pg_has_role(p.proowner, 'USAGE')
      AND NOT pg_catalog.has_function_privilege(reader, p.oid, 'EXECUTE')
  LOOP
    EXECUTE pg_catalog.format('GRANT %s TO %I', statement, reader);
  END LOOP;
END
$body$;

-- The rows of runs belong to the database, so that pg_dump writes them down; those of schema_version to the extension.
SELECT pg_catalog.pg_extension_config_dump('pgsynth.run_log', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.run_log_run_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.table_scores', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.column_scores', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.column_pair_scores', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.relationship_scores', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.privacy_scores', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.run_progress', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.detection_scores', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.diagnostic_checks', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.utility_scores', '');
