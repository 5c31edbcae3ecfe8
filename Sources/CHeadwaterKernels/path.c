#include "headwater_kernels.h"

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

int headwater_has_path(HeadwaterPath path) {
    switch (path) {
    case HEADWATER_PATH_PORTABLE:
        return 1;
#if defined(__x86_64__)
    case HEADWATER_PATH_AVX2:
        return __builtin_cpu_supports("avx2") != 0;
    case HEADWATER_PATH_AVXVNNI:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("avxvnni");
    case HEADWATER_PATH_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512vnni");
#endif
#if defined(__aarch64__)
    case HEADWATER_PATH_NEON:
        return 1;
    case HEADWATER_PATH_DOTPROD:
#if defined(__linux__)
        // HWCAP_ASIMDDP.
        return (getauxval(AT_HWCAP) >> 20 & 1) != 0;
#elif defined(__ARM_FEATURE_DOTPROD)
        return 1;
#else
        return 0;
#endif
#endif
    default:
        return 0;
    }
}

HeadwaterPath headwater_best_path(void) {
    static const HeadwaterPath fastest_first[] = {HEADWATER_PATH_AVX512, HEADWATER_PATH_AVXVNNI,
                                                  HEADWATER_PATH_AVX2, HEADWATER_PATH_DOTPROD,
                                                  HEADWATER_PATH_NEON};
    for (size_t index = 0; index < sizeof fastest_first / sizeof *fastest_first; index++) {
        if (headwater_has_path(fastest_first[index])) return fastest_first[index];
    }
    return HEADWATER_PATH_PORTABLE;
}
