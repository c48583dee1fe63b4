-- Extensions and the names of their members outside pg_catalog, by which references are told apart.
-- PL/pgSQL and other extensions that live in pg_catalog need no placement and are left out.
select
  e.extname as extension_name,
  n.nspname as extension_schema,
  coalesce(member.schema_name, n.nspname) as member_schema,
  member.member_name
from pg_catalog.pg_extension e
  join pg_catalog.pg_namespace n on n.oid = e.extnamespace
  left join lateral (
    select distinct mn.nspname as schema_name, m.name as member_name
    from pg_catalog.pg_depend d
      cross join lateral (
        select c.relnamespace, c.relname
        from pg_catalog.pg_class c
        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and c.oid = d.objid
        union all
        select p.pronamespace, p.proname
        from pg_catalog.pg_proc p
        where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and p.oid = d.objid
        union all
        select t.typnamespace, t.typname
        from pg_catalog.pg_type t
        where d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and t.oid = d.objid
        union all
        select o.oprnamespace, o.oprname
        from pg_catalog.pg_operator o
        where d.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass and o.oid = d.objid
        union all
        select o.opcnamespace, o.opcname
        from pg_catalog.pg_opclass o
        where d.classid = 'pg_catalog.pg_opclass'::pg_catalog.regclass and o.oid = d.objid
        union all
        select o.collnamespace, o.collname
        from pg_catalog.pg_collation o
        where d.classid = 'pg_catalog.pg_collation'::pg_catalog.regclass and o.oid = d.objid
        union all
        select o.cfgnamespace, o.cfgname
        from pg_catalog.pg_ts_config o
        where d.classid = 'pg_catalog.pg_ts_config'::pg_catalog.regclass and o.oid = d.objid
        union all
        select o.dictnamespace, o.dictname
        from pg_catalog.pg_ts_dict o
        where d.classid = 'pg_catalog.pg_ts_dict'::pg_catalog.regclass and o.oid = d.objid
      ) as m(namespace, name)
      join pg_catalog.pg_namespace mn on mn.oid = m.namespace
    where d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
      and d.refobjid = e.oid
      and d.deptype = 'e'
      and mn.nspname <> 'pg_catalog'
  ) member on true
where n.nspname <> 'pg_catalog' or member.member_name is not null
order by e.extname, member_schema, member.member_name
