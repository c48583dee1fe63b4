-- Foreign keys that refer to the given tables from none of those to leave out.
-- $1: tables, with schema and quoted; a partitioned one speaks for its partitions. $2: likewise, to leave out.
with
  root as (
    select distinct to_regclass(name) as oid
    from unnest($1::pg_catalog.text[]) as name
  ),
  own as (
    select distinct to_regclass(name) as oid
    from unnest($2::pg_catalog.text[]) as name
  )
select
  child.oid::pg_catalog.regclass::pg_catalog.text as child,
  parent.oid::pg_catalog.regclass::pg_catalog.text as parent,
  k.conname as constraint_name
from pg_catalog.pg_constraint k
  join pg_catalog.pg_class child on child.oid = k.conrelid
  join pg_catalog.pg_class parent on parent.oid = k.confrelid
where k.contype = 'f'
  and k.conparentid = 0
  and coalesce(pg_partition_root(parent.oid), parent.oid) in (select oid from root)
  and coalesce(pg_partition_root(child.oid), child.oid) not in (select oid from own where oid is not null)
order by 1, 2, 3
