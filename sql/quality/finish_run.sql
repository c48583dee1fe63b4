-- Closes the run $1 with its totals $2 (a JSON object).
UPDATE pgsynth.run_log AS log
SET
  state = 'done',
  finished_at = pg_catalog.clock_timestamp(),
  failure = NULL,
  real_rows = t.real_rows,
  clone_rows = t.clone_rows,
  overall = t.overall,
  overall_large = t.overall_large,
  shapes = t.shapes,
  pairs = t.pairs,
  cardinality = t.cardinality,
  integrity = t.integrity,
  shapes_with_nulls = t.shapes_with_nulls,
  pairs_shared_bins = t.pairs_shared_bins,
  verdict = t.verdict,
  privacy = t.privacy,
  detection = t.detection,
  sdmetrics_quality = t.sdmetrics_quality,
  sdmetrics_diagnostic = t.sdmetrics_diagnostic
FROM pg_catalog.jsonb_to_record($2::jsonb) AS t (
  real_rows bigint, clone_rows bigint, overall double precision, overall_large double precision, shapes double precision,
  pairs double precision, cardinality double precision, integrity double precision,
  shapes_with_nulls double precision, pairs_shared_bins double precision, verdict text, privacy text,
  detection double precision, sdmetrics_quality double precision, sdmetrics_diagnostic double precision)
WHERE log.run_id = $1::integer AND log.state IN ('running', 'dead');
