/// Tables that are too large for Swift literals, compiled in.
#ifndef HEADWATER_TABLES_H
#define HEADWATER_TABLES_H

#include <stddef.h>
#include <stdint.h>

/// The static table's bytes, as dev/static-table/make.py writes them; they stay as long as the
/// process does.
const uint8_t *headwater_static_table(size_t *count);

#endif
