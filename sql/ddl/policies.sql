-- Row-level security policies of the tables of the chosen schemas, with the roles that they name.
-- $1: schema names.
select
  p.oid as object_oid,
  n.nspname as schema_name,
  c.relname as relation_name,
  p.polname as policy_name,
  format('CREATE POLICY %I ON %I.%I%s%s%s%s%s', p.polname, n.nspname, c.relname,
    case when p.polpermissive then '' else ' AS RESTRICTIVE' end,
    case p.polcmd
      when 'r' then ' FOR SELECT' when 'a' then ' FOR INSERT' when 'w' then ' FOR UPDATE'
      when 'd' then ' FOR DELETE' else '' end,
    case when p.polroles = '{0}' then '' else ' TO ' || (
      select string_agg(
        case member.oid when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(member.oid)) end, ', '
        order by member.position)
      from unnest(p.polroles) with ordinality as member(oid, position)
    ) end,
    ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
    ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') as definition,
  array(
    select pg_get_userbyid(member.oid)::pg_catalog.text
    from unnest(p.polroles) as member(oid)
    where member.oid <> 0
    order by 1
  ) as roles,
  obj_description(p.oid, 'pg_policy') as comment
from pg_catalog.pg_policy p
  join pg_catalog.pg_class c on c.oid = p.polrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_class root on root.oid = coalesce(pg_partition_root(c.oid), c.oid)
  join pg_catalog.pg_namespace rn on rn.oid = root.relnamespace
where (n.nspname = any ($1::pg_catalog.text[]) or rn.nspname = any ($1::pg_catalog.text[]))
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
      and d.objid = p.oid and d.deptype = 'e'
  )
order by n.nspname, c.relname, p.polname
