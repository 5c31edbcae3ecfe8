// Sixteen floats or integers at once, on every processor: the compiler splits them into what the
// path's registers hold, and each lane is rounded as IEEE 754 says, so that all paths agree.
#ifndef HEADWATER_VECTORS_H
#define HEADWATER_VECTORS_H

#include "headwater_kernels.h"

// A product and a sum are two roundings, on a processor with fused multiply-add too.
#pragma STDC FP_CONTRACT OFF

typedef float float16v __attribute__((vector_size(64), aligned(4)));
typedef int32_t int16v __attribute__((vector_size(64), aligned(4)));
typedef uint8_t byte16v __attribute__((vector_size(16), aligned(1)));

#define HEADWATER_INLINE static inline __attribute__((always_inline))
#define HEADWATER_TARGET_AVX2 __attribute__((target("avx2")))
#define HEADWATER_TARGET_AVXVNNI __attribute__((target("avx2,avxvnni")))
#define HEADWATER_TARGET_DOTPROD __attribute__((target("dotprod")))
#define HEADWATER_TARGET_AVX512 __attribute__((target("avx512f,avx512bw,avx512vnni")))

// Lanes are added in one order: 8 to 8, 4 to 4, 2 to 2, 1 to 1.
HEADWATER_INLINE float headwater_lane_sum(const float16v *vector) {
    float lanes[16];
    __builtin_memcpy(lanes, vector, sizeof lanes);
    for (int half = 8; half > 0; half /= 2) {
        for (int lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
    }
    return lanes[0];
}

// Defines `name` with `parameters` for each path out of `name_body`, an inlined function of the
// same parameters. `path` is chosen by the caller.
#if defined(__x86_64__)
#define HEADWATER_BY_PATH(name, parameters, arguments)                                          \
    HEADWATER_TARGET_AVX2 static void name##_avx2 parameters { name##_body arguments; }         \
    HEADWATER_TARGET_AVX512 static void name##_avx512 parameters { name##_body arguments; }     \
    static void name##_portable parameters { name##_body arguments; }
#define HEADWATER_CALL(path, name, arguments)                                                   \
    do {                                                                                        \
        switch (path) {                                                                         \
        case HEADWATER_PATH_AVX512: name##_avx512 arguments; break;                             \
        case HEADWATER_PATH_AVXVNNI:                                                            \
        case HEADWATER_PATH_AVX2: name##_avx2 arguments; break;                                 \
        default: name##_portable arguments; break;                                              \
        }                                                                                       \
    } while (0)
#else
#define HEADWATER_BY_PATH(name, parameters, arguments)                                          \
    static void name##_portable parameters { name##_body arguments; }
#define HEADWATER_CALL(path, name, arguments) ((void)(path), name##_portable arguments)
#endif

#endif
