-- Columns of the tables of the chosen schemas and of their partitions, ready to be put into CREATE TABLE.
-- $1: schema names.
select
  a.attrelid as table_oid,
  a.attname as column_name,
  a.attislocal as is_local,
  a.attnotnull as is_not_null,
  format_type(a.atttypid, a.atttypmod)
  || coalesce((
    select format(' COLLATE %I.%I', cn.nspname, co.collname)
    from pg_catalog.pg_collation co
      join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
    where co.oid = a.attcollation and a.attcollation <> t.typcollation
  ), '')
  || case
    when a.attgenerated <> '' then
      ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ')'
      || case a.attgenerated when 's' then ' STORED' else ' VIRTUAL' end
    -- Since PostgreSQL 17 partitions share the identity of their parent.
    when a.attidentity <> '' and not (
      c.relispartition and current_setting('server_version_num')::pg_catalog.int4 >= 170000)
    then coalesce((
      select format(
        ' GENERATED %s AS IDENTITY (SEQUENCE NAME %I.%I START WITH %s INCREMENT BY %s MINVALUE %s'
        ' MAXVALUE %s CACHE %s%s)',
        case a.attidentity when 'a' then 'ALWAYS' else 'BY DEFAULT' end,
        qn.nspname, q.relname, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
        case when s.seqcycle then ' CYCLE' else ' NO CYCLE' end)
      from pg_catalog.pg_depend o
        join pg_catalog.pg_class q on q.oid = o.objid
        join pg_catalog.pg_namespace qn on qn.oid = q.relnamespace
        join pg_catalog.pg_sequence s on s.seqrelid = q.oid
      where o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and o.refobjid = a.attrelid
        and o.refobjsubid = a.attnum
        and o.deptype = 'i'
    ), '')
    else ''
  end as definition,
  a.attgenerated <> '' as is_generated,
  d.oid as default_oid,
  case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as default_expression,
  case when a.attstorage <> t.typstorage then
    case a.attstorage
      when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN' when 'x' then 'EXTENDED'
    end
  end as storage,
  -- Compression methods came with PostgreSQL 14.
  case to_jsonb(a) ->> 'attcompression' when 'p' then 'pglz' when 'l' then 'lz4' end as compression,
  case when a.attstattarget >= 0 then a.attstattarget end as statistics_target,
  array_to_string(array(
    select format('%s=%L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1))
    from unnest(a.attoptions) o
    -- Since their minor releases of 2026 servers keep versions of their own there, as pg_attver.
    where o not like 'pg\_%'
  ), ', ') as options,
  col_description(a.attrelid, a.attnum) as comment
from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid = a.attrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_class root on root.oid = coalesce(pg_partition_root(c.oid), c.oid)
  join pg_catalog.pg_namespace rn on rn.oid = root.relnamespace
  join pg_catalog.pg_type t on t.oid = a.atttypid
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where c.relkind in ('r', 'p')
  and (n.nspname = any ($1::pg_catalog.text[]) or rn.nspname = any ($1::pg_catalog.text[]))
  and a.attnum > 0
  and not a.attisdropped
order by a.attrelid, a.attnum
