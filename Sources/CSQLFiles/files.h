/* One line for each embedded file: an identifier and its path under sql/. Kept sorted. */
SQL_FILE(catalog_checks, "catalog/checks.sql")
SQL_FILE(catalog_columns, "catalog/columns.sql")
SQL_FILE(catalog_foreign_keys, "catalog/foreign_keys.sql")
SQL_FILE(catalog_keys, "catalog/keys.sql")
SQL_FILE(catalog_schemas, "catalog/schemas.sql")
SQL_FILE(catalog_statistics, "catalog/statistics.sql")
SQL_FILE(catalog_tables, "catalog/tables.sql")
SQL_FILE(sample_shop, "sample/shop.sql")
