-- Tables of the chosen schemas and every partition of theirs, with what stands outside the columns.
-- $1: schema names.
select
  c.oid as table_oid,
  n.nspname as schema_name,
  c.relname as table_name,
  rn.nspname as root_schema,
  root.relname as root_name,
  c.relkind as kind,
  c.relispartition as is_partition,
  c.relpersistence = 'u' as is_unlogged,
  case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as partition_key,
  case when c.relispartition then pg_get_expr(c.relpartbound, c.oid) end as partition_bound,
  array(
    select i.inhparent::pg_catalog.text
    from pg_catalog.pg_inherits i
    where i.inhrelid = c.oid
    order by i.inhseqno
  ) as parents,
  exists (select from pg_catalog.pg_inherits i where i.inhparent = c.oid) as has_children,
  case when c.reloftype <> 0 then format_type(c.reloftype, null) end as of_type,
  case when c.relkind = 'r' and am.amname <> 'heap' then am.amname end as access_method,
  array_to_string(array(
    select format('%s=%L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1))
    from unnest(c.reloptions) o
    union all
    select format('toast.%s=%L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1))
    from pg_catalog.pg_class toast, unnest(toast.reloptions) o
    where toast.oid = c.reltoastrelid
  ), ', ') as options,
  c.relreplident as replica_identity,
  c.relrowsecurity as has_row_security,
  c.relforcerowsecurity as forces_row_security,
  obj_description(c.oid, 'pg_class') as comment
from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_class root on root.oid = coalesce(pg_partition_root(c.oid), c.oid)
  join pg_catalog.pg_namespace rn on rn.oid = root.relnamespace
  left join pg_catalog.pg_am am on am.oid = c.relam
where c.relkind in ('r', 'p')
  and (n.nspname = any ($1::pg_catalog.text[]) or rn.nspname = any ($1::pg_catalog.text[]))
order by n.nspname, c.relname
