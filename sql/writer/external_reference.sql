-- Whether this database has an object under the given name.
-- $1: its kind as pg_identify_object says it. $2: its name with schema, quoted where needed.
select case
  when $1::pg_catalog.text in ('function', 'procedure', 'aggregate')
    then to_regprocedure($2::pg_catalog.text) is not null
  when $1::pg_catalog.text = 'operator' then to_regoperator($2::pg_catalog.text) is not null
  when $1::pg_catalog.text = 'collation' then to_regcollation($2::pg_catalog.text) is not null
  when $1::pg_catalog.text in ('type', 'domain') then to_regtype($2::pg_catalog.text) is not null
  when $1::pg_catalog.text in ('table', 'view', 'sequence', 'materialized view', 'foreign table')
    then to_regclass($2::pg_catalog.text) is not null
  else false
end as is_there
