-- Primary keys, UNIQUE constraints and unique indexes of the tables of the chosen schemas, and those
-- of their partitions that do not come from the partitioned table at the top.
-- $1: schema names.
select
  i.indrelid as table_oid,
  index.relname as key_name,
  i.indisprimary as is_primary,
  key.columns as columns,
  -- The catalog has no such column before PostgreSQL 15, where the answer is false.
  coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::pg_catalog.bool, false) as nulls_not_distinct,
  pg_get_expr(i.indpred, i.indrelid) as predicate,
  -- What the key is made of, where not all of it is columns.
  case when i.indexprs is not null then (
    select array_agg(pg_get_indexdef(i.indexrelid, position, false) order by position)
    from generate_series(1, i.indnkeyatts::pg_catalog.int4) as position
  ) end as expressions
from pg_catalog.pg_index i
  join pg_catalog.pg_class index on index.oid = i.indexrelid
  join pg_catalog.pg_class c on c.oid = i.indrelid
  join pg_catalog.pg_class root on root.oid = coalesce(pg_partition_root(c.oid), c.oid)
  join pg_catalog.pg_namespace n on n.oid = root.relnamespace
  join pg_catalog.pg_index top
    on top.indexrelid = coalesce(pg_partition_root(i.indexrelid), i.indexrelid)
  cross join lateral (
    select array_agg(a.attname::pg_catalog.text order by mention.position) as columns
    from (
      select attnum, min(position) as position
      from (
        select k.attnum, k.position
        from unnest(i.indkey::pg_catalog.int2[]) with ordinality as k(attnum, position)
        where k.position <= i.indnkeyatts
        union all
        select v.groups[1]::pg_catalog.int2, 1000 + v.position
        from regexp_matches(i.indexprs::pg_catalog.text, ':varattno (-?\d+)', 'g')
          with ordinality as v(groups, position)
      ) mentions
      group by attnum
    ) mention
      join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = mention.attnum
    where mention.attnum > 0
  ) key
where n.nspname = any ($1::pg_catalog.text[])
  and i.indisunique
  and i.indisvalid
  and c.relkind in ('r', 'p')
  and (i.indrelid = root.oid or top.indrelid <> root.oid)
order by i.indrelid, index.relname
