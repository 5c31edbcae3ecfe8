#include "headwater_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

static int32_t dot_portable(const int8_t *left, const int8_t *right, size_t count) {
    int32_t sum = 0;
    for (size_t index = 0; index < count; index++) {
        sum += (int32_t)left[index] * (int32_t)right[index];
    }
    return sum;
}

#if defined(__x86_64__)

// Bytes are widened, so that -128 times -128 fits.
__attribute__((target("avx512f,avx512bw"))) static int32_t dot_avx512(const int8_t *left,
                                                                      const int8_t *right,
                                                                      size_t count) {
    __m512i first = _mm512_setzero_si512(), second = _mm512_setzero_si512();
    size_t index = 0;
    for (; index + 64 <= count; index += 64) {
        const __m512i l0 = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const void *)(left + index)));
        const __m512i r0 = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const void *)(right + index)));
        const __m512i l1 =
            _mm512_cvtepi8_epi16(_mm256_loadu_si256((const void *)(left + index + 32)));
        const __m512i r1 =
            _mm512_cvtepi8_epi16(_mm256_loadu_si256((const void *)(right + index + 32)));
        first = _mm512_add_epi32(first, _mm512_madd_epi16(l0, r0));
        second = _mm512_add_epi32(second, _mm512_madd_epi16(l1, r1));
    }
    return _mm512_reduce_add_epi32(_mm512_add_epi32(first, second)) +
           dot_portable(left + index, right + index, count - index);
}

__attribute__((target("avx2"))) static int32_t dot_avx2(const int8_t *left, const int8_t *right,
                                                        size_t count) {
    __m256i sums = _mm256_setzero_si256();
    size_t index = 0;
    for (; index + 16 <= count; index += 16) {
        const __m256i l = _mm256_cvtepi8_epi16(_mm_loadu_si128((const void *)(left + index)));
        const __m256i r = _mm256_cvtepi8_epi16(_mm_loadu_si128((const void *)(right + index)));
        sums = _mm256_add_epi32(sums, _mm256_madd_epi16(l, r));
    }
    int32_t lanes[8], sum = dot_portable(left + index, right + index, count - index);
    _mm256_storeu_si256((__m256i *)lanes, sums);
    for (int lane = 0; lane < 8; lane++) sum += lanes[lane];
    return sum;
}

#elif defined(__aarch64__)

static int32_t dot_neon(const int8_t *left, const int8_t *right, size_t count) {
    int32x4_t sums = vdupq_n_s32(0);
    size_t index = 0;
    for (; index + 16 <= count; index += 16) {
        const int8x16_t l = vld1q_s8(left + index), r = vld1q_s8(right + index);
        sums = vpadalq_s16(sums, vmull_s8(vget_low_s8(l), vget_low_s8(r)));
        sums = vpadalq_s16(sums, vmull_high_s8(l, r));
    }
    return vaddvq_s32(sums) + dot_portable(left + index, right + index, count - index);
}

#endif

int32_t headwater_dot_i8(const int8_t *left, const int8_t *right, size_t count) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw")) return dot_avx512(left, right, count);
    if (__builtin_cpu_supports("avx2")) return dot_avx2(left, right, count);
#elif defined(__aarch64__)
    return dot_neon(left, right, count);
#endif
    return dot_portable(left, right, count);
}
