-- CHECK constraints of the tables of the chosen schemas.
-- $1: schema names.
select
  k.conrelid as table_oid,
  k.conname as check_name,
  pg_get_expr(k.conbin, k.conrelid) as expression,
  (
    select array_agg(a.attname::pg_catalog.text order by a.attnum)
    from pg_catalog.pg_attribute a
    where a.attrelid = k.conrelid and a.attnum = any (k.conkey)
  ) as columns,
  k.convalidated as is_validated
from pg_catalog.pg_constraint k
  join pg_catalog.pg_class c on c.oid = k.conrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = any ($1::pg_catalog.text[])
  and k.contype = 'c'
  and not c.relispartition
order by k.conrelid, k.conname
