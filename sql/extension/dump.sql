-- The rows of runs belong to the database, so that pg_dump writes them down; those of schema_version to the extension.
SELECT pg_catalog.pg_extension_config_dump('pgsynth.run_log', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.run_log_run_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.table_scores', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.column_scores', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.column_pair_scores', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.relationship_scores', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.privacy_scores', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.run_progress', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.detection_scores', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.diagnostic_checks', '');
SELECT pg_catalog.pg_extension_config_dump('pgsynth.utility_scores', '');
