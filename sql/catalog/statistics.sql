-- What ANALYZE found about the columns that the current role may read: shares and counts, no values.
-- $1: schema names.
select
  s.schemaname as schema_name,
  s.tablename as table_name,
  s.attname as column_name,
  s.inherited as inherited,
  s.null_frac as null_fraction,
  s.n_distinct as distinct_count
from pg_catalog.pg_stats s
where s.schemaname = any ($1::pg_catalog.text[])
order by s.schemaname, s.tablename, s.attname, s.inherited
