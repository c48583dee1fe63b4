-- Text search parsers, templates, dictionaries and configurations of the chosen schemas, with the
-- statements that make them.
-- $1: schema names.
with chosen as (
  select oid, nspname from pg_catalog.pg_namespace where nspname = any ($1::pg_catalog.text[])
),
object (classid, class, oid, schema_name, plain_name, kind, needs, statements) as (
  select
    'pg_catalog.pg_ts_parser'::pg_catalog.regclass, 'pg_ts_parser', p.oid, n.nspname, p.prsname,
    'text search parser', array[]::pg_catalog.text[],
    array[
      format('CREATE TEXT SEARCH PARSER %I.%I (START = %s, GETTOKEN = %s, END = %s%s, LEXTYPES = %s)',
        n.nspname, p.prsname, p.prsstart, p.prstoken, p.prsend,
        ', HEADLINE = ' || nullif(p.prsheadline::pg_catalog.oid, 0)::pg_catalog.regproc, p.prslextype)
    ]
  from pg_catalog.pg_ts_parser p join chosen n on n.oid = p.prsnamespace
  union all
  select
    'pg_catalog.pg_ts_template'::pg_catalog.regclass, 'pg_ts_template', t.oid, n.nspname, t.tmplname,
    'text search template', array[]::pg_catalog.text[],
    array[
      format('CREATE TEXT SEARCH TEMPLATE %I.%I (%sLEXIZE = %s)', n.nspname, t.tmplname,
        'INIT = ' || nullif(t.tmplinit::pg_catalog.oid, 0)::pg_catalog.regproc || ', ', t.tmpllexize)
    ]
  from pg_catalog.pg_ts_template t join chosen n on n.oid = t.tmplnamespace
  union all
  select
    'pg_catalog.pg_ts_dict'::pg_catalog.regclass, 'pg_ts_dict', d.oid, n.nspname, d.dictname,
    'text search dictionary', array['pg_ts_template:' || d.dicttemplate],
    array[
      format('CREATE TEXT SEARCH DICTIONARY %I.%I (TEMPLATE = %I.%I%s)', n.nspname, d.dictname,
        t_n.nspname, t.tmplname, ', ' || d.dictinitoption)
    ]
  from pg_catalog.pg_ts_dict d
    join chosen n on n.oid = d.dictnamespace
    join pg_catalog.pg_ts_template t on t.oid = d.dicttemplate
    join pg_catalog.pg_namespace t_n on t_n.oid = t.tmplnamespace
  union all
  select
    'pg_catalog.pg_ts_config'::pg_catalog.regclass, 'pg_ts_config', c.oid, n.nspname, c.cfgname,
    'text search configuration',
    array['pg_ts_parser:' || c.cfgparser] || array(
      select distinct 'pg_ts_dict:' || m.mapdict
      from pg_catalog.pg_ts_config_map m
      where m.mapcfg = c.oid
      order by 1
    ),
    array[
      format('CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = %I.%I)', n.nspname, c.cfgname,
        p_n.nspname, p.prsname)
    ] || array(
      select format('ALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s', n.nspname,
        c.cfgname, token.alias, string_agg(format('%I.%I', d_n.nspname, d.dictname), ', ' order by m.mapseqno))
      from pg_catalog.pg_ts_config_map m
        join pg_catalog.ts_token_type(c.cfgparser) token on token.tokid = m.maptokentype
        join pg_catalog.pg_ts_dict d on d.oid = m.mapdict
        join pg_catalog.pg_namespace d_n on d_n.oid = d.dictnamespace
      where m.mapcfg = c.oid
      group by m.maptokentype, token.alias
      order by m.maptokentype
    )
  from pg_catalog.pg_ts_config c
    join chosen n on n.oid = c.cfgnamespace
    join pg_catalog.pg_ts_parser p on p.oid = c.cfgparser
    join pg_catalog.pg_namespace p_n on p_n.oid = p.prsnamespace
)
select
  o.class, o.oid as object_oid, o.schema_name, format('%I.%I', o.schema_name, o.plain_name) as name, o.kind,
  o.needs,
  o.statements || array(
    select format('COMMENT ON %s %I.%I IS %L', upper(o.kind), o.schema_name, o.plain_name,
      obj_description(o.oid, o.class::pg_catalog.name))
    where obj_description(o.oid, o.class::pg_catalog.name) is not null
  ) as statements
from object o
where not exists (
    select from pg_catalog.pg_depend d
    where d.classid = o.classid and d.objid = o.oid and d.deptype = 'e'
  )
order by
  array_position(array['text search parser', 'text search template', 'text search dictionary'], o.kind),
  o.schema_name, o.plain_name
