-- Sequences of the chosen schemas: how they are made, who owns them, and the columns that they feed.
-- $1: schema names.
select
  c.oid as object_oid,
  n.nspname as schema_name,
  c.relname as sequence_name,
  owner.deptype = 'i' as is_identity,
  owner.refobjid as owner_table,
  owner_column.attname as owner_column,
  s.seqstart as start_value,
  s.seqincrement as increment,
  s.seqmin as min_value,
  s.seqmax as max_value,
  format('CREATE %sSEQUENCE %I.%I AS %s START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s',
    case c.relpersistence when 'u' then 'UNLOGGED ' else '' end, n.nspname, c.relname,
    format_type(s.seqtypid, null), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
    case when s.seqcycle then ' CYCLE' else ' NO CYCLE' end) as statement,
  fed.tables as fed_tables,
  fed.columns as fed_columns,
  fed.is_integer as fed_integer,
  obj_description(c.oid, 'pg_class') as comment
from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_sequence s on s.seqrelid = c.oid
  left join pg_catalog.pg_depend owner
    on owner.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    and owner.objid = c.oid
    and owner.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    and owner.refobjsubid > 0
    and owner.deptype in ('a', 'i')
  left join pg_catalog.pg_attribute owner_column
    on owner_column.attrelid = owner.refobjid and owner_column.attnum = owner.refobjsubid
  left join lateral (
    select
      array_agg(f.attrelid order by f.attrelid, f.attnum) as tables,
      array_agg(a.attname::pg_catalog.text order by f.attrelid, f.attnum) as columns,
      array_agg((t.typcategory = 'N')::pg_catalog.text order by f.attrelid, f.attnum) as is_integer
    from (
      select owner.refobjid, owner.refobjsubid::pg_catalog.int4 where owner.refobjid is not null
      union
      select d.adrelid, d.adnum
      from pg_catalog.pg_depend u
        join pg_catalog.pg_attrdef d on d.oid = u.objid
      where u.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
        and u.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and u.refobjid = c.oid
    ) as f(attrelid, attnum)
      join pg_catalog.pg_attribute a on a.attrelid = f.attrelid and a.attnum = f.attnum
      join pg_catalog.pg_type t on t.oid = a.atttypid
  ) fed on true
where n.nspname = any ($1::pg_catalog.text[])
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      and d.objid = c.oid and d.deptype = 'e'
  )
order by n.nspname, c.relname
