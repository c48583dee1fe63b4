-- Columns of the given tables with their types.
-- $1: tables, with schema and quoted.
select
  given.position,
  a.attname as column_name,
  format_type(a.atttypid, a.atttypmod) as declaration
from unnest($1::pg_catalog.text[]) with ordinality as given(name, position)
  join pg_catalog.pg_attribute a on a.attrelid = to_regclass(given.name)
where a.attnum > 0 and not a.attisdropped
order by given.position, a.attnum
