-- What people say about the chosen schemas: without what every database says about public, and without
-- the line by which pgsynth knows its clones.
-- $1: schema names.
select schema_name, comment
from (
    select
      n.nspname as schema_name,
      nullif(regexp_replace(obj_description(n.oid, 'pg_namespace'),
        '\n?Synthetic data made by pgsynth \([^\n]*\)$', ''), '') as comment
    from pg_catalog.pg_namespace n
    where n.nspname = any ($1::pg_catalog.text[])
  ) said
where comment <> 'standard public schema'
order by schema_name
