-- What stands in the given schemas by itself, members of extensions and parts of other objects left out.
-- $1: schema names.
with
  chosen as (
    select oid, nspname from pg_catalog.pg_namespace where nspname = any ($1::pg_catalog.text[])
  ),
  object (classid, objid, namespace, kind) as (
    select 'pg_catalog.pg_class'::pg_catalog.regclass, oid, relnamespace,
      case relkind when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' when 'f' then 'FOREIGN TABLE'
        when 'S' then 'SEQUENCE' else 'TABLE' end
    from pg_catalog.pg_class
    where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    union all
    select 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, t.typnamespace, 'TYPE'
    from pg_catalog.pg_type t
    where t.typtype <> 'm'
      and not exists (select from pg_catalog.pg_type e where e.typarray = t.oid)
      and (
        t.typrelid = 0
        or exists (select from pg_catalog.pg_class c where c.oid = t.typrelid and c.relkind = 'c')
      )
    union all
    select 'pg_catalog.pg_proc'::pg_catalog.regclass, oid, pronamespace,
      case prokind when 'p' then 'PROCEDURE' when 'a' then 'AGGREGATE' else 'FUNCTION' end
    from pg_catalog.pg_proc
    union all
    select 'pg_catalog.pg_collation'::pg_catalog.regclass, oid, collnamespace, 'COLLATION'
    from pg_catalog.pg_collation
    union all
    select 'pg_catalog.pg_operator'::pg_catalog.regclass, oid, oprnamespace, 'OPERATOR'
    from pg_catalog.pg_operator
    union all
    select 'pg_catalog.pg_opfamily'::pg_catalog.regclass, oid, opfnamespace, 'OPERATOR FAMILY'
    from pg_catalog.pg_opfamily
    union all
    select 'pg_catalog.pg_opclass'::pg_catalog.regclass, oid, opcnamespace, 'OPERATOR CLASS'
    from pg_catalog.pg_opclass
    union all
    select 'pg_catalog.pg_conversion'::pg_catalog.regclass, oid, connamespace, 'CONVERSION'
    from pg_catalog.pg_conversion
    union all
    select 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, oid, stxnamespace, 'STATISTICS'
    from pg_catalog.pg_statistic_ext
    union all
    select 'pg_catalog.pg_ts_config'::pg_catalog.regclass, oid, cfgnamespace,
      'TEXT SEARCH CONFIGURATION'
    from pg_catalog.pg_ts_config
    union all
    select 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, oid, dictnamespace, 'TEXT SEARCH DICTIONARY'
    from pg_catalog.pg_ts_dict
    union all
    select 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, oid, prsnamespace, 'TEXT SEARCH PARSER'
    from pg_catalog.pg_ts_parser
    union all
    select 'pg_catalog.pg_ts_template'::pg_catalog.regclass, oid, tmplnamespace, 'TEXT SEARCH TEMPLATE'
    from pg_catalog.pg_ts_template
  )
select
  n.nspname as schema_name,
  o.kind,
  identity.identity as identity
from object o
  join chosen n on n.oid = o.namespace
  cross join lateral pg_identify_object(o.classid, o.objid, 0) identity
where not exists (
    select from pg_catalog.pg_depend d
    where d.classid = o.classid and d.objid = o.objid
      and (
        d.deptype = 'e'
        -- A partitioned table is tied in the same way to its own key columns.
        or (d.deptype = 'i' and (d.refclassid, d.refobjid) <> (d.classid, d.objid))
        -- A sequence that a column owns goes where the table goes.
        or (o.kind = 'SEQUENCE' and d.deptype = 'a' and d.refobjsubid > 0)
      )
  )
  -- Rows of a run wait in such tables.
  and not (
    o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    and exists (
      select from pg_catalog.pg_class c
      where c.oid = o.objid and c.relname ~ '^pgsynth_scratch_[0-9a-f]{8}_[0-9]+$'
        and obj_description(c.oid, 'pg_class') = 'pgsynth scratch'
    )
  )
order by n.nspname, o.kind, identity.identity collate pg_catalog."C"
