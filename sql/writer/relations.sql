-- Relations to drop from a schema, what others are made from last.
-- $1: schema name.
select
  case c.relkind when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' when 'f' then 'FOREIGN TABLE'
    when 'S' then 'SEQUENCE' else 'TABLE' end as kind,
  format('%I.%I', n.nspname, c.relname) as name
from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1::pg_catalog.text
  and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      and d.objid = c.oid
      and d.deptype in ('a', 'i') and d.refobjsubid > 0
      and d.refobjid <> d.objid
  )
  -- Members of an extension go with it.
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      and d.objid = c.oid and d.deptype = 'e'
  )
order by
  array_position(array['v', 'm', 'f', 'r', 'p', 'S'], c.relkind::pg_catalog.text),
  c.relispartition desc, c.relname
