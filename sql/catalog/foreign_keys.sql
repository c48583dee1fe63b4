-- Foreign keys of the tables of the chosen schemas and of their partitions; copies that PostgreSQL
-- made for partitions are not repeated. A partition is named by the table that it belongs to.
-- $1: schema names.
select
  k.conrelid as table_oid,
  k.conname as key_name,
  columns.child as child_columns,
  pn.nspname as parent_schema,
  parent.relname as parent_name,
  columns.parent as parent_columns,
  k.condeferrable as is_deferrable,
  k.confmatchtype = 'f' as is_match_full,
  k.convalidated as is_validated,
  k.confdeltype as on_delete
from pg_catalog.pg_constraint k
  join pg_catalog.pg_class c on c.oid = k.conrelid
  join pg_catalog.pg_class root on root.oid = coalesce(pg_partition_root(c.oid), c.oid)
  join pg_catalog.pg_namespace n on n.oid = root.relnamespace
  join pg_catalog.pg_class parent
    on parent.oid = coalesce(pg_partition_root(k.confrelid), k.confrelid)
  join pg_catalog.pg_namespace pn on pn.oid = parent.relnamespace
  cross join lateral (
    select
      array_agg(ca.attname::pg_catalog.text order by pair.position) as child,
      array_agg(pa.attname::pg_catalog.text order by pair.position) as parent
    from unnest(k.conkey, k.confkey) with ordinality as pair(child, parent, position)
      join pg_catalog.pg_attribute ca on ca.attrelid = k.conrelid and ca.attnum = pair.child
      join pg_catalog.pg_attribute pa on pa.attrelid = k.confrelid and pa.attnum = pair.parent
  ) columns
where n.nspname = any ($1::pg_catalog.text[])
  and k.contype = 'f'
  and k.conparentid = 0
order by k.conrelid, k.conname
