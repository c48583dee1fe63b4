-- Objects that need something inside some schemas, from outside of them.
-- $1: the schemas that are needed. $2: the schemas to look in, or NULL for all others.
with
  needed as (
    select oid from pg_catalog.pg_namespace where nspname = any ($1::pg_catalog.text[])
  ),
  place (classid, objid, namespace) as (
    select 'pg_catalog.pg_class'::pg_catalog.regclass, oid, relnamespace from pg_catalog.pg_class
    union all
    select 'pg_catalog.pg_type'::pg_catalog.regclass, oid, typnamespace from pg_catalog.pg_type
    union all
    select 'pg_catalog.pg_proc'::pg_catalog.regclass, oid, pronamespace from pg_catalog.pg_proc
    union all
    select 'pg_catalog.pg_constraint'::pg_catalog.regclass, oid, connamespace
    from pg_catalog.pg_constraint
    union all
    select 'pg_catalog.pg_attrdef'::pg_catalog.regclass, d.oid, c.relnamespace
    from pg_catalog.pg_attrdef d join pg_catalog.pg_class c on c.oid = d.adrelid
    union all
    select 'pg_catalog.pg_rewrite'::pg_catalog.regclass, r.oid, c.relnamespace
    from pg_catalog.pg_rewrite r join pg_catalog.pg_class c on c.oid = r.ev_class
    union all
    select 'pg_catalog.pg_trigger'::pg_catalog.regclass, t.oid, c.relnamespace
    from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid
    union all
    select 'pg_catalog.pg_policy'::pg_catalog.regclass, p.oid, c.relnamespace
    from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
    union all
    select 'pg_catalog.pg_collation'::pg_catalog.regclass, oid, collnamespace
    from pg_catalog.pg_collation
    union all
    select 'pg_catalog.pg_operator'::pg_catalog.regclass, oid, oprnamespace
    from pg_catalog.pg_operator
    union all
    select 'pg_catalog.pg_opfamily'::pg_catalog.regclass, oid, opfnamespace
    from pg_catalog.pg_opfamily
    union all
    select 'pg_catalog.pg_opclass'::pg_catalog.regclass, oid, opcnamespace
    from pg_catalog.pg_opclass
    union all
    select 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, oid, stxnamespace
    from pg_catalog.pg_statistic_ext
    union all
    select 'pg_catalog.pg_ts_config'::pg_catalog.regclass, oid, cfgnamespace
    from pg_catalog.pg_ts_config
    union all
    select 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, oid, dictnamespace
    from pg_catalog.pg_ts_dict
    union all
    select 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, oid, prsnamespace
    from pg_catalog.pg_ts_parser
    union all
    select 'pg_catalog.pg_ts_template'::pg_catalog.regclass, oid, tmplnamespace
    from pg_catalog.pg_ts_template
    union all
    select 'pg_catalog.pg_conversion'::pg_catalog.regclass, oid, connamespace
    from pg_catalog.pg_conversion
    union all
    select 'pg_catalog.pg_amop'::pg_catalog.regclass, o.oid, f.opfnamespace
    from pg_catalog.pg_amop o join pg_catalog.pg_opfamily f on f.oid = o.amopfamily
    union all
    select 'pg_catalog.pg_amproc'::pg_catalog.regclass, p.oid, f.opfnamespace
    from pg_catalog.pg_amproc p join pg_catalog.pg_opfamily f on f.oid = p.amprocfamily
    union all
    -- A cast goes with either of its types.
    select 'pg_catalog.pg_cast'::pg_catalog.regclass, c.oid,
      case when s.typnamespace in (select oid from needed) then s.typnamespace else t.typnamespace end
    from pg_catalog.pg_cast c
      join pg_catalog.pg_type s on s.oid = c.castsource
      join pg_catalog.pg_type t on t.oid = c.casttarget
  ),
  searched as (
    select oid from pg_catalog.pg_namespace where nspname = any ($2::pg_catalog.text[])
  )
select distinct
  pg_describe_object(d.classid, d.objid, 0) as dependent,
  pg_describe_object(d.refclassid, d.refobjid, 0) as needed
from pg_catalog.pg_depend d
  join place inside on inside.classid = d.refclassid and inside.objid = d.refobjid
  left join place outside on outside.classid = d.classid and outside.objid = d.objid
where inside.namespace in (select oid from needed)
  -- A temporary table's or TOAST table's part of something inside is no object of its own.
  and d.deptype <> 'i'
  and (outside.namespace is null or outside.namespace not in (select oid from needed))
  and (
    $2::pg_catalog.text[] is null
    or outside.namespace in (select oid from searched)
  )
  -- What an extension holds here stays where it is.
  and not exists (
    select from pg_catalog.pg_depend m
    where m.classid = d.refclassid and m.objid = d.refobjid and m.deptype = 'e'
  )
  and d.classid <> 'pg_catalog.pg_extension'::pg_catalog.regclass
  and not exists (
    select from pg_catalog.pg_depend m
      join pg_catalog.pg_type element on element.oid = m.objid
    where d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
      and element.typarray = d.refobjid
      and m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
      and m.deptype = 'e'
  )
order by 1, 2
