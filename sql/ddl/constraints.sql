-- CHECK, PRIMARY KEY, UNIQUE, EXCLUDE and FOREIGN KEY constraints that are declared on the tables of the
-- chosen schemas or on their partitions; copies made for partitions and inherited checks are left out,
-- except keys of partitions, which are attached to the parent's.
-- $1: schema names.
select
  k.oid as object_oid,
  k.conrelid as table_oid,
  k.conname as constraint_name,
  k.contype as kind,
  pg_get_constraintdef(k.oid) as definition,
  k.convalidated as is_validated,
  case when k.contype = 'c' then pg_get_expr(k.conbin, k.conrelid) end as expression,
  array(
    select a.attname::pg_catalog.text
    from unnest(k.conkey) with ordinality as key(attnum, position)
      join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = key.attnum
    order by key.position
  ) as columns,
  k.confrelid as parent_oid,
  array(
    select a.attname::pg_catalog.text
    from unnest(k.confkey) with ordinality as key(attnum, position)
      join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = key.attnum
    order by key.position
  ) as parent_columns,
  k.confmatchtype = 'f' as is_match_full,
  -- Parent = child for foreign keys, the excluding operators for exclusion constraints.
  array(
    select format('OPERATOR(%I.%s)', o_n.nspname, o.oprname)
    from unnest(case k.contype when 'f' then k.conpfeqop else k.conexclop end)
        with ordinality as op(oid, position)
      join pg_catalog.pg_operator o on o.oid = op.oid
      join pg_catalog.pg_namespace o_n on o_n.oid = o.oprnamespace
    order by op.position
  ) as operators,
  case when k.contype in ('p', 'u', 'x') then k.conindid end as index_oid,
  obj_description(k.oid, 'pg_constraint') as comment
from pg_catalog.pg_constraint k
  join pg_catalog.pg_class c on c.oid = k.conrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_class root on root.oid = coalesce(pg_partition_root(c.oid), c.oid)
  join pg_catalog.pg_namespace rn on rn.oid = root.relnamespace
where (n.nspname = any ($1::pg_catalog.text[]) or rn.nspname = any ($1::pg_catalog.text[]))
  and c.relkind in ('r', 'p')
  and (
    (k.contype = 'c' and k.conislocal)
    or k.contype in ('p', 'u', 'x')
    or (k.contype = 'f' and k.conparentid = 0)
  )
order by k.conrelid, k.conname
