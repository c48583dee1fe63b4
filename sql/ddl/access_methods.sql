-- Access methods that users made with a handler of PostgreSQL's own; they belong to the database.
select
  m.oid as object_oid,
  m.amname as method_name,
  format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', m.amname,
    case m.amtype when 't' then 'TABLE' else 'INDEX' end, m.amhandler) as statement
from pg_catalog.pg_am m
  join pg_catalog.pg_proc p on p.oid = m.amhandler
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where m.oid >= 16384
  and n.nspname = 'pg_catalog'
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_am'::pg_catalog.regclass
      and d.objid = m.oid and d.deptype = 'e'
  )
order by m.amname
