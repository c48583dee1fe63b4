-- Extensions that objects of the chosen schemas need, also where no text names them, as with the default
-- operator class of an index, and those that live in these schemas.
-- $1: schema names.
with chosen as (
  select oid from pg_catalog.pg_namespace where nspname = any ($1::pg_catalog.text[])
),
object (classid, objid) as (
  select 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid
  from pg_catalog.pg_class c
    left join pg_catalog.pg_class root on root.oid = pg_partition_root(c.oid)
  where c.relkind in ('r', 'p', 'i', 'I', 'c', 'S', 'v', 'm')
    and (
      c.relnamespace in (select oid from chosen) or root.relnamespace in (select oid from chosen)
    )
  union all
  select 'pg_catalog.pg_type'::pg_catalog.regclass, oid
  from pg_catalog.pg_type
  where typnamespace in (select oid from chosen)
  union all
  select 'pg_catalog.pg_proc'::pg_catalog.regclass, oid
  from pg_catalog.pg_proc
  where pronamespace in (select oid from chosen)
  union all
  select 'pg_catalog.pg_constraint'::pg_catalog.regclass, oid
  from pg_catalog.pg_constraint
  where connamespace in (select oid from chosen)
  union all
  select 'pg_catalog.pg_attrdef'::pg_catalog.regclass, d.oid
  from pg_catalog.pg_attrdef d
    join pg_catalog.pg_class c on c.oid = d.adrelid
  where c.relnamespace in (select oid from chosen)
  union all
  select 'pg_catalog.pg_rewrite'::pg_catalog.regclass, r.oid
  from pg_catalog.pg_rewrite r
    join pg_catalog.pg_class c on c.oid = r.ev_class
  where c.relnamespace in (select oid from chosen)
  union all
  select 'pg_catalog.pg_trigger'::pg_catalog.regclass, t.oid
  from pg_catalog.pg_trigger t
    join pg_catalog.pg_class c on c.oid = t.tgrelid
  where c.relnamespace in (select oid from chosen)
  union all
  select 'pg_catalog.pg_policy'::pg_catalog.regclass, p.oid
  from pg_catalog.pg_policy p
    join pg_catalog.pg_class c on c.oid = p.polrelid
  where c.relnamespace in (select oid from chosen)
  union all
  select 'pg_catalog.pg_operator'::pg_catalog.regclass, oid
  from pg_catalog.pg_operator
  where oprnamespace in (select oid from chosen)
  union all
  select 'pg_catalog.pg_opclass'::pg_catalog.regclass, oid
  from pg_catalog.pg_opclass
  where opcnamespace in (select oid from chosen)
  union all
  select 'pg_catalog.pg_ts_config'::pg_catalog.regclass, oid
  from pg_catalog.pg_ts_config
  where cfgnamespace in (select oid from chosen)
  union all
  select 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, oid
  from pg_catalog.pg_ts_dict
  where dictnamespace in (select oid from chosen)
)
select
  e.extname as extension_name, n.nspname as extension_schema, true as is_needed,
  obj_description(e.oid, 'pg_extension') as comment
from object o
  join pg_catalog.pg_depend d on d.classid = o.classid and d.objid = o.objid and d.deptype = 'n'
  join pg_catalog.pg_depend m
    on m.classid = d.refclassid and m.objid = d.refobjid and m.deptype = 'e'
    and m.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
  join pg_catalog.pg_extension e on e.oid = m.refobjid
  join pg_catalog.pg_namespace n on n.oid = e.extnamespace
where e.extname <> 'plpgsql'
  -- Members of an extension itself do not count.
  and not exists (
    select from pg_catalog.pg_depend own
    where own.classid = o.classid and own.objid = o.objid and own.deptype = 'e'
  )
union
select e.extname, n.nspname, false, obj_description(e.oid, 'pg_extension')
from pg_catalog.pg_extension e
  join pg_catalog.pg_namespace n on n.oid = e.extnamespace
where e.extnamespace in (select oid from chosen)
order by 1, 3 desc
