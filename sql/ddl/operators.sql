-- Operators, operator families and operator classes of the chosen schemas, with the statements that make
-- them. Operators that only others name, without a function, come with those others.
-- $1: schema names.
select
  'pg_operator' as class,
  o.oid as object_oid,
  n.nspname as schema_name,
  format('%I.%s(%s, %s)', n.nspname, o.oprname, coalesce(format_type(nullif(o.oprleft, 0), null), 'NONE'),
    coalesce(format_type(nullif(o.oprright, 0), null), 'NONE')) as name,
  'operator' as kind,
  array[]::pg_catalog.text[] as needs,
  array[
    format('CREATE OPERATOR %I.%s (%s)', n.nspname, o.oprname, (
      select string_agg(option, ', ' order by position)
      from (
        values
          (1, 'FUNCTION = ' || o.oprcode::pg_catalog.regproc),
          (2, 'LEFTARG = ' || format_type(nullif(o.oprleft, 0), null)),
          (3, 'RIGHTARG = ' || format_type(nullif(o.oprright, 0), null)),
          (4, (
            select format('COMMUTATOR = OPERATOR(%I.%s)', c_n.nspname, c.oprname)
            from pg_catalog.pg_operator c
              join pg_catalog.pg_namespace c_n on c_n.oid = c.oprnamespace
            where c.oid = o.oprcom
          )),
          (5, (
            select format('NEGATOR = OPERATOR(%I.%s)', c_n.nspname, c.oprname)
            from pg_catalog.pg_operator c
              join pg_catalog.pg_namespace c_n on c_n.oid = c.oprnamespace
            where c.oid = o.oprnegate
          )),
          (6, 'RESTRICT = ' || nullif(o.oprrest::pg_catalog.oid, 0)::pg_catalog.regproc),
          (7, 'JOIN = ' || nullif(o.oprjoin::pg_catalog.oid, 0)::pg_catalog.regproc),
          (8, case when o.oprcanmerge then 'MERGES' end),
          (9, case when o.oprcanhash then 'HASHES' end)
      ) as options(position, option)
    ))
  ] || array(
    select format('COMMENT ON OPERATOR %I.%s (%s, %s) IS %L', n.nspname, o.oprname,
      coalesce(format_type(nullif(o.oprleft, 0), null), 'NONE'),
      coalesce(format_type(nullif(o.oprright, 0), null), 'NONE'), obj_description(o.oid, 'pg_operator'))
    where obj_description(o.oid, 'pg_operator') is not null
  ) as statements
from pg_catalog.pg_operator o
  join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
where n.nspname = any ($1::pg_catalog.text[])
  and o.oprcode::pg_catalog.oid <> 0
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass
      and d.objid = o.oid and d.deptype = 'e'
  )
union all
select
  'pg_opfamily', f.oid, n.nspname, format('%I.%I USING %I', n.nspname, f.opfname, m.amname),
  'operator family', array[]::pg_catalog.text[],
  array[format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, m.amname)]
  || array(
    select format('ALTER OPERATOR FAMILY %I.%I USING %I ADD %s', n.nspname, f.opfname, m.amname,
      string_agg(member.text, ', ' order by member.position, member.text))
    from (
      select 1, format('OPERATOR %s %s%s', x.amopstrategy, x.amopopr::pg_catalog.regoperator,
        (
          select format(' FOR ORDER BY %I.%I', s_n.nspname, s.opfname)
          from pg_catalog.pg_opfamily s
            join pg_catalog.pg_namespace s_n on s_n.oid = s.opfnamespace
          where s.oid = x.amopsortfamily
        ))
      from pg_catalog.pg_amop x
        join pg_catalog.pg_depend d
          on d.classid = 'pg_catalog.pg_amop'::pg_catalog.regclass and d.objid = x.oid
          and d.refclassid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass and d.refobjid = f.oid
      union all
      select 2, format('FUNCTION %s (%s, %s) %s', x.amprocnum, format_type(x.amproclefttype, null),
        format_type(x.amprocrighttype, null), x.amproc::pg_catalog.oid::pg_catalog.regprocedure)
      from pg_catalog.pg_amproc x
        join pg_catalog.pg_depend d
          on d.classid = 'pg_catalog.pg_amproc'::pg_catalog.regclass and d.objid = x.oid
          and d.refclassid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass and d.refobjid = f.oid
    ) as member(position, text)
    having count(*) > 0
  ) || array(
    select format('COMMENT ON OPERATOR FAMILY %I.%I USING %I IS %L', n.nspname, f.opfname, m.amname,
      obj_description(f.oid, 'pg_opfamily'))
    where obj_description(f.oid, 'pg_opfamily') is not null
  )
from pg_catalog.pg_opfamily f
  join pg_catalog.pg_namespace n on n.oid = f.opfnamespace
  join pg_catalog.pg_am m on m.oid = f.opfmethod
where n.nspname = any ($1::pg_catalog.text[])
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass
      and d.objid = f.oid and d.deptype = 'e'
  )
union all
select
  'pg_opclass', o.oid, n.nspname, format('%I.%I USING %I', n.nspname, o.opcname, m.amname),
  'operator class', array['pg_opfamily:' || o.opcfamily],
  array[
    format('CREATE OPERATOR CLASS %I.%I %sFOR TYPE %s USING %I FAMILY %I.%I AS %s', n.nspname, o.opcname,
      case when o.opcdefault then 'DEFAULT ' else '' end, format_type(o.opcintype, null), m.amname,
      f_n.nspname, f.opfname, (
        select string_agg(member.text, ', ' order by member.position, member.text)
        from (
          select 1, 'STORAGE ' || format_type(coalesce(nullif(o.opckeytype, 0), o.opcintype), null)
          -- Something has to stand there.
          where o.opckeytype <> 0 or not exists (
            select from pg_catalog.pg_depend d
            where d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass and d.refobjid = o.oid
              and d.classid in ('pg_catalog.pg_amop'::pg_catalog.regclass,
                'pg_catalog.pg_amproc'::pg_catalog.regclass)
          )
          union all
          select 2, format('OPERATOR %s %s%s', x.amopstrategy, x.amopopr::pg_catalog.regoperator,
            (
              select format(' FOR ORDER BY %I.%I', s_n.nspname, s.opfname)
              from pg_catalog.pg_opfamily s
                join pg_catalog.pg_namespace s_n on s_n.oid = s.opfnamespace
              where s.oid = x.amopsortfamily
            ))
          from pg_catalog.pg_amop x
            join pg_catalog.pg_depend d
              on d.classid = 'pg_catalog.pg_amop'::pg_catalog.regclass and d.objid = x.oid
              and d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass and d.refobjid = o.oid
          union all
          select 3, format('FUNCTION %s (%s, %s) %s', x.amprocnum,
            format_type(x.amproclefttype, null), format_type(x.amprocrighttype, null),
            x.amproc::pg_catalog.oid::pg_catalog.regprocedure)
          from pg_catalog.pg_amproc x
            join pg_catalog.pg_depend d
              on d.classid = 'pg_catalog.pg_amproc'::pg_catalog.regclass and d.objid = x.oid
              and d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass and d.refobjid = o.oid
        ) as member(position, text)
      ))
  ] || array(
    select format('COMMENT ON OPERATOR CLASS %I.%I USING %I IS %L', n.nspname, o.opcname, m.amname,
      obj_description(o.oid, 'pg_opclass'))
    where obj_description(o.oid, 'pg_opclass') is not null
  )
from pg_catalog.pg_opclass o
  join pg_catalog.pg_namespace n on n.oid = o.opcnamespace
  join pg_catalog.pg_am m on m.oid = o.opcmethod
  join pg_catalog.pg_opfamily f on f.oid = o.opcfamily
  join pg_catalog.pg_namespace f_n on f_n.oid = f.opfnamespace
where n.nspname = any ($1::pg_catalog.text[])
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
      and d.objid = o.oid and d.deptype = 'e'
  )
order by kind, schema_name, name
