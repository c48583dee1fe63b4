-- Gives back the lock of the run $1, if this session holds it.
SELECT pg_catalog.pg_advisory_unlock(
  pg_catalog.hashtextextended(pg_catalog.concat('pgsynth run ', tableoid::oid, ':', run_id), 0))
FROM pgsynth.run_log
WHERE run_id = $1::integer;
