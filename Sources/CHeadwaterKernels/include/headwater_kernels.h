/// The few loops that Swift can't yet tell the compiler, chosen by processor at run time. Each has
/// its twin in Swift, which tests hold it against.
#ifndef HEADWATER_KERNELS_H
#define HEADWATER_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// The sum of products of two rows of int8, exact as long as `count` is at most 131,072.
int32_t headwater_dot_i8(const int8_t *left, const int8_t *right, size_t count);

/// Writes for each of `count` rows of `words` words the number of bits in which it differs from the
/// query. `words` is at most 1,023.
void headwater_hamming(
    const uint64_t *query, const uint64_t *rows, size_t words, size_t count, uint16_t *distances);

#endif
