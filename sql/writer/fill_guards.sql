-- What stands between rows and the given tables, with the statements that put it aside and back.
-- $1: tables, with schema and quoted; a partitioned one speaks for its partitions.
with
  root as (
    select to_regclass(name) as oid, position
    from unnest($1::pg_catalog.text[]) with ordinality as given(name, position)
  ),
  member as materialized (
    select c.oid, r.position, c.relispartition, c.relforcerowsecurity,
      coalesce(
        (select t.level from pg_partition_tree(r.oid) t where t.relid = c.oid), 0
      ) as level,
      c.oid::pg_catalog.regclass::pg_catalog.text as name
    from root r
      join pg_catalog.pg_class c
        on c.oid = r.oid or (c.relispartition and pg_partition_root(c.oid) = r.oid)
  ),
  guard (position, kind, step, level, name, table_name, aside, back) as (
    -- Many rows are put into a new index in a third of the time that one by one take. Left alone is what
    -- pg_get_indexdef does not print all of, and what others refer to.
    select
      m.position, 'index', 0, m.level, c.relname, m.name,
      format('DROP INDEX %s', c.oid::pg_catalog.regclass),
      pg_get_indexdef(c.oid)
        || case when obj_description(c.oid, 'pg_class') is null then '' else
          format(
            E';\nCOMMENT ON INDEX %s IS %L',
            c.oid::pg_catalog.regclass, obj_description(c.oid, 'pg_class')
          ) end
    from pg_catalog.pg_index i
      join member m on m.oid = i.indrelid
      join pg_catalog.pg_class c on c.oid = i.indexrelid
    where c.relkind = 'i' and not c.relispartition and c.reltablespace = 0
      and i.indisvalid and not i.indisclustered and not i.indisreplident
      and not exists (select from pg_catalog.pg_constraint k where k.conindid = c.oid)
      and not exists (
        select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attstattarget >= 0
      )
      and not exists (
        select from pg_catalog.pg_depend d
        where d.deptype = 'e' and d.objid = c.oid
          and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      )
    union all

    -- Rows are checked against them all at once, whatever order the tables are filled in. A check that is not
    -- valid holds for new rows, too, and would refuse what it tolerates among the old ones.
    select
      m.position, case k.contype when 'f' then 'foreign key' else 'check' end, 1, m.level, k.conname, m.name,
      format('ALTER TABLE %s DROP CONSTRAINT %I', m.name, k.conname),
      format('ALTER TABLE %s ADD CONSTRAINT %I %s', m.name, k.conname, pg_get_constraintdef(k.oid))
        || case when obj_description(k.oid, 'pg_constraint') is null then '' else
          format(
            E';\nCOMMENT ON CONSTRAINT %I ON %s IS %L',
            k.conname, m.name, obj_description(k.oid, 'pg_constraint')
          ) end
    from pg_catalog.pg_constraint k
      join member m on m.oid = k.conrelid
    where k.conparentid = 0 and k.coninhcount = 0
      and (k.contype = 'f' or (k.contype = 'c' and not k.convalidated))
    union all
    -- Those of partitions are listed also when they are off: turning on the parent's turns them on.
    select
      m.position, 'trigger', 2, m.level, t.tgname, m.name,
      format('ALTER TABLE %s DISABLE TRIGGER %I', m.name, t.tgname),
      format('ALTER TABLE %s %s TRIGGER %I', m.name,
        case t.tgenabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA'
          when 'A' then 'ENABLE ALWAYS' else 'ENABLE' end,
        t.tgname)
    from pg_catalog.pg_trigger t
      join member m on m.oid = t.tgrelid
    where not t.tgisinternal and (t.tgenabled <> 'D' or m.relispartition)
    union all
    select
      m.position, 'rule', 3, m.level, r.rulename, m.name,
      format('ALTER TABLE %s DISABLE RULE %I', m.name, r.rulename),
      format('ALTER TABLE %s %s RULE %I', m.name,
        case r.ev_enabled when 'R' then 'ENABLE REPLICA' when 'A' then 'ENABLE ALWAYS' else 'ENABLE' end,
        r.rulename)
    from pg_catalog.pg_rewrite r
      join member m on m.oid = r.ev_class
    where r.ev_type = '3' and r.ev_enabled <> 'D'
    union all
    select
      m.position, 'forced row-level security', 4, m.level, '', m.name,
      format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', m.name),
      format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', m.name)
    from member m
    where m.relforcerowsecurity
  )
select kind, name, table_name, aside, back, position
from guard
order by step, level, table_name, name collate pg_catalog."C"
