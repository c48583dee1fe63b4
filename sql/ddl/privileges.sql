-- Owners and privileges of the chosen schemas and of what is in them: the statements that set them, with the
-- roles that these name. Privileges that come with an object are not granted, those taken away are revoked.
-- $1: schema names.
with chosen as (
  select oid, nspname from pg_catalog.pg_namespace where nspname = any ($1::pg_catalog.text[])
),
object (class, oid, kind, name, grant_name, owner, acl, default_acl, has_owner) as (
  select
    'pg_namespace', n.oid, 'SCHEMA', format('%I', n.nspname), format('SCHEMA %I', n.nspname), n.nspowner,
    n.nspacl, acldefault('n', n.nspowner), true
  from pg_catalog.pg_namespace n
  where n.oid in (select oid from chosen)
    -- In a new database public belongs to another role, which is nothing that people decided.
    and n.nspname <> 'public'
  union all
  select
    'pg_class', coalesce(part.refobjid, c.oid),
    case c.relkind
      when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' when 'S' then 'SEQUENCE' else 'TABLE' end,
    format('%I.%I', n.nspname, c.relname),
    format('%s %I.%I', case c.relkind when 'S' then 'SEQUENCE' else 'TABLE' end, n.nspname, c.relname),
    c.relowner, c.relacl,
    acldefault(case c.relkind when 'S' then 's'::"char" else 'r'::"char" end, c.relowner),
    -- A sequence that a column owns has the table's owner.
    part.refobjid is null
  from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_class root on root.oid = pg_partition_root(c.oid)
    left join pg_catalog.pg_depend part
      on c.relkind = 'S'
      and part.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and part.objid = c.oid
      and part.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and part.refobjsubid > 0
      and part.deptype in ('a', 'i')
  where c.relkind in ('r', 'p', 'v', 'm', 'S')
    and (n.oid in (select oid from chosen) or root.relnamespace in (select oid from chosen))
  union all
  select
    'pg_proc', p.oid,
    case p.prokind when 'a' then 'AGGREGATE' when 'p' then 'PROCEDURE' else 'FUNCTION' end, f.name,
    case p.prokind when 'p' then 'PROCEDURE ' else 'FUNCTION ' end
      || format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
    p.proowner, p.proacl, acldefault('f', p.proowner), true
  from pg_catalog.pg_proc p
    join chosen n on n.oid = p.pronamespace
    cross join lateral (
      select format('%I.%I(%s)', n.nspname, p.proname,
        case when p.prokind = 'a' then coalesce(nullif(pg_get_function_identity_arguments(p.oid), ''), '*')
          else pg_get_function_identity_arguments(p.oid) end)
    ) f(name)
  -- The constructors of range types come with the type.
  where not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
      and d.objid = p.oid and d.deptype = 'i'
  )
  union all
  select
    'pg_type', t.oid, case t.typtype when 'd' then 'DOMAIN' else 'TYPE' end,
    format('%I.%I', n.nspname, t.typname), format('TYPE %I.%I', n.nspname, t.typname), t.typowner, t.typacl,
    acldefault('T', t.typowner), true
  from pg_catalog.pg_type t
    join chosen n on n.oid = t.typnamespace
  where t.typtype not in ('m', 'p')
    and not exists (select from pg_catalog.pg_type e where e.typarray = t.oid)
    and (
      t.typrelid = 0
      or exists (select from pg_catalog.pg_class c where c.oid = t.typrelid and c.relkind = 'c')
    )
  union all
  select 'pg_collation', o.oid, 'COLLATION', format('%I.%I', n.nspname, o.collname), null, o.collowner,
    null, null, true
  from pg_catalog.pg_collation o join chosen n on n.oid = o.collnamespace
  union all
  select 'pg_conversion', o.oid, 'CONVERSION', format('%I.%I', n.nspname, o.conname), null, o.conowner,
    null, null, true
  from pg_catalog.pg_conversion o join chosen n on n.oid = o.connamespace
  union all
  select 'pg_operator', o.oid, 'OPERATOR',
    format('%I.%s (%s, %s)', n.nspname, o.oprname,
      coalesce(format_type(nullif(o.oprleft, 0), null), 'NONE'),
      coalesce(format_type(nullif(o.oprright, 0), null), 'NONE')), null, o.oprowner, null, null, true
  from pg_catalog.pg_operator o join chosen n on n.oid = o.oprnamespace
  where o.oprcode::pg_catalog.oid <> 0
  union all
  select 'pg_opclass', o.oid, 'OPERATOR CLASS', format('%I.%I USING %I', n.nspname, o.opcname, m.amname),
    null, o.opcowner, null, null, true
  from pg_catalog.pg_opclass o
    join chosen n on n.oid = o.opcnamespace
    join pg_catalog.pg_am m on m.oid = o.opcmethod
  union all
  select 'pg_opfamily', o.oid, 'OPERATOR FAMILY', format('%I.%I USING %I', n.nspname, o.opfname, m.amname),
    null, o.opfowner, null, null, true
  from pg_catalog.pg_opfamily o
    join chosen n on n.oid = o.opfnamespace
    join pg_catalog.pg_am m on m.oid = o.opfmethod
  union all
  select 'pg_statistic_ext', o.oid, 'STATISTICS', format('%I.%I', n.nspname, o.stxname), null, o.stxowner,
    null, null, true
  from pg_catalog.pg_statistic_ext o join chosen n on n.oid = o.stxnamespace
  union all
  select 'pg_ts_config', o.oid, 'TEXT SEARCH CONFIGURATION', format('%I.%I', n.nspname, o.cfgname), null,
    o.cfgowner, null, null, true
  from pg_catalog.pg_ts_config o join chosen n on n.oid = o.cfgnamespace
  union all
  select 'pg_ts_dict', o.oid, 'TEXT SEARCH DICTIONARY', format('%I.%I', n.nspname, o.dictname), null,
    o.dictowner, null, null, true
  from pg_catalog.pg_ts_dict o join chosen n on n.oid = o.dictnamespace
),
-- What is granted, by what it is granted on.
granted (class, oid, name, target, columns, owner, acl, default_acl) as (
  select class, oid, name, grant_name, null, owner, acl, default_acl from object where acl is not null
  union all
  select 'pg_class', c.oid, format('%I.%I', n.nspname, c.relname), format('TABLE %I.%I', n.nspname, c.relname),
    format(' (%I)', a.attname), c.relowner, a.attacl, acldefault('c', c.relowner)
  from pg_catalog.pg_attribute a
    join pg_catalog.pg_class c on c.oid = a.attrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.oid in (select oid from chosen) and a.attacl is not null and c.relkind in ('r', 'p', 'v', 'm')
),
-- +1 for a privilege to grant, -1 for one to revoke.
change as (
  select g.class, g.oid, g.name, g.target, g.columns, change.direction, change.grantee, change.is_grantable,
    string_agg(change.privilege_type || coalesce(g.columns, ''), ', ' order by change.privilege_type) as list
  from granted g
    cross join lateral (
      (
        select 1, grantee, privilege_type, is_grantable from aclexplode(g.acl)
        except
        select 1, grantee, privilege_type, is_grantable from aclexplode(g.default_acl)
      )
      union all
      (
        select -1, grantee, privilege_type, false from aclexplode(g.default_acl)
        except
        select -1, grantee, privilege_type, false from aclexplode(g.acl)
      )
    ) as change(direction, grantee, privilege_type, is_grantable)
  group by g.class, g.oid, g.name, g.target, g.columns, change.direction, change.grantee, change.is_grantable
)
select
  'owner' as kind, class, oid as object_oid, name,
  format('ALTER %s %s OWNER TO %I', kind, name, pg_get_userbyid(owner)) as statement,
  array[pg_get_userbyid(owner)::pg_catalog.text] as roles,
  1 as position
from object o
where has_owner
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = ('pg_catalog.' || o.class)::pg_catalog.regclass and d.objid = o.oid and d.deptype = 'e'
  )
union all
select
  'privileges', c.class, c.oid, c.name,
  format('%s %s ON %s %s %s%s',
    case c.direction when 1 then 'GRANT' else 'REVOKE' end, c.list, c.target,
    case c.direction when 1 then 'TO' else 'FROM' end,
    case c.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(c.grantee)) end,
    case when c.is_grantable then ' WITH GRANT OPTION' else '' end),
  case c.grantee when 0 then array[]::pg_catalog.text[]
    else array[pg_get_userbyid(c.grantee)::pg_catalog.text] end,
  case c.direction when 1 then 3 else 2 end
from change c
where not exists (
    select from pg_catalog.pg_depend d
    where d.classid = ('pg_catalog.' || c.class)::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e'
  )
union all
select
  'default privileges', 'pg_namespace', n.oid, format('%I', n.nspname),
  format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT %s ON %s TO %s%s',
    pg_get_userbyid(d.defaclrole), n.nspname, string_agg(a.privilege_type, ', ' order by a.privilege_type),
    case d.defaclobjtype
      when 'r' then 'TABLES' when 'S' then 'SEQUENCES' when 'f' then 'FUNCTIONS' else 'TYPES' end,
    case a.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(a.grantee)) end,
    case when a.is_grantable then ' WITH GRANT OPTION' else '' end),
  array[pg_get_userbyid(d.defaclrole)::pg_catalog.text]
    || case a.grantee when 0 then array[]::pg_catalog.text[]
      else array[pg_get_userbyid(a.grantee)::pg_catalog.text] end,
  4
from pg_catalog.pg_default_acl d
  join chosen n on n.oid = d.defaclnamespace
  cross join lateral aclexplode(d.defaclacl) a
group by n.oid, n.nspname, d.defaclrole, d.defaclobjtype, a.grantee, a.is_grantable
order by position, name, statement
