-- What the objects of the chosen schemas need: one row per object and user-made object that it names.
-- Members of extensions are left out. Parts are told by what they are made with: array and row types by
-- the element type or table, domain constraints by the domain, generation expressions by the table.
-- $1: schema names.
with
  relation as (
    select c.oid, c.relkind, c.reltype
    from pg_catalog.pg_class c
      left join pg_catalog.pg_class root on root.oid = pg_partition_root(c.oid)
      join pg_catalog.pg_namespace n on n.oid in (c.relnamespace, root.relnamespace)
    where n.nspname = any ($1::pg_catalog.text[])
    group by c.oid
  ),
  dependent (classid, objid, class, oid) as (
    select 'pg_catalog.pg_class'::pg_catalog.regclass, oid,
      case relkind when 'c' then 'pg_type' else 'pg_class' end,
      case relkind when 'c' then reltype else oid end
    from relation
    union all
    select 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 'pg_type', t.oid
    from pg_catalog.pg_type t
      join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    where n.nspname = any ($1::pg_catalog.text[])
    union all
    select 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, 'pg_proc', p.oid
    from pg_catalog.pg_proc p
      join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname = any ($1::pg_catalog.text[])
    union all
    select 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid, 'pg_constraint', k.oid
    from pg_catalog.pg_constraint k
      join relation r on r.oid = k.conrelid
    union all
    select 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid, 'pg_type', k.contypid
    from pg_catalog.pg_constraint k
      join pg_catalog.pg_namespace n on n.oid = k.connamespace
    where n.nspname = any ($1::pg_catalog.text[]) and k.contypid <> 0
    union all
    select 'pg_catalog.pg_attrdef'::pg_catalog.regclass, d.oid,
      case a.attgenerated when '' then 'pg_attrdef' else 'pg_class' end,
      case a.attgenerated when '' then d.oid else d.adrelid end
    from pg_catalog.pg_attrdef d
      join relation r on r.oid = d.adrelid
      join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    union all
    -- What a view shows is a rule of its.
    select 'pg_catalog.pg_rewrite'::pg_catalog.regclass, w.oid,
      case w.rulename when '_RETURN' then 'pg_class' else 'pg_rewrite' end,
      case w.rulename when '_RETURN' then w.ev_class else w.oid end
    from pg_catalog.pg_rewrite w
      join relation r on r.oid = w.ev_class
    union all
    select 'pg_catalog.pg_trigger'::pg_catalog.regclass, t.oid, 'pg_trigger', t.oid
    from pg_catalog.pg_trigger t
      join relation r on r.oid = t.tgrelid
    where not t.tgisinternal or t.tgparentid <> 0
    union all
    select 'pg_catalog.pg_policy'::pg_catalog.regclass, p.oid, 'pg_policy', p.oid
    from pg_catalog.pg_policy p
      join relation r on r.oid = p.polrelid
    union all
    select 'pg_catalog.pg_class'::pg_catalog.regclass, i.indexrelid, 'pg_class', i.indexrelid
    from pg_catalog.pg_index i
      join relation r on r.oid = i.indrelid
    union all
    select 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, s.oid, 'pg_statistic_ext', s.oid
    from pg_catalog.pg_statistic_ext s
      join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
    where n.nspname = any ($1::pg_catalog.text[])
    union all
    select 'pg_catalog.pg_operator'::pg_catalog.regclass, o.oid, 'pg_operator', o.oid
    from pg_catalog.pg_operator o
      join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
    where n.nspname = any ($1::pg_catalog.text[])
    union all
    select 'pg_catalog.pg_opclass'::pg_catalog.regclass, o.oid, 'pg_opclass', o.oid
    from pg_catalog.pg_opclass o
      join pg_catalog.pg_namespace n on n.oid = o.opcnamespace
    where n.nspname = any ($1::pg_catalog.text[])
    union all
    select member.classid, member.objid, whole.relname, member.refobjid
    from pg_catalog.pg_depend member
      join pg_catalog.pg_class whole on whole.oid = member.refclassid
    where member.classid in (
        'pg_catalog.pg_amop'::pg_catalog.regclass, 'pg_catalog.pg_amproc'::pg_catalog.regclass)
      and whole.relname in ('pg_opfamily', 'pg_opclass')
      and member.deptype in ('a', 'i')
      and member.objid >= 16384
    union all
    select 'pg_catalog.pg_cast'::pg_catalog.regclass, c.oid, 'pg_cast', c.oid
    from pg_catalog.pg_cast c
    where c.oid >= 16384
    union all
    select 'pg_catalog.pg_conversion'::pg_catalog.regclass, c.oid, 'pg_conversion', c.oid
    from pg_catalog.pg_conversion c
      join pg_catalog.pg_namespace n on n.oid = c.connamespace
    where n.nspname = any ($1::pg_catalog.text[])
    union all
    select 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, p.oid, 'pg_ts_parser', p.oid
    from pg_catalog.pg_ts_parser p
      join pg_catalog.pg_namespace n on n.oid = p.prsnamespace
    where n.nspname = any ($1::pg_catalog.text[])
    union all
    select 'pg_catalog.pg_ts_template'::pg_catalog.regclass, t.oid, 'pg_ts_template', t.oid
    from pg_catalog.pg_ts_template t
      join pg_catalog.pg_namespace n on n.oid = t.tmplnamespace
    where n.nspname = any ($1::pg_catalog.text[])
  ),
  whole_type (oid, class, whole) as (
    select t.oid,
      case when c.relkind in ('r', 'p', 'v', 'm', 'f') then 'pg_class' else 'pg_type' end,
      case when c.relkind in ('r', 'p', 'v', 'm', 'f') then c.oid else e.oid end
    from pg_catalog.pg_type t
      left join pg_catalog.pg_range r
        on t.typtype = 'm' and (to_jsonb(r) ->> 'rngmultitypid')::pg_catalog.oid = t.oid
      left join pg_catalog.pg_type element on element.typarray = t.oid
      join pg_catalog.pg_type e on e.oid = coalesce(element.oid, r.rngtypid, t.oid)
      left join pg_catalog.pg_class c on c.oid = e.typrelid
    where t.oid >= 16384
  ),
  edge as (
    select distinct
      o.class, o.oid,
      -- A field of a composite type is a column of a relation of its own.
      case when composite.oid is not null then 'pg_type' else coalesce(w.class, rc.relname) end
        as needed_class,
      coalesce(composite.reltype, w.whole, d.refobjid) as needed_oid,
      d.refclassid, d.refobjid
    from dependent o
      join pg_catalog.pg_depend d on d.classid = o.classid and d.objid = o.objid
        and (
          d.deptype = 'n'
          -- What is attached to a relation goes where the relation goes.
          or (
            d.deptype in ('a', 'i')
            and o.class in ('pg_rewrite', 'pg_trigger', 'pg_policy', 'pg_statistic_ext')
            and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
          )
        )
      join pg_catalog.pg_class rc on rc.oid = d.refclassid
      left join whole_type w
        on d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and w.oid = d.refobjid
      left join pg_catalog.pg_class composite
        on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and composite.oid = d.refobjid and composite.relkind = 'c'
    -- Objects of PostgreSQL itself have smaller numbers.
    where d.refobjid >= 16384
      and rc.relname not in ('pg_namespace', 'pg_extension')
  )
select
  e.class,
  e.oid as object_oid,
  e.needed_class,
  e.needed_oid,
  identity.schema as needed_schema,
  identity.identity as needed_identity,
  identity.type as needed_kind
from edge e
  cross join lateral pg_identify_object(e.refclassid, e.refobjid, 0) identity
where (e.class, e.oid) is distinct from (e.needed_class::pg_catalog.text, e.needed_oid)
  and not exists (
    select from pg_catalog.pg_depend m
    where m.classid = e.refclassid and m.objid = e.refobjid and m.deptype = 'e'
  )
  -- The array and row types of extension types and tables are no members themselves.
  and not exists (
    select from pg_catalog.pg_depend m
    where m.classid = ('pg_catalog.' || e.needed_class)::pg_catalog.regclass
      and m.objid = e.needed_oid and m.deptype = 'e'
  )
order by e.class, e.oid, e.needed_class, e.needed_oid
