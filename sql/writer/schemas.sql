-- The given schemas as far as they exist: owner, comment, privileges, and whether extensions live there.
-- $1: schema names.
select
  n.nspname as schema_name,
  pg_get_userbyid(n.nspowner) as owner_name,
  pg_has_role(n.nspowner, 'USAGE') as is_owner,
  has_schema_privilege(n.oid, 'USAGE') and has_schema_privilege(n.oid, 'CREATE') as may_create,
  obj_description(n.oid, 'pg_namespace') as comment,
  array(
    select format('GRANT %s ON SCHEMA %I TO %s%s', a.privilege_type, n.nspname,
      case a.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(a.grantee)) end,
      case when a.is_grantable then ' WITH GRANT OPTION' else '' end)
    from aclexplode(n.nspacl) a
    where a.grantee <> n.nspowner
    order by 1
  ) as grants,
  array(
    select e.extname::pg_catalog.text
    from pg_catalog.pg_extension e
    where e.extnamespace = n.oid
    order by 1
  ) as extensions,
  exists (select from pg_catalog.pg_default_acl d where d.defaclnamespace = n.oid)
    as has_default_privileges
from pg_catalog.pg_namespace n
where n.nspname = any ($1::pg_catalog.text[])
order by n.nspname
