-- Lets one installation into the schema named $1 run at a time; released at the end of the transaction.
SELECT pg_catalog.pg_advisory_xact_lock(
  pg_catalog.hashtextextended(pg_catalog.concat('pgsynth install ', $1::text), 0));
