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

EMBEDDED(catalog_types) = {
#embed "../../sql/catalog/types.sql" suffix(, )
    0};

EMBEDDED(catalog_statistics) = {
#embed "../../sql/catalog/statistics.sql" suffix(, )
    0};

EMBEDDED(catalog_tables) = {
#embed "../../sql/catalog/tables.sql" suffix(, )
    0};

EMBEDDED(ddl_access_methods) = {
#embed "../../sql/ddl/access_methods.sql" suffix(, )
    0};

EMBEDDED(ddl_aggregates) = {
#embed "../../sql/ddl/aggregates.sql" suffix(, )
    0};

EMBEDDED(ddl_columns) = {
#embed "../../sql/ddl/columns.sql" suffix(, )
    0};

EMBEDDED(ddl_constraints) = {
#embed "../../sql/ddl/constraints.sql" suffix(, )
    0};

EMBEDDED(ddl_conversions) = {
#embed "../../sql/ddl/conversions.sql" suffix(, )
    0};

EMBEDDED(ddl_dependencies) = {
#embed "../../sql/ddl/dependencies.sql" suffix(, )
    0};

EMBEDDED(ddl_extension_needs) = {
#embed "../../sql/ddl/extension_needs.sql" suffix(, )
    0};

EMBEDDED(ddl_extensions) = {
#embed "../../sql/ddl/extensions.sql" suffix(, )
    0};

EMBEDDED(ddl_functions) = {
#embed "../../sql/ddl/functions.sql" suffix(, )
    0};

EMBEDDED(ddl_indexes) = {
#embed "../../sql/ddl/indexes.sql" suffix(, )
    0};

EMBEDDED(ddl_names) = {
#embed "../../sql/ddl/names.sql" suffix(, )
    0};

EMBEDDED(ddl_omissions) = {
#embed "../../sql/ddl/omissions.sql" suffix(, )
    0};

EMBEDDED(ddl_operators) = {
#embed "../../sql/ddl/operators.sql" suffix(, )
    0};

EMBEDDED(ddl_policies) = {
#embed "../../sql/ddl/policies.sql" suffix(, )
    0};

EMBEDDED(ddl_privileges) = {
#embed "../../sql/ddl/privileges.sql" suffix(, )
    0};

EMBEDDED(ddl_rules) = {
#embed "../../sql/ddl/rules.sql" suffix(, )
    0};

EMBEDDED(ddl_schemas) = {
#embed "../../sql/ddl/schemas.sql" suffix(, )
    0};

EMBEDDED(ddl_sequences) = {
#embed "../../sql/ddl/sequences.sql" suffix(, )
    0};

EMBEDDED(ddl_statistics) = {
#embed "../../sql/ddl/statistics.sql" suffix(, )
    0};

EMBEDDED(ddl_tables) = {
#embed "../../sql/ddl/tables.sql" suffix(, )
    0};

EMBEDDED(ddl_text_search) = {
#embed "../../sql/ddl/text_search.sql" suffix(, )
    0};

EMBEDDED(ddl_triggers) = {
#embed "../../sql/ddl/triggers.sql" suffix(, )
    0};

EMBEDDED(ddl_types) = {
#embed "../../sql/ddl/types.sql" suffix(, )
    0};

EMBEDDED(ddl_views) = {
#embed "../../sql/ddl/views.sql" suffix(, )
    0};

EMBEDDED(quality_begin_run) = {
#embed "../../sql/quality/begin_run.sql" suffix(, )
    0};

EMBEDDED(quality_fail_run) = {
#embed "../../sql/quality/fail_run.sql" suffix(, )
    0};

EMBEDDED(quality_finish_run) = {
#embed "../../sql/quality/finish_run.sql" suffix(, )
    0};

EMBEDDED(quality_function_parts) = {
#embed "../../sql/quality/function_parts.sql" suffix(, )
    0};

EMBEDDED(quality_functions) = {
#embed "../../sql/quality/functions.sql" suffix(, )
    0};

EMBEDDED(quality_history) = {
#embed "../../sql/quality/history.sql" suffix(, )
    0};

EMBEDDED(quality_insert_column_pairs) = {
#embed "../../sql/quality/insert_column_pairs.sql" suffix(, )
    0};

EMBEDDED(quality_insert_detection) = {
#embed "../../sql/quality/insert_detection.sql" suffix(, )
    0};

EMBEDDED(quality_insert_columns) = {
#embed "../../sql/quality/insert_columns.sql" suffix(, )
    0};

EMBEDDED(quality_insert_diagnostics) = {
#embed "../../sql/quality/insert_diagnostics.sql" suffix(, )
    0};

EMBEDDED(quality_insert_privacy) = {
#embed "../../sql/quality/insert_privacy.sql" suffix(, )
    0};

EMBEDDED(quality_insert_relationships) = {
#embed "../../sql/quality/insert_relationships.sql" suffix(, )
    0};

EMBEDDED(quality_insert_tables) = {
#embed "../../sql/quality/insert_tables.sql" suffix(, )
    0};

EMBEDDED(quality_insert_utility) = {
#embed "../../sql/quality/insert_utility.sql" suffix(, )
    0};

EMBEDDED(quality_lock_install) = {
#embed "../../sql/quality/lock_install.sql" suffix(, )
    0};

EMBEDDED(quality_mark_dead_runs) = {
#embed "../../sql/quality/mark_dead_runs.sql" suffix(, )
    0};

EMBEDDED(quality_readers) = {
#embed "../../sql/quality/readers.sql" suffix(, )
    0};

EMBEDDED(quality_schema) = {
#embed "../../sql/quality/schema.sql" suffix(, )
    0};

EMBEDDED(quality_state) = {
#embed "../../sql/quality/state.sql" suffix(, )
    0};

EMBEDDED(quality_tables) = {
#embed "../../sql/quality/tables.sql" suffix(, )
    0};

EMBEDDED(quality_unlock_run) = {
#embed "../../sql/quality/unlock_run.sql" suffix(, )
    0};

EMBEDDED(quality_version) = {
#embed "../../sql/quality/version.sql" suffix(, )
    0};

EMBEDDED(quality_views) = {
#embed "../../sql/quality/views.sql" suffix(, )
    0};

EMBEDDED(quality_write_progress) = {
#embed "../../sql/quality/write_progress.sql" suffix(, )
    0};

EMBEDDED(sample_shop) = {
#embed "../../sql/sample/shop.sql" suffix(, )
    0};

EMBEDDED(writer_column_types) = {
#embed "../../sql/writer/column_types.sql" suffix(, )
    0};

EMBEDDED(writer_dependents) = {
#embed "../../sql/writer/dependents.sql" suffix(, )
    0};

EMBEDDED(writer_extensions) = {
#embed "../../sql/writer/extensions.sql" suffix(, )
    0};

EMBEDDED(writer_external_reference) = {
#embed "../../sql/writer/external_reference.sql" suffix(, )
    0};

EMBEDDED(writer_fill_guards) = {
#embed "../../sql/writer/fill_guards.sql" suffix(, )
    0};

EMBEDDED(writer_fill_materialized_views) = {
#embed "../../sql/writer/fill_materialized_views.sql" suffix(, )
    0};

EMBEDDED(writer_fill_references) = {
#embed "../../sql/writer/fill_references.sql" suffix(, )
    0};

EMBEDDED(writer_fill_tables) = {
#embed "../../sql/writer/fill_tables.sql" suffix(, )
    0};

EMBEDDED(writer_objects) = {
#embed "../../sql/writer/objects.sql" suffix(, )
    0};

EMBEDDED(writer_relations) = {
#embed "../../sql/writer/relations.sql" suffix(, )
    0};

EMBEDDED(writer_schemas) = {
#embed "../../sql/writer/schemas.sql" suffix(, )
    0};

EMBEDDED(writer_scratch) = {
#embed "../../sql/writer/scratch.sql" suffix(, )
    0};

EMBEDDED(writer_scratch_tables) = {
#embed "../../sql/writer/scratch_tables.sql" suffix(, )
    0};

EMBEDDED(writer_server) = {
#embed "../../sql/writer/server.sql" suffix(, )
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
