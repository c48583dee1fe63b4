-- Scores of two tables of this database, computed when asked. Safe to run again after function_parts.sql; runs need
-- CREATE on the schema.
--
-- Tables are regclass, so that quoting and privileges are PostgreSQL's; columns are names as the catalogs have them.
-- Texts of floating-point numbers are exact with extra_float_digits = 1, whatever the session has.

CREATE OR REPLACE FUNCTION pgsynth.ks_complement(
  real_table regclass, real_column name, clone_table regclass, clone_column name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  o record;
  -- NaN counts as missing. Rounded to 14 decimals, 0.1 + 0.2 ties with 0.3; beyond 1e294 that overflows.
  tied CONSTANT text := 'CASE WHEN %1$s = ''NaN'' THEN NULL WHEN abs(%1$s) < 1e294'
    ' THEN round(%1$s * 1e14) / 1e14 ELSE %1$s END';
  score double precision;
BEGIN
  SELECT p.* INTO o FROM pgsynth.score_operands(real_table, real_column, clone_table, clone_column, true) p;
  IF o.is_fraction THEN
    o.real_value := format(tied, o.real_value);
    o.clone_value := format(tied, o.clone_value);
  END IF;
  EXECUTE pgsynth.score_ks(
    pgsynth.score_counts(real_table, ARRAY[o.real_value], clone_table, ARRAY[o.clone_value])) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.ks_complement(regclass, name, regclass, name) IS
  'pgsynth: KSComplement: 1 minus the Kolmogorov-Smirnov distance of two columns of numbers, dates or times. NULL where a side has no values.';

CREATE OR REPLACE FUNCTION pgsynth.tv_complement(
  real_table regclass, real_column name, clone_table regclass, clone_column name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  o record;
  score double precision;
BEGIN
  SELECT p.* INTO o FROM pgsynth.score_operands(real_table, real_column, clone_table, clone_column, false) p;
  -- As in SDMetrics, a category that only the clone has counts as a millionth of a real row.
  EXECUTE format(
    'SELECT 1 - sum(abs(c / clone_rows - expected / real_rows)) / 2 FROM ('
    'SELECT CASE WHEN r = 0 THEN 1e-6 ELSE r END AS expected, c,'
    ' nullif(sum(r) OVER (), 0) + 1e-6 * count(*) FILTER (WHERE r = 0) OVER () AS real_rows,'
    ' nullif(sum(c) OVER (), 0) AS clone_rows FROM (%s) AS counted WHERE v1 IS NOT NULL) AS shares',
    pgsynth.score_counts(real_table, ARRAY[o.real_value], clone_table, ARRAY[o.clone_value])) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.tv_complement(regclass, name, regclass, name) IS
  'pgsynth: TVComplement: 1 minus the total variation distance of the categories of two columns. NULL where a side has no values.';

CREATE OR REPLACE FUNCTION pgsynth.missing_value_similarity(
  real_table regclass, real_column name, clone_table regclass, clone_column name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  score double precision;
BEGIN
  -- The operands are asked for only because they say which column does not exist.
  PERFORM pgsynth.score_operand(real_table, real_column), pgsynth.score_operand(clone_table, clone_column);
  EXECUTE format(
    'SELECT 1 - abs(r.rate - c.rate) FROM'
    ' (SELECT count(*) FILTER (WHERE %1$I IS NULL)::float8 / nullif(count(*), 0) AS rate FROM %2$s) AS r,'
    ' (SELECT count(*) FILTER (WHERE %3$I IS NULL)::float8 / nullif(count(*), 0) AS rate FROM %4$s) AS c',
    real_column, pgsynth.score_rows(real_table), clone_column, pgsynth.score_rows(clone_table)) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.missing_value_similarity(regclass, name, regclass, name) IS
  'pgsynth: MissingValueSimilarity: 1 minus the difference of the shares of NULL in two columns. NULL where a side has no rows.';

CREATE OR REPLACE FUNCTION pgsynth.correlation_similarity(
  real_table regclass, real_first name, real_second name, clone_table regclass, clone_first name, clone_second name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  a record;
  b record;
  score double precision;
BEGIN
  SELECT p.* INTO a FROM pgsynth.score_operands(real_table, real_first, clone_table, clone_first, true) p;
  SELECT p.* INTO b FROM pgsynth.score_operands(real_table, real_second, clone_table, clone_second, true) p;
  EXECUTE format('SELECT 1 - abs((%s) - (%s)) / 2',
    pgsynth.score_pearson(real_table, pgsynth.score_number(a.family, a.real_value),
      pgsynth.score_number(b.family, b.real_value)),
    pgsynth.score_pearson(clone_table, pgsynth.score_number(a.family, a.clone_value),
      pgsynth.score_number(b.family, b.clone_value))) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.correlation_similarity(regclass, name, name, regclass, name, name) IS
  'pgsynth: CorrelationSimilarity: 1 minus half the difference of Pearson''s r of two columns of numbers, dates or times. NULL where a column is constant or fewer than two rows have both values.';

CREATE OR REPLACE FUNCTION pgsynth.contingency_similarity(
  real_table regclass, real_first name, real_second name, clone_table regclass, clone_first name, clone_second name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  a record;
  b record;
  score double precision;
BEGIN
  SELECT p.* INTO a FROM pgsynth.score_operands(real_table, real_first, clone_table, clone_first, false) p;
  SELECT p.* INTO b FROM pgsynth.score_operands(real_table, real_second, clone_table, clone_second, false) p;
  EXECUTE format(
    'SELECT 1 - sum(abs(r / real_rows - c / clone_rows)) / 2 FROM ('
    'SELECT r, c, nullif(sum(r) OVER (), 0) AS real_rows, nullif(sum(c) OVER (), 0) AS clone_rows'
    ' FROM (%s) AS counted) AS shares',
    pgsynth.score_counts(real_table, ARRAY[a.real_value, b.real_value],
      clone_table, ARRAY[a.clone_value, b.clone_value])) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.contingency_similarity(regclass, name, name, regclass, name, name) IS
  'pgsynth: ContingencySimilarity: 1 minus the total variation distance of the pairs of values of two columns, NULL being a value. NULL where a side has no rows.';

CREATE OR REPLACE FUNCTION pgsynth.range_coverage(
  real_table regclass, real_column name, clone_table regclass, clone_column name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  o record;
  score double precision;
BEGIN
  SELECT p.* INTO o FROM pgsynth.score_operands(real_table, real_column, clone_table, clone_column, true) p;
  EXECUTE format(
    'SELECT nullif(greatest(0, 1 - greatest(0, (clone_low - low) / nullif(high - low, 0))'
    ' - greatest(0, (high - clone_high) / nullif(high - low, 0))), ''NaN'') FROM'
    ' (SELECT %1$s AS low, %2$s AS high FROM (SELECT min(v) AS l, max(v) AS h FROM'
    ' (SELECT %3$s AS v FROM %4$s) AS a WHERE %7$s) AS r) AS r,'
    ' (SELECT %1$s AS clone_low, %2$s AS clone_high FROM (SELECT min(v) AS l, max(v) AS h FROM'
    ' (SELECT %5$s AS v FROM %6$s) AS b WHERE %7$s) AS c) AS c'
    ' WHERE low < high AND clone_low IS NOT NULL',
    pgsynth.score_number(o.family, 'l'), pgsynth.score_number(o.family, 'h'),
    o.real_value, pgsynth.score_rows(real_table), o.clone_value, pgsynth.score_rows(clone_table),
    CASE WHEN o.is_fraction THEN 'v <> ''NaN''' ELSE 'v IS NOT NULL' END) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.range_coverage(regclass, name, regclass, name) IS
  'pgsynth: RangeCoverage: the share of the range of the real numbers, dates or times that the clone''s range covers. NULL where the real column is constant or a side has no values.';

CREATE OR REPLACE FUNCTION pgsynth.boundary_adherence(
  real_table regclass, real_column name, clone_table regclass, clone_column name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  o record;
  score double precision;
BEGIN
  SELECT p.* INTO o FROM pgsynth.score_operands(real_table, real_column, clone_table, clone_column, true) p;
  EXECUTE format(
    -- MATERIALIZED: once, however few rows the planner expects in the clone.
    'WITH bounds AS MATERIALIZED (SELECT min(v) FILTER (WHERE %5$s) AS low, max(v) FILTER (WHERE %5$s) AS high,'
    ' count(*) FILTER (WHERE %5$s) < count(*) AS nullable FROM (SELECT %1$s AS v FROM %2$s) AS a)'
    ' SELECT count(*) FILTER (WHERE %5$s AND v BETWEEN low AND high)::float8'
    ' / nullif(count(*) FILTER (WHERE %5$s OR NOT nullable), 0)'
    ' FROM (SELECT %3$s AS v FROM %4$s) AS b, bounds',
    o.real_value, pgsynth.score_rows(real_table), o.clone_value, pgsynth.score_rows(clone_table),
    CASE WHEN o.is_fraction THEN 'coalesce(v <> ''NaN'', false)' ELSE 'v IS NOT NULL' END) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.boundary_adherence(regclass, name, regclass, name) IS
  'pgsynth: BoundaryAdherence: the share of the clone''s numbers, dates or times between the smallest and the largest real one. NULLs are left out where the real column has some, and violations where not. NULL where nothing is left.';

CREATE OR REPLACE FUNCTION pgsynth.category_coverage(
  real_table regclass, real_column name, clone_table regclass, clone_column name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  o record;
  score double precision;
BEGIN
  SELECT p.* INTO o FROM pgsynth.score_operands(real_table, real_column, clone_table, clone_column, false) p;
  EXECUTE format(
    'SELECT count(*) FILTER (WHERE c > 0)::float8 / nullif(count(*), 0)'
    ' FROM (%s) AS counted WHERE v1 IS NOT NULL AND r > 0',
    pgsynth.score_counts(real_table, ARRAY[o.real_value], clone_table, ARRAY[o.clone_value])) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.category_coverage(regclass, name, regclass, name) IS
  'pgsynth: CategoryCoverage: the share of the real column''s different values that the clone has. NULL where there are none.';

CREATE OR REPLACE FUNCTION pgsynth.category_adherence(
  real_table regclass, real_column name, clone_table regclass, clone_column name)
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  o record;
  score double precision;
BEGIN
  SELECT p.* INTO o FROM pgsynth.score_operands(real_table, real_column, clone_table, clone_column, false) p;
  -- NULL is one of the values: allowed where the real side has it.
  EXECUTE format(
    'SELECT coalesce(sum(c) FILTER (WHERE r > 0), 0) / nullif(sum(c), 0) FROM (%s) AS counted',
    pgsynth.score_counts(real_table, ARRAY[o.real_value], clone_table, ARRAY[o.clone_value])) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.category_adherence(regclass, name, regclass, name) IS
  'pgsynth: CategoryAdherence: the share of the clone''s rows whose value the real column has; NULL is allowed where the real column has NULLs. NULL where the clone has no rows.';

CREATE OR REPLACE FUNCTION pgsynth.statistic_similarity(
  real_table regclass, real_column name, clone_table regclass, clone_column name, statistic text DEFAULT 'mean')
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  o record;
  formula text := CASE statistic WHEN 'mean' THEN 'sum(v) / nullif(count(*), 0)' WHEN 'std' THEN 'stddev_samp(v)'
    WHEN 'median' THEN 'percentile_cont(0.5) WITHIN GROUP (ORDER BY v)' END;
  score double precision;
BEGIN
  IF formula IS NULL THEN
    RAISE EXCEPTION 'there is no statistic %', quote_literal(statistic)
      USING ERRCODE = 'undefined_object', HINT = 'Choose mean, median or std.';
  END IF;
  SELECT p.* INTO o FROM pgsynth.score_operands(real_table, real_column, clone_table, clone_column, true) p;
  EXECUTE format(
    'SELECT nullif(greatest(0, 1 - abs(r.s - c.s) / (r.high - r.low)), ''NaN'') FROM'
    ' (SELECT %1$s AS s, min(v) AS low, max(v) AS high FROM (SELECT %2$s AS v FROM %3$s) AS a'
    ' WHERE v <> ''NaN'') AS r,'
    ' (SELECT %1$s AS s FROM (SELECT %4$s AS v FROM %5$s) AS b WHERE v <> ''NaN'') AS c'
    ' WHERE r.low < r.high AND c.s IS NOT NULL',
    formula, pgsynth.score_number(o.family, o.real_value), pgsynth.score_rows(real_table),
    pgsynth.score_number(o.family, o.clone_value), pgsynth.score_rows(clone_table)) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.statistic_similarity(regclass, name, regclass, name, text) IS
  'pgsynth: StatisticSimilarity: 1 minus the difference of the mean, median or std of two columns of numbers, dates or times, in ranges of the real column. NULL where that is constant or a side has too few values.';

CREATE OR REPLACE FUNCTION pgsynth.key_uniqueness(clone_table regclass, VARIADIC clone_columns name[])
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  columns text;
  score double precision;
BEGIN
  SELECT string_agg((pgsynth.score_operand(clone_table, k.name)).value, ', ' ORDER BY k.position)
  INTO columns FROM unnest(clone_columns) WITH ORDINALITY AS k (name, position);
  EXECUTE format(
    'SELECT count(*) FILTER (WHERE present)::float8 / nullif(sum(n), 0) FROM ('
    'SELECT num_nonnulls(%1$s) > 0 AS present, count(*) AS n FROM %2$s GROUP BY %1$s) AS counted',
    columns, pgsynth.score_rows(clone_table)) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.key_uniqueness(regclass, name[]) IS
  'pgsynth: KeyUniqueness: the share of a table''s rows that neither repeat the key of another row nor have none. NULL where the table has no rows.';

CREATE OR REPLACE FUNCTION pgsynth.cardinality_similarity(
  real_child regclass, real_columns name[], real_parent regclass, real_parent_columns name[],
  clone_child regclass, clone_columns name[], clone_parent regclass, clone_parent_columns name[])
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  score double precision;
BEGIN
  EXECUTE pgsynth.score_ks(format(
    'SELECT children AS v1, sum(r)::float8 AS r, sum(c)::float8 AS c FROM ('
    'SELECT children, parents AS r, 0 AS c FROM (%s) AS a UNION ALL'
    ' SELECT children, 0, parents FROM (%s) AS b) AS sides GROUP BY children',
    pgsynth.score_degrees(real_child, real_columns, real_parent, real_parent_columns),
    pgsynth.score_degrees(clone_child, clone_columns, clone_parent, clone_parent_columns))) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.cardinality_similarity(
  regclass, name[], regclass, name[], regclass, name[], regclass, name[]) IS
  'pgsynth: CardinalityShapeSimilarity: 1 minus the Kolmogorov-Smirnov distance of the children per parent, by columns. NULL where a side has no parents.';

CREATE OR REPLACE FUNCTION pgsynth.cardinality_similarity(
  real_child regclass, real_constraint name, clone_child regclass, clone_constraint name)
RETURNS double precision LANGUAGE sql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
  SELECT pgsynth.cardinality_similarity(
    real_child, r.columns, r.parent, r.parent_columns, clone_child, c.columns, c.parent, c.parent_columns)
  FROM pgsynth.score_foreign_key(real_child, real_constraint) r,
    pgsynth.score_foreign_key(clone_child, clone_constraint) c
$body$;
COMMENT ON FUNCTION pgsynth.cardinality_similarity(regclass, name, regclass, name) IS
  'pgsynth: CardinalityShapeSimilarity: 1 minus the Kolmogorov-Smirnov distance of the children per parent, by the names of foreign keys. NULL where a side has no parents.';

CREATE OR REPLACE FUNCTION pgsynth.referential_integrity(
  real_child regclass, real_columns name[], real_parent regclass, real_parent_columns name[],
  clone_child regclass, clone_columns name[], clone_parent regclass, clone_parent_columns name[])
RETURNS double precision LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
DECLARE
  r record;
  c record;
  score double precision;
BEGIN
  SELECT p.* INTO r FROM pgsynth.score_references(real_child, real_columns, real_parent, real_parent_columns) p;
  SELECT p.* INTO c
  FROM pgsynth.score_references(clone_child, clone_columns, clone_parent, clone_parent_columns) p;
  -- References with a NULL are left out where the real side has some, and are violations where it has none.
  EXECUTE format(
    'WITH reference AS MATERIALIZED (%5$s) SELECT'
    ' (SELECT coalesce(sum(n), 0) FROM reference AS r WHERE EXISTS (SELECT FROM %6$s AS p WHERE %7$s))::float8'
    ' / nullif((SELECT coalesce(sum(n), 0) FROM reference)'
    ' + CASE WHEN EXISTS (SELECT FROM %1$s WHERE NOT (%2$s))'
    ' THEN 0 ELSE (SELECT count(*) FROM %3$s WHERE NOT (%4$s)) END, 0)',
    pgsynth.score_rows(real_child), r.complete, pgsynth.score_rows(clone_child), c.complete,
    c.grouped, pgsynth.score_rows(clone_parent), c.matches) INTO score;
  RETURN score;
END
$body$;
COMMENT ON FUNCTION pgsynth.referential_integrity(
  regclass, name[], regclass, name[], regclass, name[], regclass, name[]) IS
  'pgsynth: ReferentialIntegrity: the share of the clone''s references that find their parent, by columns. References with a NULL are left out where the real side has some, and violations where not. NULL where nothing is left.';

CREATE OR REPLACE FUNCTION pgsynth.referential_integrity(
  real_child regclass, real_constraint name, clone_child regclass, clone_constraint name)
RETURNS double precision LANGUAGE sql STABLE STRICT PARALLEL RESTRICTED SECURITY INVOKER
SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $body$
  SELECT pgsynth.referential_integrity(
    real_child, r.columns, r.parent, r.parent_columns, clone_child, c.columns, c.parent, c.parent_columns)
  FROM pgsynth.score_foreign_key(real_child, real_constraint) r,
    pgsynth.score_foreign_key(clone_child, clone_constraint) c
$body$;
COMMENT ON FUNCTION pgsynth.referential_integrity(regclass, name, regclass, name) IS
  'pgsynth: ReferentialIntegrity: the share of the clone''s references that find their parent, by the names of foreign keys. NULL where there is nothing to look up.';

INSERT INTO pgsynth.schema_version (version) VALUES (12)
ON CONFLICT (singleton) DO UPDATE
SET version = EXCLUDED.version, installed_at = pg_catalog.now(), installed_by = session_user
WHERE pgsynth.schema_version.version < EXCLUDED.version;
