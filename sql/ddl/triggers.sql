-- Triggers on tables and views of the chosen schemas and on their partitions. The definition is NULL for
-- the copy that a partition has of its parent's trigger and that is enabled in another way.
-- $1: schema names.
select
  t.oid as object_oid,
  n.nspname as schema_name,
  c.relname as relation_name,
  c.oid as relation_oid,
  t.tgname as trigger_name,
  t.tgfoid as function_oid,
  case when t.tgparentid = 0 then pg_get_triggerdef(t.oid) end as definition,
  t.tgconstraint <> 0 as is_constraint,
  case t.tgenabled
    when 'D' then 'DISABLE' when 'A' then 'ENABLE ALWAYS' when 'R' then 'ENABLE REPLICA' else 'ENABLE'
  end as state,
  obj_description(t.oid, 'pg_trigger') as comment
from pg_catalog.pg_trigger t
  join pg_catalog.pg_class c on c.oid = t.tgrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_class root on root.oid = coalesce(pg_partition_root(c.oid), c.oid)
  join pg_catalog.pg_namespace rn on rn.oid = root.relnamespace
  left join pg_catalog.pg_trigger parent on parent.oid = t.tgparentid
where (n.nspname = any ($1::pg_catalog.text[]) or rn.nspname = any ($1::pg_catalog.text[]))
  and case when t.tgparentid = 0 then not t.tgisinternal else t.tgenabled <> parent.tgenabled end
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
      and d.objid = t.oid and d.deptype = 'e'
  )
order by t.tgparentid <> 0, n.nspname, c.relname, t.tgname
