#include "headwater_kernels.h"

int headwater_has_path(HeadwaterPath path) {
    switch (path) {
    case HEADWATER_PATH_PORTABLE:
        return 1;
#if defined(__x86_64__)
    case HEADWATER_PATH_AVX2:
        return __builtin_cpu_supports("avx2") != 0;
    case HEADWATER_PATH_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512vnni");
#endif
#if defined(__aarch64__)
    case HEADWATER_PATH_NEON:
        return 1;
#endif
    default:
        return 0;
    }
}

HeadwaterPath headwater_best_path(void) {
    static const HeadwaterPath fastest_first[] = {HEADWATER_PATH_AVX512, HEADWATER_PATH_NEON,
                                                  HEADWATER_PATH_AVX2};
    for (size_t index = 0; index < sizeof fastest_first / sizeof *fastest_first; index++) {
        if (headwater_has_path(fastest_first[index])) return fastest_first[index];
    }
    return HEADWATER_PATH_PORTABLE;
}
