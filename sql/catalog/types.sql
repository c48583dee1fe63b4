-- Types of the columns of the chosen schemas' tables, with all types that they are made of.
-- $1: schema names.
with recursive
  reachable (oid) as (
    select distinct a.atttypid
    from pg_catalog.pg_attribute a
      join pg_catalog.pg_class c on c.oid = a.attrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any ($1::pg_catalog.text[])
      and c.relkind in ('r', 'p')
      and not c.relispartition
      and a.attnum > 0
      and not a.attisdropped
    union
    select part.oid
    from reachable r
      join pg_catalog.pg_type t on t.oid = r.oid
      cross join lateral (
        select t.typbasetype where t.typtype = 'd'
        union all
        -- Only true arrays are the array type of their element; int2vector and the like are not.
        select e.oid from pg_catalog.pg_type e where e.oid = t.typelem and e.typarray = t.oid
        union all
        select a.atttypid
        from pg_catalog.pg_attribute a
        where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
        union all
        select g.rngsubtype
        from pg_catalog.pg_range g
        -- Multiranges came with PostgreSQL 14.
        where t.oid in (g.rngtypid, (to_jsonb(g) ->> 'rngmultitypid')::pg_catalog.oid)
      ) part (oid)
  )
select
  t.oid as type_oid,
  t.typname as type_name,
  n.nspname as schema_name,
  t.typtype as form,
  t.typbasetype as base_oid,
  t.typtypmod as base_modifier,
  t.typnotnull as not_null,
  array(
    select pg_get_expr(k.conbin, 0)
    from pg_catalog.pg_constraint k
    where k.contypid = t.oid and k.contype = 'c'
    order by k.conname
  ) as checks,
  array(
    select l.enumlabel::pg_catalog.text
    from pg_catalog.pg_enum l
    where l.enumtypid = t.oid
    order by l.enumsortorder
  ) as labels,
  (
    select e.typname from pg_catalog.pg_type e where e.oid = t.typelem and e.typarray = t.oid
  ) as element,
  part.names as part_names,
  part.oids as part_oids,
  part.modifiers as part_modifiers
from reachable r
  join pg_catalog.pg_type t on t.oid = r.oid
  join pg_catalog.pg_namespace n on n.oid = t.typnamespace
  cross join lateral (
    select
      array_agg(p.name order by p.position) as names,
      array_agg(p.oid order by p.position) as oids,
      array_agg(p.modifier order by p.position) as modifiers
    from (
      select a.attname::pg_catalog.text, a.attnum::pg_catalog.int4, a.atttypid, a.atttypmod
      from pg_catalog.pg_attribute a
      where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
      union all
      select '', 1, e.oid, -1
      from pg_catalog.pg_type e
      where e.oid = t.typelem and e.typarray = t.oid
      union all
      select '', 1, g.rngsubtype, -1
      from pg_catalog.pg_range g
      where t.oid in (g.rngtypid, (to_jsonb(g) ->> 'rngmultitypid')::pg_catalog.oid)
    ) p (name, position, oid, modifier)
  ) part
order by t.oid
