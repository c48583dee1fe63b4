-- Writes down a run that begins: $1 program version, $2 source, $3 target, $4 engine, $5 seed, $6 options.
-- The session-level lock says for as long as the session lives that the run does, too.
WITH run AS (
  INSERT INTO pgsynth.run_log AS log (program_version, source, target, engine, seed, options)
  VALUES ($1, $2, $3, $4, $5::numeric, $6::jsonb)
  RETURNING log.run_id, log.tableoid
)
SELECT
  run_id,
  pg_catalog.pg_advisory_lock(
    pg_catalog.hashtextextended(pg_catalog.concat('pgsynth run ', tableoid::oid, ':', run_id), 0))
FROM run;
