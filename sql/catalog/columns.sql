-- Columns of the tables of the chosen schemas, in order, with their types under all domains.
-- $1: schema names.
with recursive
  attribute as materialized (
    select a.*
    from pg_catalog.pg_attribute a
      join pg_catalog.pg_class c on c.oid = a.attrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any ($1::pg_catalog.text[])
      and c.relkind in ('r', 'p')
      and not c.relispartition
      and a.attnum > 0
      and not a.attisdropped
  ),
  unwrapping (declared, type, domains, not_null, typmod, checks) as (
    select distinct
      atttypid, atttypid, array[]::pg_catalog.text[], false, -1, array[]::pg_catalog.text[]
    from attribute
    union all
    select
      u.declared, t.typbasetype,
      u.domains || (t.typname::pg_catalog.text collate pg_catalog."default"),
      u.not_null or t.typnotnull, t.typtypmod,
      u.checks || array(
        select pg_get_expr(k.conbin, 0) collate pg_catalog."default"
        from pg_catalog.pg_constraint k
        where k.contypid = t.oid and k.contype = 'c'
        order by k.conname
      )
    from unwrapping u
      join pg_catalog.pg_type t on t.oid = u.type and t.typtype = 'd'
  ),
  base as materialized (
    select
      u.declared, u.domains, u.not_null, u.typmod, u.checks,
      t.typname as name, n.nspname as schema_name, t.typtype as form,
      e.typname as element,
      (
        select array_agg(l.enumlabel::pg_catalog.text order by l.enumsortorder)
        from pg_catalog.pg_enum l
        where l.enumtypid = t.oid
      ) as labels
    from unwrapping u
      join pg_catalog.pg_type t on t.oid = u.type and t.typtype <> 'd'
      join pg_catalog.pg_namespace n on n.oid = t.typnamespace
      -- Only true arrays are the array type of their element; int2vector and the like are not.
      left join pg_catalog.pg_type e on e.oid = t.typelem and e.typarray = t.oid
  ),
  typed as (
    select
      a.*, b.domains, b.not_null, b.name, b.schema_name, b.form, b.element, b.labels, b.checks,
      case when cardinality(b.domains) > 0 then b.typmod else a.atttypmod end as modifier
    from attribute a
      join base b on b.declared = a.atttypid
  )
select
  t.attrelid as table_oid,
  t.attnum as position,
  t.attname as column_name,
  format_type(t.atttypid, t.atttypmod) as declaration,
  t.name as base_name,
  t.schema_name as base_schema,
  t.form as form,
  t.element as element,
  t.labels as labels,
  t.domains as domains,
  t.checks as domain_checks,
  case
    when t.modifier < 0 then null
    when coalesce(t.element, t.name) in ('varchar', 'bpchar') then t.modifier - 4
    when coalesce(t.element, t.name) in ('bit', 'varbit') then t.modifier
  end as length,
  case when t.modifier >= 4 and t.name = 'numeric'
    then ((t.modifier - 4) >> 16) & 65535 end as precision,
  -- Eleven bits with a sign since PostgreSQL 15; before that never above 1000.
  case when t.modifier >= 4 and t.name = 'numeric'
    then (((t.modifier - 4) & 2047) # 1024) - 1024 end as scale,
  t.attnotnull or t.not_null as not_null,
  t.attidentity as identity,
  t.attgenerated as generated,
  pg_get_expr(d.adbin, d.adrelid) as expression,
  col_description(t.attrelid, t.attnum) as comment
from typed t
  left join pg_catalog.pg_attrdef d on d.adrelid = t.attrelid and d.adnum = t.attnum
order by t.attrelid, t.attnum
