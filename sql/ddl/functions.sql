-- Functions and procedures of the chosen schemas, except aggregates.
-- $1: schema names.
select
  p.oid as object_oid,
  n.nspname as schema_name,
  p.proname as function_name,
  format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as signature,
  case p.prokind when 'p' then 'procedure' else 'function' end as kind,
  l.lanname as language,
  -- The library of a function in C.
  p.probin as library,
  pg_get_functiondef(p.oid) as definition,
  obj_description(p.oid, 'pg_proc') as comment
from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  join pg_catalog.pg_language l on l.oid = p.prolang
where n.nspname = any ($1::pg_catalog.text[])
  and p.prokind <> 'a'
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
      and d.objid = p.oid and d.deptype = 'e'
  )
  -- The constructors of range types come with the type.
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
      and d.objid = p.oid and d.deptype = 'i'
  )
order by n.nspname, p.proname, signature
