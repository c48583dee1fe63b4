-- Where the given extensions stand in this database, and whether the server has them at all.
-- $1: extension names.
select
  a.name as extension_name,
  n.nspname as schema_name,
  coalesce(v.relocatable, false) as is_relocatable
from pg_catalog.pg_available_extensions a
  left join pg_catalog.pg_available_extension_versions v
    on v.name = a.name and v.version = a.default_version
  left join pg_catalog.pg_extension e on e.extname = a.name
  left join pg_catalog.pg_namespace n on n.oid = e.extnamespace
where a.name = any ($1::pg_catalog.text[])
order by a.name
