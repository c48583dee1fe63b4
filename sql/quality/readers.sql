-- Lets the role pgsynth_reader, where there is one, read the views and call the functions. Safe to run again; the
-- schema may hold relations of others, so that objects are told by their comments and owners. Views read the tables
-- in their owner's name.
DO $body$
DECLARE
  reader CONSTANT name := 'pgsynth_reader';
  statement text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = reader) THEN RETURN; END IF;
  FOR statement IN
    WITH quality AS (
      SELECT n.oid, n.nspowner FROM pgsynth.schema_version v
      JOIN pg_catalog.pg_class c ON c.oid = v.tableoid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace)
    SELECT pg_catalog.format('USAGE ON SCHEMA %s', n.oid::pg_catalog.regnamespace) FROM quality n
    WHERE pg_catalog.pg_has_role(n.nspowner, 'USAGE')
      AND NOT pg_catalog.has_schema_privilege(reader, n.oid, 'USAGE')
    UNION ALL
    SELECT pg_catalog.format('SELECT ON %s', c.oid::pg_catalog.regclass) FROM quality n
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid
    WHERE c.relkind = 'v' AND pg_catalog.obj_description(c.oid, 'pg_class') LIKE 'pgsynth: %'
      AND pg_catalog.pg_has_role(c.relowner, 'USAGE')
      AND NOT pg_catalog.has_table_privilege(reader, c.oid, 'SELECT')
    UNION ALL
    SELECT pg_catalog.format('EXECUTE ON FUNCTION %s', p.oid::pg_catalog.regprocedure) FROM quality n
    JOIN pg_catalog.pg_proc p ON p.pronamespace = n.oid
    WHERE pg_catalog.obj_description(p.oid, 'pg_proc') LIKE 'pgsynth: %'
      AND pg_catalog.pg_has_role(p.proowner, 'USAGE')
      AND NOT pg_catalog.has_function_privilege(reader, p.oid, 'EXECUTE')
  LOOP
    EXECUTE pg_catalog.format('GRANT %s TO %I', statement, reader);
  END LOOP;
END
$body$;
