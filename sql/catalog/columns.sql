-- Columns of the tables of the chosen schemas, in order.
-- $1: schema names.
select
  a.attrelid as table_oid,
  a.attnum as position,
  a.attname as column_name,
  a.atttypid as type_oid,
  a.atttypmod as modifier,
  format_type(a.atttypid, a.atttypmod) as declaration,
  a.attnotnull as not_null,
  a.attidentity as identity,
  a.attgenerated as generated,
  pg_get_expr(d.adbin, d.adrelid) as expression,
  col_description(a.attrelid, a.attnum) as comment
from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid = a.attrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where n.nspname = any ($1::pg_catalog.text[])
  and c.relkind in ('r', 'p')
  and not c.relispartition
  and a.attnum > 0
  and not a.attisdropped
order by a.attrelid, a.attnum
