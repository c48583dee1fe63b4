#include "CSQLFiles.h"
#include <string.h>

/* C23 #embed does not expand a macro inside a longer path, so each file has its own array below; the
   list in files.h and these arrays are checked against sql/ by a test. */
#define EMBEDDED(name) static const char name[]

EMBEDDED(catalog_checks) = {
#embed "../../sql/catalog/checks.sql" suffix(, )
    0};

EMBEDDED(catalog_columns) = {
#embed "../../sql/catalog/columns.sql" suffix(, )
    0};

EMBEDDED(catalog_foreign_keys) = {
#embed "../../sql/catalog/foreign_keys.sql" suffix(, )
    0};

EMBEDDED(catalog_keys) = {
#embed "../../sql/catalog/keys.sql" suffix(, )
    0};

EMBEDDED(catalog_schemas) = {
#embed "../../sql/catalog/schemas.sql" suffix(, )
    0};

EMBEDDED(catalog_statistics) = {
#embed "../../sql/catalog/statistics.sql" suffix(, )
    0};

EMBEDDED(catalog_tables) = {
#embed "../../sql/catalog/tables.sql" suffix(, )
    0};

EMBEDDED(sample_shop) = {
#embed "../../sql/sample/shop.sql" suffix(, )
    0};

const char *pgsynth_sql_file(const char *path, size_t *length) {
#define SQL_FILE(name, file)                                                                       \
  if (strcmp(path, file) == 0) {                                                                   \
    *length = sizeof name - 1;                                                                     \
    return name;                                                                                   \
  }
#include "files.h"
  *length = 0;
  return NULL;
}
