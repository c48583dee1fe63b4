-- What pg_dump would print and a clone does not get, with the reason.
-- $1: schema names.
with chosen as (
  select oid, nspname from pg_catalog.pg_namespace where nspname = any ($1::pg_catalog.text[])
),
found (classid, objid, kind, name, reason) as (
  select 'pg_catalog.pg_cast'::pg_catalog.regclass, c.oid, 'cast',
    format('(%s AS %s)', format_type(c.castsource, null), format_type(c.casttarget, null)),
    'a database has one cast between two types of PostgreSQL, whatever schema its function is in'
  from pg_catalog.pg_cast c
    join pg_catalog.pg_proc p on p.oid = c.castfunc
    join chosen n on n.oid = p.pronamespace
    join pg_catalog.pg_type s on s.oid = c.castsource
    join pg_catalog.pg_type t on t.oid = c.casttarget
  where s.typnamespace not in (select oid from chosen) and t.typnamespace not in (select oid from chosen)
  union all
  select 'pg_catalog.pg_publication'::pg_catalog.regclass, p.oid, 'publication', format('%I', p.pubname),
    'it belongs to the whole database, and subscribers would take made-up rows for real ones'
  from pg_catalog.pg_publication p
  union all
  select 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, e.oid, 'event trigger', format('%I', e.evtname),
    'it belongs to the whole database and would fire for other schemas, too'
  from pg_catalog.pg_event_trigger e
  union all
  select 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid, 'foreign server',
    format('%I', s.srvname), 'it leads to another database, whose rows are no part of the clone'
  from pg_catalog.pg_foreign_server s
  union all
  select 'pg_catalog.pg_am'::pg_catalog.regclass, m.oid, 'access method', format('%I', m.amname),
    'its handler is a function outside of PostgreSQL and of extensions'
  from pg_catalog.pg_am m
    join pg_catalog.pg_proc p on p.oid = m.amhandler
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where m.oid >= 16384 and n.nspname <> 'pg_catalog'
  union all
  select null, null, 'subscription', format('%I', s.subname),
    'it belongs to the whole database and would fill the clone with the publisher''s rows'
  from pg_catalog.pg_subscription s
    join pg_catalog.pg_database d on d.oid = s.subdbid and d.datname = current_database()
  union all
  select 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, w.oid, 'foreign-data wrapper',
    format('%I', w.fdwname), 'it leads to other databases, whose rows are no part of the clone'
  from pg_catalog.pg_foreign_data_wrapper w
  union all
  select 'pg_catalog.pg_language'::pg_catalog.regclass, l.oid, 'language', format('%I', l.lanname),
    'it belongs to the whole database'
  from pg_catalog.pg_language l
  where l.oid >= 16384
  union all
  select 'pg_catalog.pg_transform'::pg_catalog.regclass, t.oid, 'transform',
    format('for %s language %I', format_type(t.trftype, null), l.lanname),
    'it belongs to the whole database'
  from pg_catalog.pg_transform t
    join pg_catalog.pg_language l on l.oid = t.trflang
  where t.oid >= 16384
  union all
  select null, null, 'security labels', count(*)::pg_catalog.text,
    'they mean what the module says that made them'
  from pg_catalog.pg_seclabel
  having count(*) > 0
  union all
  select null, null, 'large objects', count(*)::pg_catalog.text,
    'they have no columns to learn from; columns that hold their numbers get numbers of none'
  from pg_catalog.pg_largeobject_metadata
  having count(*) > 0
)
select f.kind, f.name, f.reason
from found f
where not exists (
  select from pg_catalog.pg_depend d
  where d.classid = f.classid and d.objid = f.objid and d.deptype = 'e'
)
order by f.kind, f.name
