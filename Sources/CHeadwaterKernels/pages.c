#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "headwater_kernels.h"

void headwater_prefer_large_pages(void *memory, size_t size) {
#if defined(__linux__)
    // Best effort: without large pages all is the same but slower.
    madvise(memory, size / HEADWATER_LARGE_PAGE * HEADWATER_LARGE_PAGE, MADV_HUGEPAGE);
#else
    (void)memory;
    (void)size;
#endif
}
