-- Comments on the chosen schemas, without what every database says about public.
-- $1: schema names.
select
  n.nspname as schema_name,
  obj_description(n.oid, 'pg_namespace') as comment
from pg_catalog.pg_namespace n
where n.nspname = any ($1::pg_catalog.text[])
  and obj_description(n.oid, 'pg_namespace') <> 'standard public schema'
order by n.nspname
