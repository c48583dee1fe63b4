-- Views and materialized views of the chosen schemas, with what is set on them afterwards.
-- $1: schema names.
select
  c.oid as object_oid,
  n.nspname as schema_name,
  c.relname as view_name,
  c.relkind = 'm' as is_materialized,
  c.relispopulated as is_populated,
  rtrim(pg_get_viewdef(c.oid), ';') as definition,
  -- The columns without what is in them.
  (
    select string_agg(
      format('NULL::%s%s AS %I', format_type(a.atttypid, a.atttypmod), (
        select format(' COLLATE %I.%I', cn.nspname, co.collname)
        from pg_catalog.pg_collation co
          join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
          join pg_catalog.pg_type t on t.oid = a.atttypid
        where co.oid = a.attcollation and a.attcollation <> t.typcollation
      ), a.attname), ', ' order by a.attnum)
    from pg_catalog.pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0
  ) as outline,
  array_to_string(array(
    select format('%s=%L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1))
    from unnest(c.reloptions) o
    where split_part(o, '=', 1) <> 'check_option'
    union all
    select format('toast.%s=%L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1))
    from pg_catalog.pg_class toast, unnest(toast.reloptions) o
    where toast.oid = c.reltoastrelid
  ), ', ') as options,
  (
    select upper(substr(o, strpos(o, '=') + 1))
    from unnest(c.reloptions) o
    where split_part(o, '=', 1) = 'check_option'
  ) as check_option,
  case when c.relkind = 'm' and am.amname <> 'heap' then am.amname end as access_method,
  array(
    select format('ALTER VIEW %I.%I ALTER COLUMN %I SET DEFAULT %s', n.nspname, c.relname, a.attname,
      pg_get_expr(d.adbin, d.adrelid))
    from pg_catalog.pg_attrdef d
      join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    where d.adrelid = c.oid
    order by a.attnum
  ) || array(
    select format('ALTER MATERIALIZED VIEW %I.%I ALTER COLUMN %I %s', n.nspname, c.relname, a.attname,
      setting.text)
    from pg_catalog.pg_attribute a
      join pg_catalog.pg_type t on t.oid = a.atttypid
      cross join lateral (
        values
          (case when a.attstorage <> t.typstorage then
            'SET STORAGE ' || case a.attstorage
              when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN' else 'EXTENDED' end
          end),
          (case to_jsonb(a) ->> 'attcompression'
            when 'p' then 'SET COMPRESSION pglz' when 'l' then 'SET COMPRESSION lz4' end),
          (case when a.attstattarget >= 0 then 'SET STATISTICS ' || a.attstattarget end)
      ) as setting(text)
    where a.attrelid = c.oid and c.relkind = 'm' and a.attnum > 0 and not a.attisdropped
      and setting.text is not null
    order by a.attnum
  ) || array(
    select format('COMMENT ON %s %I.%I IS %L',
      case c.relkind when 'v' then 'VIEW' else 'MATERIALIZED VIEW' end, n.nspname, c.relname,
      obj_description(c.oid, 'pg_class'))
    where obj_description(c.oid, 'pg_class') is not null
  ) || array(
    select format('COMMENT ON COLUMN %I.%I.%I IS %L', n.nspname, c.relname, a.attname,
      col_description(c.oid, a.attnum))
    from pg_catalog.pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and col_description(c.oid, a.attnum) is not null
    order by a.attnum
  ) as settings
from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_am am on am.oid = c.relam
where c.relkind in ('v', 'm')
  and n.nspname = any ($1::pg_catalog.text[])
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      and d.objid = c.oid and d.deptype = 'e'
  )
order by n.nspname, c.relname
