-- Writes down what the run $1 is doing: stage $2, table $3, rows or steps done $4 of $5.
INSERT INTO pgsynth.run_progress AS p (run_id, stage, table_name, done, total)
VALUES ($1::integer, $2, $3, $4::bigint, $5::bigint)
ON CONFLICT (run_id) DO UPDATE
SET
  stage = EXCLUDED.stage,
  stage_started_at = CASE WHEN p.stage = EXCLUDED.stage THEN p.stage_started_at ELSE EXCLUDED.stage_started_at END,
  table_name = EXCLUDED.table_name,
  done = EXCLUDED.done,
  total = EXCLUDED.total,
  updated_at = EXCLUDED.updated_at;
