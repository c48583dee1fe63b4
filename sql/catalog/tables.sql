-- Tables of the chosen schemas, every partition of theirs wherever it lies, and foreign tables.
-- $1: schema names.
select
  c.oid as table_oid,
  root.oid as root_oid,
  cn.nspname as schema_name,
  c.relname as table_name,
  rn.nspname as root_schema,
  root.relname as root_name,
  c.relkind as kind,
  c.relpersistence = 'u' and pg_is_in_recovery() as is_unreadable_here,
  c.relispartition as is_partition,
  -- Before PostgreSQL 14 a table that was never analysed reads as zero rows on zero pages.
  case when c.reltuples < 0 or (c.reltuples = 0 and c.relpages = 0) then null
    else c.reltuples::pg_catalog.int8 end as estimated_rows,
  has_table_privilege(c.oid, 'SELECT') as can_select,
  has_any_column_privilege(c.oid, 'SELECT') as can_select_some,
  row_security_active(c.oid) as rows_hidden,
  case when c.relispartition then pg_get_partition_constraintdef(c.oid) end as partition_bounds,
  partition_key.columns as partition_columns,
  coalesce(partition_key.has_expressions, false) as partition_has_expressions,
  inherited.schemas as inherited_schemas,
  inherited.names as inherited_names,
  extension.extname as extension_name,
  obj_description(c.oid, 'pg_class') as comment
from pg_catalog.pg_class c
  join pg_catalog.pg_namespace cn on cn.oid = c.relnamespace
  join pg_catalog.pg_class root on root.oid = coalesce(pg_partition_root(c.oid), c.oid)
  join pg_catalog.pg_namespace rn on rn.oid = root.relnamespace
  left join pg_catalog.pg_depend member
    on member.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    and member.objid = c.oid
    and member.deptype = 'e'
  left join pg_catalog.pg_extension extension on extension.oid = member.refobjid
  left join lateral (
    select
      array_agg(a.attname::pg_catalog.text order by k.position)
        filter (where k.attnum <> 0) as columns,
      bool_or(k.attnum = 0) as has_expressions
    from pg_catalog.pg_partitioned_table p
      cross join unnest(p.partattrs::pg_catalog.int2[]) with ordinality as k(attnum, position)
      left join pg_catalog.pg_attribute a on a.attrelid = p.partrelid and a.attnum = k.attnum
    where p.partrelid = c.oid
  ) partition_key on true
  left join lateral (
    select
      array_agg(n.nspname::pg_catalog.text order by i.inhseqno) as schemas,
      array_agg(parent.relname::pg_catalog.text order by i.inhseqno) as names
    from pg_catalog.pg_inherits i
      join pg_catalog.pg_class parent on parent.oid = i.inhparent
      join pg_catalog.pg_namespace n on n.oid = parent.relnamespace
    where i.inhrelid = c.oid and not c.relispartition
  ) inherited on true
where c.relkind in ('r', 'p', 'f')
  and (cn.nspname = any ($1::pg_catalog.text[]) or rn.nspname = any ($1::pg_catalog.text[]))
order by cn.nspname, c.relname
