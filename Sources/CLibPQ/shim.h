#pragma once
/* Debian keeps the header in a folder of its own, which only pkg-config knows; libpq-dev is enough without it. */
#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#include <postgresql/libpq-fe.h>
#endif
