-- Rules of tables and views of the chosen schemas, except those that make a view.
-- $1: schema names.
select
  r.oid as object_oid,
  n.nspname as schema_name,
  c.relname as relation_name,
  c.relkind = 'v' as is_on_view,
  r.rulename as rule_name,
  rtrim(pg_get_ruledef(r.oid), ';') as definition,
  case r.ev_enabled
    when 'D' then 'DISABLE' when 'A' then 'ENABLE ALWAYS' when 'R' then 'ENABLE REPLICA'
  end as state,
  obj_description(r.oid, 'pg_rewrite') as comment
from pg_catalog.pg_rewrite r
  join pg_catalog.pg_class c on c.oid = r.ev_class
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_class root on root.oid = coalesce(pg_partition_root(c.oid), c.oid)
  join pg_catalog.pg_namespace rn on rn.oid = root.relnamespace
where r.rulename <> '_RETURN'
  and (n.nspname = any ($1::pg_catalog.text[]) or rn.nspname = any ($1::pg_catalog.text[]))
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
      and d.objid = r.oid and d.deptype = 'e'
  )
order by n.nspname, c.relname, r.rulename
