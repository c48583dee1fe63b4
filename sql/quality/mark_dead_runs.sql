-- Marks the runs whose session is gone: their lock is free.
UPDATE pgsynth.run_log
SET state = 'dead', finished_at = pg_catalog.clock_timestamp()
WHERE CASE
  WHEN state = 'running' THEN pg_catalog.pg_try_advisory_xact_lock(
    pg_catalog.hashtextextended(pg_catalog.concat('pgsynth run ', tableoid::oid, ':', run_id), 0))
END;
