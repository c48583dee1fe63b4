-- Casts from, to or by something of the chosen schemas, and encoding conversions, with the statements that
-- make them.
-- $1: schema names.
with chosen as (
  select oid from pg_catalog.pg_namespace where nspname = any ($1::pg_catalog.text[])
)
select
  'pg_cast' as class,
  c.oid as object_oid,
  'pg_catalog'::pg_catalog.name as schema_name,
  cast_name.text as name,
  'cast' as kind,
  array[]::pg_catalog.text[] as needs,
  array[
    format('CREATE CAST %s %s%s', cast_name.text,
      case c.castmethod
        when 'b' then 'WITHOUT FUNCTION' when 'i' then 'WITH INOUT'
        else 'WITH FUNCTION ' || c.castfunc::pg_catalog.regprocedure
      end,
      case c.castcontext when 'a' then ' AS ASSIGNMENT' when 'i' then ' AS IMPLICIT' else '' end)
  ] || array(
    select format('COMMENT ON CAST %s IS %L', cast_name.text, obj_description(c.oid, 'pg_cast'))
    where obj_description(c.oid, 'pg_cast') is not null
  ) as statements
from pg_catalog.pg_cast c
  join pg_catalog.pg_type s on s.oid = c.castsource
  join pg_catalog.pg_type t on t.oid = c.casttarget
  cross join lateral (
    select format('(%s AS %s)', format_type(c.castsource, null), format_type(c.casttarget, null))
  ) cast_name(text)
where (s.typnamespace in (select oid from chosen) or t.typnamespace in (select oid from chosen))
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass
      and d.objid = c.oid and d.deptype in ('e', 'i')
  )
  -- Objects of PostgreSQL itself have smaller numbers.
  and c.oid >= 16384
union all
select
  'pg_conversion', c.oid, n.nspname, format('%I.%I', n.nspname, c.conname), 'conversion',
  array[]::pg_catalog.text[],
  array[
    format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s',
      case when c.condefault then 'DEFAULT ' else '' end, n.nspname, c.conname,
      pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc)
  ] || array(
    select format('COMMENT ON CONVERSION %I.%I IS %L', n.nspname, c.conname,
      obj_description(c.oid, 'pg_conversion'))
    where obj_description(c.oid, 'pg_conversion') is not null
  )
from pg_catalog.pg_conversion c
  join pg_catalog.pg_namespace n on n.oid = c.connamespace
where n.oid in (select oid from chosen)
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_conversion'::pg_catalog.regclass
      and d.objid = c.oid and d.deptype = 'e'
  )
order by kind, schema_name, name
