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
