-- Makes the schema "altered": a copy of the tables of one schema, damaged in ways that are a function of the rows alone.
-- Needs:  SET corruption.source = 'public';
--
-- A tenth of the rows is dropped, so that references lose their parents, and where nothing refers to a table some rows
-- come twice. Columns outside of keys are kept, shifted, thinned out to NULL or permuted, by the hash of their name.
SET extra_float_digits = 1;
SET DateStyle = 'ISO';
SET IntervalStyle = 'postgres';
SET TimeZone = 'UTC';
SET bytea_output = 'hex';
SET search_path = pg_catalog;
CREATE SCHEMA altered;

DO $$
DECLARE
  relation record;
  attribute record;
  change integer;
  selected text;
  repeated text;
BEGIN
  FOR relation IN
    SELECT c.oid, c.relname, format('%s %I.%I', CASE WHEN c.relkind = 'r' THEN 'ONLY' ELSE '' END, n.nspname, c.relname) AS rows,
      EXISTS (SELECT FROM pg_constraint f WHERE f.confrelid = c.oid AND f.contype = 'f') AS is_parent
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_setting('corruption.source') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    ORDER BY c.relname
  LOOP
    selected := '';
    FOR attribute IN
      SELECT a.attname, coalesce(nullif(t.typbasetype, 0), t.oid)::regtype AS base, t.typcategory AS category,
        EXISTS (
          SELECT FROM pg_constraint k
          LEFT JOIN pg_inherits i ON i.inhrelid = k.conrelid AND k.contype = 'f'
          WHERE k.conrelid = a.attrelid AND k.contype IN ('p', 'f') AND a.attnum = ANY (k.conkey)
            OR k.confrelid = a.attrelid AND a.attnum = ANY (k.confkey)
            -- Foreign keys of partitions are those of their parent.
            OR i.inhparent = a.attrelid AND EXISTS (
              SELECT FROM pg_attribute p
              WHERE p.attrelid = k.conrelid AND p.attnum = ANY (k.conkey) AND p.attname = a.attname)
        ) AS is_key
      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
      WHERE a.attrelid = relation.oid AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum
    LOOP
      change := ('x' || substr(md5(relation.relname || '.' || attribute.attname), 1, 4))::bit(16)::integer % 5;
      selected := selected || format(
        CASE
          WHEN attribute.is_key OR change = 0 THEN ', q.%1$I'
          WHEN change = 1 AND attribute.category = 'N' AND attribute.base <> 'money'::regtype
            THEN ', q.%1$I - (max(q.%1$I) OVER () - min(q.%1$I) OVER ()) * 3 / 10 AS %1$I'
          WHEN change = 1 AND attribute.base = 'date'::regtype THEN ', q.%1$I + 30 AS %1$I'
          WHEN change = 1 AND attribute.category = 'D' AND attribute.base NOT IN ('time'::regtype, 'timetz'::regtype)
            THEN ', q.%1$I + interval ''20 days'' AS %1$I'
          WHEN change = 1 AND attribute.category = 'B' THEN ', NOT q.%1$I AS %1$I'
          WHEN change = 1 AND attribute.base IN ('text'::regtype, 'varchar'::regtype)
            THEN ', CASE WHEN q.hash %% 7 = 0 THEN q.%1$I || ''+'' ELSE q.%1$I END AS %1$I'
          WHEN change IN (1, 2) THEN ', CASE WHEN q.hash %% 7 <> 1 THEN q.%1$I END AS %1$I'
          ELSE ', coalesce(lag(q.%1$I) OVER (ORDER BY md5(q.hash || ''%1$s''), q.whole), q.%1$I) AS %1$I'
        END, attribute.attname);
    END LOOP;
    CONTINUE WHEN selected = '';
    repeated := CASE WHEN relation.is_parent THEN 'false' ELSE 'altered.hash % 31 = 2' END;
    EXECUTE format(
      'CREATE TABLE altered.%1$I AS WITH altered AS MATERIALIZED ('
      'SELECT q.hash AS hash, q.whole AS whole%2$s FROM ('
      'SELECT (''x'' || substr(md5(%3$L || t::text), 1, 7))::bit(28)::integer AS hash, t::text AS whole, t.* FROM %4$s AS t'
      ') AS q WHERE q.hash %% 10 > 0) SELECT altered.* FROM altered, generate_series(1, 2) AS copy(number)'
      ' WHERE copy.number = 1 OR %5$s ORDER BY altered.hash, altered.whole, copy.number',
      relation.relname, selected, relation.relname, relation.rows, repeated);
    EXECUTE format('ALTER TABLE altered.%1$I DROP COLUMN hash, DROP COLUMN whole', relation.relname);
  END LOOP;
END
$$;
