-- Scratch schemas of this and other runs: the name and the part of it that the lock is made from.
select
  n.nspname as schema_name,
  substring(n.nspname from '^pgsynth_scratch_([0-9a-f]{8})_[0-9]+(?:_old)?$') as run
from pg_catalog.pg_namespace n
where n.nspname ~ '^pgsynth_scratch_[0-9a-f]{8}_[0-9]+(_old)?$'
  and obj_description(n.oid, 'pg_namespace') = 'pgsynth scratch'
  and pg_has_role(n.nspowner, 'USAGE')
order by n.nspname
