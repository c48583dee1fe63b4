-- What stands in the schema named $1: whether it exists, what the role may do there, which version of the
-- quality tables it has, relations and functions with our names that are not ours, and
-- whether the extension made ours.
SELECT
  n.oid IS NOT NULL AS schema_exists,
  pg_catalog.has_database_privilege(d.oid, 'CREATE') AS may_create_schema,
  coalesce(pg_catalog.has_schema_privilege(n.oid, 'CREATE'), false) AS may_create,
  coalesce(pg_catalog.has_schema_privilege(n.oid, 'USAGE'), false) AS may_use,
  v.oid IS NOT NULL AS is_installed,
  coalesce(pg_catalog.has_table_privilege(v.oid, 'SELECT'), false) AS may_read,
  coalesce(pg_catalog.bool_and(
    pg_catalog.has_table_privilege(c.oid, 'SELECT') AND pg_catalog.has_table_privilege(c.oid, 'INSERT')
    AND (c.relname <> 'run_log' OR pg_catalog.has_table_privilege(c.oid, 'UPDATE')))
    FILTER (WHERE c.relname IN ('run_log', 'table_scores', 'column_scores', 'column_pair_scores',
                                'relationship_scores', 'privacy_scores', 'detection_scores', 'utility_scores',
                                'diagnostic_checks')), false) AS may_write,
  pg_catalog.concat_ws(', ',
    pg_catalog.string_agg(c.relname, ', ' ORDER BY c.relname)
      FILTER (WHERE pg_catalog.obj_description(c.oid, 'pg_class') NOT LIKE 'pgsynth: %'
              OR pg_catalog.obj_description(c.oid, 'pg_class') IS NULL),
    (SELECT pg_catalog.string_agg(DISTINCT p.proname::text, ', ') FROM pg_catalog.pg_proc p
      WHERE p.pronamespace = n.oid
        AND p.proname IN (
          'boundary_adherence', 'cardinality_similarity', 'category_adherence', 'category_coverage',
          'contingency_similarity', 'correlation_similarity', 'key_uniqueness', 'ks_complement',
          'missing_value_similarity', 'range_coverage', 'referential_integrity', 'score_counts', 'score_degrees',
          'score_foreign_key', 'score_ks', 'score_number', 'score_operand', 'score_operands', 'score_pearson',
          'score_references', 'score_rows', 'statistic_similarity', 'tv_complement')
        AND coalesce(pg_catalog.obj_description(p.oid, 'pg_proc'), '') NOT LIKE 'pgsynth: %')) AS foreign_names,
  EXISTS (
    SELECT FROM pg_catalog.pg_depend x
    WHERE x.classid = 'pg_catalog.pg_class'::regclass AND x.objid = v.oid AND x.deptype = 'e') AS in_extension
FROM pg_catalog.pg_database d
LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = $1
LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid
  AND c.relname IN ('schema_version', 'run_log', 'table_scores', 'column_scores', 'column_pair_scores',
                    'relationship_scores', 'privacy_scores', 'runs', 'quality', 'quality_tables', 'quality_columns',
                    'quality_column_pairs', 'quality_relationships', 'quality_privacy', 'quality_history',
                    'progress', 'run_progress', 'detection_scores', 'quality_detection', 'utility_scores', 'quality_utility',
                    'diagnostic_checks', 'diagnostics')
LEFT JOIN pg_catalog.pg_class v ON v.relnamespace = n.oid AND v.relname = 'schema_version'
WHERE d.datname = pg_catalog.current_database()
GROUP BY n.oid, d.oid, v.oid;
