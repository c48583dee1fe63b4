-- Every schema that a user may want to clone, with whether the current role may look inside, whether it holds
-- tables, and whether pgsynth made it. Schemas of quality views are known by their comment, since they can have any name.
select
  n.nspname as schema_name,
  has_schema_privilege(n.oid, 'USAGE') as has_usage,
  exists (
    select 1
    from pg_catalog.pg_class t
    where t.relnamespace = n.oid
      and t.relkind in ('r', 'p', 'f')
  ) as has_tables,
  coalesce(c.description like '%Synthetic data made by pgsynth (%', false) as is_clone
from pg_catalog.pg_namespace n
cross join lateral (
  select pg_catalog.obj_description(n.oid, 'pg_namespace') as description
) c
where n.nspname !~ '^pg_'
  and n.nspname not in ('information_schema', 'pgsynth')
  and n.nspname !~ '^pgsynth_scratch_'
  and coalesce(c.description not like 'pgsynth: quality of the synthetic clones%', true)
order by n.nspname
