-- Tables of the given schemas that rows can be put into; a partitioned table speaks for its partitions.
-- $1: schema names.
select
  n.nspname as schema_name,
  c.relname as table_name,
  string_agg(distinct pg_get_userbyid(m.relowner)::pg_catalog.text, ', ') as owners,
  bool_and(pg_has_role(m.relowner, 'USAGE')) as is_owner,
  bool_or(m.relforcerowsecurity) as is_row_security_forced,
  -- A lock for each: the table and its indexes; for TOAST tables as many again.
  sum(case when m.reltoastrelid = 0 then 1 else 3 end + indexes.count) as lock_count
from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_class m
    on m.oid = c.oid or (m.relispartition and pg_partition_root(m.oid) = c.oid)
  cross join lateral (
    select count(*) from pg_catalog.pg_index i where i.indrelid = m.oid
  ) indexes
where n.nspname = any ($1::pg_catalog.text[])
  and c.relkind in ('r', 'p')
  and not c.relispartition
group by n.nspname, c.relname
order by n.nspname, c.relname
