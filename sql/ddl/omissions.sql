-- Objects of the chosen schemas that are not carried into a clone yet.
-- $1: schema names.
with chosen as (
  select oid, nspname from pg_catalog.pg_namespace where nspname = any ($1::pg_catalog.text[])
),
found (classid, objid, kind, name) as (
  select 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid,
    case c.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'foreign table' end,
    format('%I.%I', n.nspname, c.relname)
  from pg_catalog.pg_class c join chosen n on n.oid = c.relnamespace
  where c.relkind in ('v', 'm', 'f')
  union all
  select 'pg_catalog.pg_trigger'::pg_catalog.regclass, t.oid, 'trigger',
    format('%I on %I.%I', t.tgname, n.nspname, c.relname)
  from pg_catalog.pg_trigger t
    join pg_catalog.pg_class c on c.oid = t.tgrelid
    join chosen n on n.oid = c.relnamespace
  where not t.tgisinternal
  union all
  select 'pg_catalog.pg_rewrite'::pg_catalog.regclass, r.oid, 'rule',
    format('%I on %I.%I', r.rulename, n.nspname, c.relname)
  from pg_catalog.pg_rewrite r
    join pg_catalog.pg_class c on c.oid = r.ev_class
    join chosen n on n.oid = c.relnamespace
  where r.rulename <> '_RETURN'
  union all
  select 'pg_catalog.pg_policy'::pg_catalog.regclass, p.oid, 'policy',
    format('%I on %I.%I', p.polname, n.nspname, c.relname)
  from pg_catalog.pg_policy p
    join pg_catalog.pg_class c on c.oid = p.polrelid
    join chosen n on n.oid = c.relnamespace
  union all
  select 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 'row-level security',
    format('%I.%I', n.nspname, c.relname)
  from pg_catalog.pg_class c join chosen n on n.oid = c.relnamespace
  where c.relrowsecurity
  union all
  select 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, s.oid, 'statistics',
    format('%I.%I', n.nspname, s.stxname)
  from pg_catalog.pg_statistic_ext s join chosen n on n.oid = s.stxnamespace
  union all
  select 'pg_catalog.pg_operator'::pg_catalog.regclass, o.oid, 'operator',
    format('%I.%s (%s, %s)', n.nspname, o.oprname, format_type(nullif(o.oprleft, 0), null),
      format_type(nullif(o.oprright, 0), null))
  from pg_catalog.pg_operator o join chosen n on n.oid = o.oprnamespace
  union all
  select 'pg_catalog.pg_opclass'::pg_catalog.regclass, o.oid, 'operator class',
    format('%I.%I', n.nspname, o.opcname)
  from pg_catalog.pg_opclass o join chosen n on n.oid = o.opcnamespace
  union all
  select 'pg_catalog.pg_opfamily'::pg_catalog.regclass, o.oid, 'operator family',
    format('%I.%I', n.nspname, o.opfname)
  from pg_catalog.pg_opfamily o join chosen n on n.oid = o.opfnamespace
  union all
  select 'pg_catalog.pg_conversion'::pg_catalog.regclass, o.oid, 'conversion',
    format('%I.%I', n.nspname, o.conname)
  from pg_catalog.pg_conversion o join chosen n on n.oid = o.connamespace
  union all
  select 'pg_catalog.pg_ts_config'::pg_catalog.regclass, o.oid, 'text search configuration',
    format('%I.%I', n.nspname, o.cfgname)
  from pg_catalog.pg_ts_config o join chosen n on n.oid = o.cfgnamespace
  union all
  select 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, o.oid, 'text search dictionary',
    format('%I.%I', n.nspname, o.dictname)
  from pg_catalog.pg_ts_dict o join chosen n on n.oid = o.dictnamespace
  union all
  select 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, o.oid, 'text search parser',
    format('%I.%I', n.nspname, o.prsname)
  from pg_catalog.pg_ts_parser o join chosen n on n.oid = o.prsnamespace
  union all
  select 'pg_catalog.pg_ts_template'::pg_catalog.regclass, o.oid, 'text search template',
    format('%I.%I', n.nspname, o.tmplname)
  from pg_catalog.pg_ts_template o join chosen n on n.oid = o.tmplnamespace
  union all
  select 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 'privileges',
    format('%I.%I', n.nspname, c.relname)
  from pg_catalog.pg_class c join chosen n on n.oid = c.relnamespace
  where c.relacl is not null
    and c.relacl <> acldefault(case c.relkind when 'S' then 's'::"char" else 'r' end, c.relowner)
  union all
  select 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, 'privileges',
    format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
  from pg_catalog.pg_proc p join chosen n on n.oid = p.pronamespace
  where p.proacl is not null and p.proacl <> acldefault('f', p.proowner)
  union all
  select 'pg_catalog.pg_publication'::pg_catalog.regclass, p.oid, 'publication', format('%I', p.pubname)
  from pg_catalog.pg_publication p
  union all
  select 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, e.oid, 'event trigger',
    format('%I', e.evtname)
  from pg_catalog.pg_event_trigger e
  union all
  select 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid, 'foreign server',
    format('%I', s.srvname)
  from pg_catalog.pg_foreign_server s
)
select f.kind, f.name
from found f
where not exists (
  select from pg_catalog.pg_depend d
  where d.classid = f.classid and d.objid = f.objid and d.deptype = 'e'
)
order by f.kind, f.name
