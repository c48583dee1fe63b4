-- Materialized views that show rows of the given tables, those that others are made from first.
-- $1: tables, with schema and quoted; a partitioned one speaks for its partitions.
with recursive
  base as (
    select c.oid
    from unnest($1::pg_catalog.text[]) as name
      join pg_catalog.pg_class c
        on c.oid = to_regclass(name)
        or (c.relispartition and pg_partition_root(c.oid) = to_regclass(name))
  ),
  shown (oid, depth) as (
    select oid, 0 from base
    union
    select r.ev_class, s.depth + 1
    from shown s
      join pg_catalog.pg_depend d
        on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = s.oid
        and d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
      join pg_catalog.pg_rewrite r on r.oid = d.objid and r.ev_class <> s.oid
      join pg_catalog.pg_class c on c.oid = r.ev_class and c.relkind in ('v', 'm')
  )
select c.oid::pg_catalog.regclass::pg_catalog.text as name
from shown s
  join pg_catalog.pg_class c on c.oid = s.oid
where c.relkind = 'm' and c.relispopulated
group by c.oid
order by max(s.depth), 1
