-- Every schema that a user may want to clone, with whether the current role may look inside.
select
  n.nspname as schema_name,
  has_schema_privilege(n.oid, 'USAGE') as has_usage
from pg_catalog.pg_namespace n
where n.nspname !~ '^pg_'
  and n.nspname not in ('information_schema', 'pgsynth')
  and n.nspname !~ '^pgsynth_scratch_'
order by n.nspname
