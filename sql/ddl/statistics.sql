-- Extended statistics objects in the chosen schemas or on their tables.
-- $1: schema names.
select
  s.oid as object_oid,
  n.nspname as schema_name,
  s.stxname as statistics_name,
  s.stxrelid as relation_oid,
  pg_get_statisticsobjdef(s.oid) as definition,
  case when s.stxstattarget >= 0 then s.stxstattarget end as statistics_target,
  obj_description(s.oid, 'pg_statistic_ext') as comment
from pg_catalog.pg_statistic_ext s
  join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
where n.nspname = any ($1::pg_catalog.text[])
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass
      and d.objid = s.oid and d.deptype = 'e'
  )
order by n.nspname, s.stxname
