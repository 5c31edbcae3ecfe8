#include "headwater_tables.h"

#if defined(__clang__)
#pragma clang diagnostic ignored "-Wc23-extensions"
#endif

static const uint8_t bytes[] = {
#embed "static_table.bin"
};

const uint8_t *headwater_static_table(size_t *count) {
    *count = sizeof bytes;
    return bytes;
}
