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
