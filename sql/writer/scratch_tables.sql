-- Scratch tables of this and other runs in schemas that hold other things, too: the name and the part of it
-- that the lock is made from.
select
  format('%I.%I', n.nspname, c.relname) as table_name,
  substring(c.relname from '^pgsynth_scratch_([0-9a-f]{8})_[0-9]+$') as run
from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relname ~ '^pgsynth_scratch_[0-9a-f]{8}_[0-9]+$'
  and n.nspname !~ '^pgsynth_scratch_[0-9a-f]{8}_[0-9]+(_old)?$'
  and c.relkind = 'r'
  and obj_description(c.oid, 'pg_class') = 'pgsynth scratch'
  and pg_has_role(c.relowner, 'USAGE')
order by 1
