-- Types of the chosen schemas that users make, with the statements that make them. A base type needs its
-- functions, and they need the type's empty shell. Collations come along, because columns need them as early.
-- $1: schema names.
with own as (
  select t.*, n.nspname
  from pg_catalog.pg_type t
    join pg_catalog.pg_namespace n on n.oid = t.typnamespace
  where n.nspname = any ($1::pg_catalog.text[])
    and not exists (
      select from pg_catalog.pg_depend d
      where d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
        and d.objid = t.oid and d.deptype = 'e'
    )
    -- Array, multirange and row types come with what they belong to.
    and not exists (select from pg_catalog.pg_type e where e.typarray = t.oid)
    and t.typtype <> 'm'
    and (
      t.typrelid = 0
      or exists (select from pg_catalog.pg_class c where c.oid = t.typrelid and c.relkind = 'c')
    )
)
select
  'pg_type' as class,
  t.oid as object_oid,
  t.nspname as schema_name,
  format('%I.%I', t.nspname, t.typname) as name,
  case t.typtype
    when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite type'
    when 'r' then 'range' when 'p' then 'shell type' else 'base type'
  end as kind,
  array[]::pg_catalog.text[] as needs,
  case t.typtype
    when 'e' then array[format('CREATE TYPE %I.%I AS ENUM (%s)', t.nspname, t.typname, (
      select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
      from pg_catalog.pg_enum e
      where e.enumtypid = t.oid
    ))]
    when 'd' then
      array[
        format('CREATE DOMAIN %I.%I AS %s', t.nspname, t.typname,
          format_type(t.typbasetype, t.typtypmod))
        || coalesce((
          select format(' COLLATE %I.%I', cn.nspname, co.collname)
          from pg_catalog.pg_collation co
            join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
            join pg_catalog.pg_type b on b.oid = t.typbasetype
          where co.oid = t.typcollation and t.typcollation <> b.typcollation
        ), '')
        || coalesce(
          ' DEFAULT ' || coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)), '')
        || case when t.typnotnull then ' NOT NULL' else '' end
        || coalesce((
          select string_agg(
            format(' CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), '' order by k.conname)
          from pg_catalog.pg_constraint k
          where k.contypid = t.oid and k.contype = 'c' and k.convalidated
        ), '')
      ] || array(
        select format('ALTER DOMAIN %I.%I ADD CONSTRAINT %I %s', t.nspname, t.typname, k.conname,
          pg_get_constraintdef(k.oid))
        from pg_catalog.pg_constraint k
        where k.contypid = t.oid and k.contype = 'c' and not k.convalidated
        order by k.conname
      ) || array(
        select format('COMMENT ON CONSTRAINT %I ON DOMAIN %I.%I IS %L', k.conname, t.nspname,
          t.typname, obj_description(k.oid, 'pg_constraint'))
        from pg_catalog.pg_constraint k
        where k.contypid = t.oid and k.contype = 'c'
          and obj_description(k.oid, 'pg_constraint') is not null
        order by k.conname
      )
    when 'c' then
      array[format('CREATE TYPE %I.%I AS (%s)', t.nspname, t.typname, coalesce((
        select string_agg(
          format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
          || coalesce((
            select format(' COLLATE %I.%I', cn.nspname, co.collname)
            from pg_catalog.pg_collation co
              join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
              join pg_catalog.pg_type b on b.oid = a.atttypid
            where co.oid = a.attcollation and a.attcollation <> b.typcollation
          ), ''), ', ' order by a.attnum)
        from pg_catalog.pg_attribute a
        where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
      ), ''))]
      || array(
        select format('COMMENT ON COLUMN %I.%I.%I IS %L', t.nspname, t.typname, a.attname,
          col_description(a.attrelid, a.attnum))
        from pg_catalog.pg_attribute a
        where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
          and col_description(a.attrelid, a.attnum) is not null
        order by a.attnum
      )
    when 'r' then (
      select array[format('CREATE TYPE %I.%I AS RANGE (SUBTYPE = %s', t.nspname, t.typname,
          format_type(r.rngsubtype, null))
        || case when not oc.opcdefault
          then format(', SUBTYPE_OPCLASS = %I.%I', ocn.nspname, oc.opcname) else '' end
        || coalesce((
          select format(', COLLATION = %I.%I', cn.nspname, co.collname)
          from pg_catalog.pg_collation co
            join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
            join pg_catalog.pg_type b on b.oid = r.rngsubtype
          where co.oid = r.rngcollation and r.rngcollation <> b.typcollation
        ), '')
        || case when r.rngcanonical <> 0 then ', CANONICAL = ' || r.rngcanonical::text else '' end
        || case when r.rngsubdiff <> 0 then ', SUBTYPE_DIFF = ' || r.rngsubdiff::text else '' end
        || coalesce((
          -- Multiranges came with PostgreSQL 14.
          select format(', MULTIRANGE_TYPE_NAME = %I.%I', mn.nspname, m.typname)
          from pg_catalog.pg_type m
            join pg_catalog.pg_namespace mn on mn.oid = m.typnamespace
          where m.oid = (to_jsonb(r) ->> 'rngmultitypid')::pg_catalog.oid
        ), '')
        || ')']
      from pg_catalog.pg_range r
        join pg_catalog.pg_opclass oc on oc.oid = r.rngsubopc
        join pg_catalog.pg_namespace ocn on ocn.oid = oc.opcnamespace
      where r.rngtypid = t.oid
    )
    when 'p' then array[format('CREATE TYPE %I.%I', t.nspname, t.typname)]
    else array[format('CREATE TYPE %I.%I (%s)', t.nspname, t.typname, (
      select string_agg(option, ', ' order by position)
      from (
        values
          (1, 'INPUT = ' || t.typinput),
          (2, 'OUTPUT = ' || t.typoutput),
          (3, 'RECEIVE = ' || nullif(t.typreceive::pg_catalog.oid, 0)::pg_catalog.regproc),
          (4, 'SEND = ' || nullif(t.typsend::pg_catalog.oid, 0)::pg_catalog.regproc),
          (5, 'TYPMOD_IN = ' || nullif(t.typmodin::pg_catalog.oid, 0)::pg_catalog.regproc),
          (6, 'TYPMOD_OUT = ' || nullif(t.typmodout::pg_catalog.oid, 0)::pg_catalog.regproc),
          (7, 'ANALYZE = ' || nullif(t.typanalyze::pg_catalog.oid, 0)::pg_catalog.regproc),
          -- Types got subscripts of their own with PostgreSQL 14.
          (8, 'SUBSCRIPT = ' || nullif(to_jsonb(t) ->> 'typsubscript', '-')),
          (9, 'INTERNALLENGTH = ' || case t.typlen when -1 then 'VARIABLE' else t.typlen::pg_catalog.text end),
          (10, case when t.typbyval then 'PASSEDBYVALUE' end),
          (11, 'ALIGNMENT = '
            || case t.typalign when 'c' then 'char' when 's' then 'int2' when 'd' then 'double' else 'int4' end),
          (12, 'STORAGE = '
            || case t.typstorage
              when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end),
          (13, 'CATEGORY = ' || quote_literal(nullif(t.typcategory, 'U')::pg_catalog.text)),
          (14, case when t.typispreferred then 'PREFERRED = true' end),
          (15, 'DEFAULT = ' || quote_literal(t.typdefault)),
          (16, 'ELEMENT = ' || format_type(nullif(t.typelem, 0), null)),
          (17, 'DELIMITER = ' || quote_literal(nullif(t.typdelim, ',')::pg_catalog.text)),
          (18, case when t.typcollation <> 0 then 'COLLATABLE = true' end)
      ) as options(position, option)
    ))]
  end || case
    when obj_description(t.oid, 'pg_type') is null then array[]::pg_catalog.text[]
    else array[format('COMMENT ON %s %I.%I IS %L',
      case when t.typtype = 'd' then 'DOMAIN' else 'TYPE' end, t.nspname, t.typname,
      obj_description(t.oid, 'pg_type'))]
  end as statements
from own t
union all
select
  'shell', t.oid, t.nspname, format('%I.%I', t.nspname, t.typname), 'shell type',
  array[]::pg_catalog.text[], array[format('CREATE TYPE %I.%I', t.nspname, t.typname)]
from own t
where t.typtype = 'b'
union all
select
  'pg_collation', c.oid, n.nspname, format('%I.%I', n.nspname, c.collname), 'collation',
  array[]::pg_catalog.text[],
  case when coalesce(to_jsonb(c) ->> 'collcollate', to_jsonb(c) ->> 'colliculocale',
      to_jsonb(c) ->> 'colllocale') is not null
    then array[format('CREATE COLLATION %I.%I (PROVIDER = %s, DETERMINISTIC = %s, %s)',
      n.nspname, c.collname,
      case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end,
      c.collisdeterministic::pg_catalog.text,
      case when c.collprovider = 'c'
        then format('LC_COLLATE = %L, LC_CTYPE = %L', c.collcollate, c.collctype)
        else format('LOCALE = %L', coalesce(to_jsonb(c) ->> 'colllocale',
          to_jsonb(c) ->> 'colliculocale', c.collcollate)) end)]
    || array(
      select format('COMMENT ON COLLATION %I.%I IS %L', n.nspname, c.collname,
        obj_description(c.oid, 'pg_collation'))
      where obj_description(c.oid, 'pg_collation') is not null
    )
    else array[]::pg_catalog.text[]
  end
from pg_catalog.pg_collation c
  join pg_catalog.pg_namespace n on n.oid = c.collnamespace
where n.nspname = any ($1::pg_catalog.text[])
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_collation'::pg_catalog.regclass
      and d.objid = c.oid and d.deptype = 'e'
  )
order by schema_name, name, class desc
