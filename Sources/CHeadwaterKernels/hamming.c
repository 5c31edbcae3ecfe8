#include "headwater_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// The plain loop; inlined into functions of several instruction sets.
static inline __attribute__((always_inline)) void hamming(
    const uint64_t *query, const uint64_t *rows, size_t words, size_t count, uint16_t *distances
) {
    for (size_t row = 0; row < count; row++) {
        uint32_t sum = 0;
        for (size_t word = 0; word < words; word++) {
            sum += (uint32_t)__builtin_popcountll(query[word] ^ rows[row * words + word]);
        }
        distances[row] = (uint16_t)sum;
    }
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512vpopcntdq"))) static void hamming_avx512(
    const uint64_t *query, const uint64_t *rows, size_t words, size_t count, uint16_t *distances
) {
    for (size_t row = 0; row < count; row++) {
        const uint64_t *bits = rows + row * words;
        __m512i sum = _mm512_setzero_si512();
        for (size_t word = 0; word < words; word += 8) {
            __m512i differing = _mm512_xor_si512(
                _mm512_loadu_si512(query + word), _mm512_loadu_si512(bits + word));
            sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(differing));
        }
        distances[row] = (uint16_t)_mm512_reduce_add_epi64(sum);
    }
}

__attribute__((target("popcnt"))) static void hamming_popcnt(
    const uint64_t *query, const uint64_t *rows, size_t words, size_t count, uint16_t *distances
) {
    hamming(query, rows, words, count, distances);
}
#endif

void headwater_hamming(
    const uint64_t *query, const uint64_t *rows, size_t words, size_t count, uint16_t *distances
) {
#if defined(__x86_64__)
    if (words % 8 == 0 && __builtin_cpu_supports("avx512vpopcntdq")) {
        hamming_avx512(query, rows, words, count, distances);
        return;
    }
    if (__builtin_cpu_supports("popcnt")) {
        hamming_popcnt(query, rows, words, count, distances);
        return;
    }
#endif
    hamming(query, rows, words, count, distances);
}
