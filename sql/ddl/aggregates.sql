-- Aggregates of the chosen schemas, with the statements that make them.
-- $1: schema names.
select
  'pg_proc' as class,
  p.oid as object_oid,
  n.nspname as schema_name,
  format('%I.%I(%s)', n.nspname, p.proname, arguments.identity) as name,
  'aggregate' as kind,
  array[]::pg_catalog.text[] as needs,
  array[
    format('CREATE AGGREGATE %I.%I(%s) (%s)', n.nspname, p.proname, arguments.full,
      (
        select string_agg(option, ', ' order by position)
        from (
          values
            (1, 'SFUNC = ' || a.aggtransfn::pg_catalog.text),
            (2, 'STYPE = ' || format_type(a.aggtranstype, null)),
            (3, 'SSPACE = ' || nullif(a.aggtransspace, 0)),
            (4, 'FINALFUNC = ' || nullif(a.aggfinalfn::pg_catalog.oid, 0)::pg_catalog.regproc),
            (5, case when a.aggfinalextra then 'FINALFUNC_EXTRA' end),
            (6, 'FINALFUNC_MODIFY = ' || case
              when a.aggfinalfn::pg_catalog.oid <> 0
                and a.aggfinalmodify <> case a.aggkind when 'n' then 'r' else 'w' end::"char"
              then case a.aggfinalmodify
                when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' else 'READ_WRITE' end end),
            (7, 'COMBINEFUNC = ' || nullif(a.aggcombinefn::pg_catalog.oid, 0)::pg_catalog.regproc),
            (8, 'SERIALFUNC = ' || nullif(a.aggserialfn::pg_catalog.oid, 0)::pg_catalog.regproc),
            (9, 'DESERIALFUNC = ' || nullif(a.aggdeserialfn::pg_catalog.oid, 0)::pg_catalog.regproc),
            (10, 'INITCOND = ' || quote_literal(a.agginitval)),
            (11, 'MSFUNC = ' || nullif(a.aggmtransfn::pg_catalog.oid, 0)::pg_catalog.regproc),
            (12, 'MINVFUNC = ' || nullif(a.aggminvtransfn::pg_catalog.oid, 0)::pg_catalog.regproc),
            (13, 'MSTYPE = ' || format_type(nullif(a.aggmtranstype, 0), null)),
            (14, 'MSSPACE = ' || nullif(a.aggmtransspace, 0)),
            (15, 'MFINALFUNC = ' || nullif(a.aggmfinalfn::pg_catalog.oid, 0)::pg_catalog.regproc),
            (16, case when a.aggmfinalextra then 'MFINALFUNC_EXTRA' end),
            (17, 'MFINALFUNC_MODIFY = ' || case
              when a.aggmfinalfn::pg_catalog.oid <> 0
                and a.aggmfinalmodify <> case a.aggkind when 'n' then 'r' else 'w' end::"char"
              then case a.aggmfinalmodify
                when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' else 'READ_WRITE' end end),
            (18, 'MINITCOND = ' || quote_literal(a.aggminitval)),
            (19, (
              select format('SORTOP = OPERATOR(%I.%s)', o_n.nspname, o.oprname)
              from pg_catalog.pg_operator o
                join pg_catalog.pg_namespace o_n on o_n.oid = o.oprnamespace
              where o.oid = a.aggsortop
            )),
            (20, 'PARALLEL = '
              || case p.proparallel when 's' then 'SAFE' when 'r' then 'RESTRICTED' end),
            (21, case when a.aggkind = 'h' then 'HYPOTHETICAL' end)
        ) as options(position, option)
      ))
  ] || array(
    select format('COMMENT ON AGGREGATE %I.%I(%s) IS %L', n.nspname, p.proname, arguments.identity,
      obj_description(p.oid, 'pg_proc'))
    where obj_description(p.oid, 'pg_proc') is not null
  ) as statements
from pg_catalog.pg_aggregate a
  join pg_catalog.pg_proc p on p.oid = a.aggfnoid::pg_catalog.oid
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  cross join lateral (
    select
      coalesce(nullif(pg_get_function_arguments(p.oid), ''), '*') as full,
      coalesce(nullif(pg_get_function_identity_arguments(p.oid), ''), '*') as identity
  ) arguments
where n.nspname = any ($1::pg_catalog.text[])
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
      and d.objid = p.oid and d.deptype = 'e'
  )
order by n.nspname, name
