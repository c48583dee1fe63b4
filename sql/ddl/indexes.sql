-- Every index of the tables and materialized views of the chosen schemas and of their partitions, those of
-- constraints too.
-- $1: schema names.
select
  i.indexrelid as object_oid,
  i.indrelid as table_oid,
  n.nspname as schema_name,
  index.relname as index_name,
  pg_get_indexdef(i.indexrelid) as definition,
  exists (
    select from pg_catalog.pg_constraint k
    where k.conindid = i.indexrelid and k.conrelid = i.indrelid and k.contype in ('p', 'u', 'x')
  ) as is_constraint,
  i.indisunique as is_unique,
  i.indisvalid as is_valid,
  i.indisclustered as is_clustered,
  i.indisreplident as is_replica_identity,
  index.relkind = 'I' as is_partitioned,
  parent.inhparent as parent_oid,
  array(
    select pg_get_indexdef(i.indexrelid, position, false)
    from generate_series(1, i.indnkeyatts::pg_catalog.int4) position
    order by position
  ) as keys,
  pg_get_expr(i.indpred, i.indrelid) as predicate,
  coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::pg_catalog.bool, false) as nulls_not_distinct,
  array(
    select a.attname::pg_catalog.text
    from unnest(i.indkey::pg_catalog.int2[]) with ordinality as k(attnum, position)
      join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
    where k.position <= i.indnkeyatts
  ) as columns,
  -- pg_get_indexdef prints these, pg_get_constraintdef does not.
  array_to_string(array(
    select format('%s=%L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1))
    from unnest(index.reloptions) o
  ), ', ') as options,
  array(
    select format('ALTER INDEX %I.%I ALTER COLUMN %s SET STATISTICS %s',
      n.nspname, index.relname, a.attnum, a.attstattarget)
    from pg_catalog.pg_attribute a
    where a.attrelid = i.indexrelid and a.attstattarget >= 0
    order by a.attnum
  ) as settings,
  obj_description(i.indexrelid, 'pg_class') as comment
from pg_catalog.pg_index i
  join pg_catalog.pg_class index on index.oid = i.indexrelid
  join pg_catalog.pg_namespace n on n.oid = index.relnamespace
  join pg_catalog.pg_class c on c.oid = i.indrelid
  join pg_catalog.pg_class root on root.oid = coalesce(pg_partition_root(c.oid), c.oid)
  join pg_catalog.pg_namespace rn on rn.oid = root.relnamespace
  left join pg_catalog.pg_inherits parent on parent.inhrelid = i.indexrelid
where c.relkind in ('r', 'p', 'm')
  and (n.nspname = any ($1::pg_catalog.text[]) or rn.nspname = any ($1::pg_catalog.text[]))
order by i.indrelid, index.relname
