#pragma once
#include <stddef.h>

/// The bytes of an embedded file under sql/, by its path there ("catalog/tables.sql"), or NULL.
const char *_Nullable pgsynth_sql_file(const char *_Nonnull path, size_t *_Nonnull length);
