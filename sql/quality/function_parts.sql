-- What the functions of functions.sql are made of: they read the catalogs and return SQL text, and touch no rows. Safe
-- to run again; runs need CREATE on the schema.
--
-- Statements are put together of format('%I') and of regclass texts, which are qualified and quoted because the
-- search path holds nothing but the catalogs. PARALLEL RESTRICTED: the tables may be temporary.

CREATE OR REPLACE FUNCTION pgsynth.score_rows(relation regclass)
RETURNS text LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  kind "char";
BEGIN
  SELECT c.relkind INTO kind FROM pg_class c WHERE c.oid = relation;
  IF kind IS NULL OR kind NOT IN ('r', 'p', 'f', 'v', 'm') THEN
    RAISE EXCEPTION '% is not a table or view', relation
      USING ERRCODE = 'wrong_object_type', HINT = 'Name a table, foreign table, view or materialized view.';
  END IF;
  -- Rows of inheritance children belong to tables of their own; those of partitions do not.
  RETURN CASE WHEN kind IN ('r', 'f') THEN format('ONLY %s', relation) ELSE relation::text END;
END
$body$;
COMMENT ON FUNCTION pgsynth.score_rows(regclass) IS
  'pgsynth: internal: what stands behind FROM to read the rows of a table.';

CREATE OR REPLACE FUNCTION pgsynth.score_operand(
  relation regclass, column_name name, OUT family text, OUT is_fraction boolean, OUT value text)
LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  base oid;
  modifier integer;
BEGIN
  SELECT a.atttypid, a.atttypmod INTO base, modifier FROM pg_attribute a
  WHERE a.attrelid = relation AND a.attname = column_name AND a.attnum > 0 AND NOT a.attisdropped;
  IF base IS NULL THEN
    RAISE EXCEPTION 'column % of % does not exist', quote_ident(column_name), relation
      USING ERRCODE = 'undefined_column', HINT = coalesce(
        'Write names as they are stored, without quotes. There are: ' || (
          SELECT string_agg(a.attname, ', ' ORDER BY a.attnum) FROM pg_attribute a
          WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped), 'It has no columns.');
  END IF;
  -- A domain is what it is made of.
  WHILE EXISTS (SELECT FROM pg_type t WHERE t.oid = base AND t.typtype = 'd') LOOP
    SELECT t.typbasetype, t.typtypmod INTO base, modifier FROM pg_type t WHERE t.oid = base;
  END LOOP;
  value := quote_ident(column_name);
  is_fraction := false;
  CASE
    WHEN base IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) THEN
      family := 'number';
    WHEN base = 'bool'::regtype THEN
      family := 'number';
      value := format('%s::int4', value);
    WHEN base IN ('float4'::regtype, 'float8'::regtype) THEN
      family := 'number';
      is_fraction := true;
      -- By way of the text a single 18.4 stays 18.4 instead of becoming 18.399999618530273.
      value := format(CASE WHEN base = 'float4'::regtype THEN '%s::text::float8' ELSE '%s::float8' END, value);
    WHEN base IN ('numeric'::regtype, 'money'::regtype) THEN
      family := 'number';
      -- The type modifier is 4 more than precision (upper half) and scale (lower 11 bits).
      is_fraction := base = 'money'::regtype OR modifier < 0
        OR ((modifier - 4) & 2047) <> 0 OR ((modifier - 4) >> 16) > 18;
      value := CASE WHEN is_fraction THEN format('%s::numeric::float8', value) ELSE value END;
    WHEN base = 'date'::regtype THEN
      family := 'date';
    WHEN base = 'time'::regtype THEN
      family := 'time';
    WHEN base = 'timestamp'::regtype THEN
      family := 'timestamp';
    WHEN base = 'timestamptz'::regtype THEN
      family := 'timestamp';
      value := format('(%s AT TIME ZONE ''UTC'')', value);
    WHEN base = 'interval'::regtype THEN
      family := 'interval';
    ELSE
      family := 'text';
      value := format('%s::text COLLATE "C"', value);
  END CASE;
END
$body$;
COMMENT ON FUNCTION pgsynth.score_operand(regclass, name) IS
  'pgsynth: internal: the SQL expression by which a column is scored, and what kind of values it has.';

CREATE OR REPLACE FUNCTION pgsynth.score_operands(
  real_table regclass, real_column name, clone_table regclass, clone_column name, needs_number boolean,
  OUT family text, OUT is_fraction boolean, OUT real_value text, OUT clone_value text)
LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  ours record;
  theirs record;
BEGIN
  SELECT o.* INTO ours FROM pgsynth.score_operand(real_table, real_column) o;
  SELECT o.* INTO theirs FROM pgsynth.score_operand(clone_table, clone_column) o;
  IF ours.family <> theirs.family THEN
    RAISE EXCEPTION 'column % of % holds values of the kind %, column % of % of the kind %',
      quote_ident(real_column), real_table, ours.family, quote_ident(clone_column), clone_table, theirs.family
      USING ERRCODE = 'datatype_mismatch',
        HINT = 'Compare columns of like types, for example through a view that casts one of them.';
  END IF;
  IF needs_number AND ours.family = 'text' THEN
    RAISE EXCEPTION 'column % of % holds texts, and this score needs numbers, dates or times',
      quote_ident(real_column), real_table
      USING ERRCODE = 'datatype_mismatch',
        HINT = 'Use tv_complement, category_coverage, category_adherence or contingency_similarity,'
          ' or a view with the length of the texts.';
  END IF;
  family := ours.family;
  is_fraction := ours.is_fraction OR theirs.is_fraction;
  real_value := ours.value;
  clone_value := theirs.value;
  -- Beside a fraction, whole numbers are doubles too.
  IF is_fraction AND NOT ours.is_fraction THEN real_value := format('%s::float8', real_value); END IF;
  IF is_fraction AND NOT theirs.is_fraction THEN clone_value := format('%s::float8', clone_value); END IF;
END
$body$;
COMMENT ON FUNCTION pgsynth.score_operands(regclass, name, regclass, name, boolean) IS
  'pgsynth: internal: the SQL expressions by which two columns are compared.';

CREATE OR REPLACE FUNCTION pgsynth.score_number(family text, value text)
RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  RETURN CASE family
    -- Seconds since 2000-01-01.
    WHEN 'date' THEN format('(EXTRACT(epoch FROM %s)::float8 - 946684800)', value)
    WHEN 'timestamp' THEN format('(EXTRACT(epoch FROM %s)::float8 - 946684800)', value)
    WHEN 'time' THEN format('EXTRACT(epoch FROM %s)::float8', value)
    -- An epoch counts a year as 365.25 days, comparisons of intervals as twelve months of 30.
    WHEN 'interval' THEN format(
      '(EXTRACT(epoch FROM %1$s)::float8 - EXTRACT(year FROM %1$s)::float8 * 453600)', value)
    ELSE format('(%s)::float8', value)
  END;
END
$body$;
COMMENT ON FUNCTION pgsynth.score_number(text, text) IS
  'pgsynth: internal: the SQL expression of a value as a number.';

CREATE OR REPLACE FUNCTION pgsynth.score_counts(
  real_table regclass, real_values text[], clone_table regclass, clone_values text[])
RETURNS text LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  names text;
  real_list text;
  clone_list text;
BEGIN
  SELECT string_agg(format('v%s', i), ', ' ORDER BY i),
    string_agg(format('%s AS v%s', real_values[i], i), ', ' ORDER BY i),
    string_agg(format('%s AS v%s', clone_values[i], i), ', ' ORDER BY i)
  INTO names, real_list, clone_list FROM generate_subscripts(real_values, 1) i;
  RETURN format(
    'SELECT %1$s, sum(r)::float8 AS r, sum(c)::float8 AS c FROM ('
    'SELECT %1$s, count(*) AS r, 0 AS c FROM (SELECT %2$s FROM %3$s) AS a GROUP BY %1$s UNION ALL '
    'SELECT %1$s, 0, count(*) FROM (SELECT %4$s FROM %5$s) AS b GROUP BY %1$s) AS sides GROUP BY %1$s',
    names, real_list, pgsynth.score_rows(real_table), clone_list, pgsynth.score_rows(clone_table));
END
$body$;
COMMENT ON FUNCTION pgsynth.score_counts(regclass, text[], regclass, text[]) IS
  'pgsynth: internal: the query that counts equal values (v1, v2, …) on both sides (r, c).';

CREATE OR REPLACE FUNCTION pgsynth.score_ks(counts text)
RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  RETURN format(
    'SELECT 1 - max(abs(r / real_rows - c / clone_rows)) FROM ('
    'SELECT sum(r) OVER w AS r, sum(c) OVER w AS c, nullif(sum(r) OVER (), 0) AS real_rows,'
    ' nullif(sum(c) OVER (), 0) AS clone_rows FROM (%s) AS counted WHERE v1 IS NOT NULL'
    ' WINDOW w AS (ORDER BY v1 ROWS UNBOUNDED PRECEDING)) AS steps', counts);
END
$body$;
COMMENT ON FUNCTION pgsynth.score_ks(text) IS
  'pgsynth: internal: the query for 1 minus the Kolmogorov-Smirnov statistic of counted values.';

CREATE OR REPLACE FUNCTION pgsynth.score_pearson(relation regclass, first_number text, second_number text)
RETURNS text LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  -- Two passes, and deviations beside the largest one: corr() takes rounding errors of a constant for values,
  -- and squares of very large and very small numbers would leave the range of a double. MATERIALIZED, because the
  -- planner expects one complete row and would compute the means again for each.
  RETURN format(
    'WITH complete AS MATERIALIZED ('
    'SELECT x, y FROM (SELECT %1$s AS x, %2$s AS y FROM %3$s) AS pairs'
    ' WHERE x > ''-Infinity'' AND x < ''Infinity'' AND y > ''-Infinity'' AND y < ''Infinity''),'
    ' means AS MATERIALIZED (SELECT count(*) AS n, sum(x) / nullif(count(*), 0) AS x, sum(y) / nullif(count(*), 0) AS y FROM complete),'
    ' spans AS MATERIALIZED (SELECT max(abs(complete.x - means.x)) AS x, max(abs(complete.y - means.y)) AS y'
    ' FROM complete, means),'
    -- A constant column leaves rounding errors of this size around its mean, not zeros.
    ' vary AS MATERIALIZED (SELECT means.x AS mean_x, means.y AS mean_y, spans.x AS span_x, spans.y AS span_y'
    ' FROM means, spans WHERE means.n >= 2 AND spans.x > 1e-13 * abs(means.x)'
    ' AND spans.y > 1e-13 * abs(means.y)),'
    ' scaled AS (SELECT (x - mean_x) / span_x AS x, (y - mean_y) / span_y AS y FROM complete, vary)'
    ' SELECT CASE WHEN count(*) > 0 THEN'
    ' least(1, greatest(-1, sum(x * y) / (sqrt(sum(x * x)) * sqrt(sum(y * y))))) END FROM scaled',
    first_number, second_number, pgsynth.score_rows(relation));
END
$body$;
COMMENT ON FUNCTION pgsynth.score_pearson(regclass, text, text) IS
  'pgsynth: internal: the query for the correlation of two numbers of a table.';

CREATE OR REPLACE FUNCTION pgsynth.score_foreign_key(
  child regclass, constraint_name name,
  OUT columns name[], OUT parent regclass, OUT parent_columns name[])
LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  SELECT c.confrelid,
    ARRAY(SELECT a.attname FROM unnest(c.conkey) WITH ORDINALITY k (number, position)
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number ORDER BY k.position),
    ARRAY(SELECT a.attname FROM unnest(c.confkey) WITH ORDINALITY k (number, position)
      JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number ORDER BY k.position)
  INTO parent, columns, parent_columns
  FROM pg_constraint c
  WHERE c.conrelid = child AND c.conname = constraint_name AND c.contype = 'f';
  IF parent IS NULL THEN
    RAISE EXCEPTION '% has no foreign key %', child, quote_ident(constraint_name)
      USING ERRCODE = 'undefined_object', HINT = coalesce(
        'There are: ' || (SELECT string_agg(c.conname, ', ' ORDER BY c.conname) FROM pg_constraint c
          WHERE c.conrelid = child AND c.contype = 'f'),
        'It has none: name the columns of both tables instead.');
  END IF;
END
$body$;
COMMENT ON FUNCTION pgsynth.score_foreign_key(regclass, name) IS
  'pgsynth: internal: the columns of a foreign key and what they refer to.';

CREATE OR REPLACE FUNCTION pgsynth.score_references(
  child regclass, child_columns name[], parent regclass, parent_columns name[],
  OUT grouped text, OUT matches text, OUT complete text)
LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  IF cardinality(child_columns) = 0 OR cardinality(child_columns) <> cardinality(parent_columns) THEN
    RAISE EXCEPTION '% columns of % refer to % columns of %', cardinality(child_columns), child,
      cardinality(parent_columns), parent
      USING ERRCODE = 'invalid_foreign_key', HINT = 'Give as many columns of one as of the other, and at least one.';
  END IF;
  -- The operands are asked for only because they say which column does not exist.
  PERFORM pgsynth.score_operand(child, c.name), pgsynth.score_operand(parent, c.parent_name)
  FROM unnest(child_columns, parent_columns) AS c (name, parent_name);
  SELECT
    format('SELECT %s, count(*) AS n FROM %s WHERE %s GROUP BY %s',
      string_agg(format('%I AS k%s', c.name, c.position), ', ' ORDER BY c.position), pgsynth.score_rows(child),
      string_agg(format('%I IS NOT NULL', c.name), ' AND ' ORDER BY c.position),
      string_agg(format('%I', c.name), ', ' ORDER BY c.position)),
    string_agg(format('p.%I = r.k%s', c.parent_name, c.position), ' AND ' ORDER BY c.position),
    string_agg(format('%I IS NOT NULL', c.name), ' AND ' ORDER BY c.position)
  INTO grouped, matches, complete
  FROM unnest(child_columns, parent_columns) WITH ORDINALITY AS c (name, parent_name, position);
END
$body$;
COMMENT ON FUNCTION pgsynth.score_references(regclass, name[], regclass, name[]) IS
  'pgsynth: internal: the query that counts equal references of a child, and how they find their parent.';

CREATE OR REPLACE FUNCTION pgsynth.score_degrees(
  child regclass, child_columns name[], parent regclass, parent_columns name[])
RETURNS text LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  o record;
BEGIN
  SELECT p.* INTO o FROM pgsynth.score_references(child, child_columns, parent, parent_columns) p;
  RETURN format('SELECT coalesce(r.n, 0) AS children, count(*) AS parents FROM %s AS p'
    ' LEFT JOIN (%s) AS r ON %s GROUP BY 1', pgsynth.score_rows(parent), o.grouped, o.matches);
END
$body$;
COMMENT ON FUNCTION pgsynth.score_degrees(regclass, name[], regclass, name[]) IS
  'pgsynth: internal: the query that counts parents by their number of children.';
