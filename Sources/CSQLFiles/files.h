/* One line for each embedded file: an identifier and its path under sql/. Kept sorted. */
SQL_FILE(sample_shop, "sample/shop.sql")
