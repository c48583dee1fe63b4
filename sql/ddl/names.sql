-- Names of everything in the chosen schemas that SQL text may qualify.
-- $1: schema names.
select distinct n.nspname as schema_name, o.name as object_name
from (
    select relnamespace, relname from pg_catalog.pg_class
    union all
    select pronamespace, proname from pg_catalog.pg_proc
    union all
    select typnamespace, typname from pg_catalog.pg_type
    union all
    select oprnamespace, oprname from pg_catalog.pg_operator
    union all
    select opcnamespace, opcname from pg_catalog.pg_opclass
    union all
    select collnamespace, collname from pg_catalog.pg_collation
    union all
    select cfgnamespace, cfgname from pg_catalog.pg_ts_config
    union all
    select dictnamespace, dictname from pg_catalog.pg_ts_dict
    union all
    select prsnamespace, prsname from pg_catalog.pg_ts_parser
    union all
    select tmplnamespace, tmplname from pg_catalog.pg_ts_template
    union all
    select opfnamespace, opfname from pg_catalog.pg_opfamily
    union all
    select connamespace, conname from pg_catalog.pg_conversion
    union all
    select stxnamespace, stxname from pg_catalog.pg_statistic_ext
  ) as o(namespace, name)
  join pg_catalog.pg_namespace n on n.oid = o.namespace
where n.nspname = any ($1::pg_catalog.text[])
order by 1, 2
