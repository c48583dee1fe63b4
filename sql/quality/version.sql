-- The version of the quality tables and views.
SELECT version FROM pgsynth.schema_version;
