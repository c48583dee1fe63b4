-- Closes the run $1 as failed for the reason $2, which holds no data values.
UPDATE pgsynth.run_log
SET state = 'failed', finished_at = pg_catalog.clock_timestamp(), failure = $2
WHERE run_id = $1::integer AND state IN ('running', 'dead');
