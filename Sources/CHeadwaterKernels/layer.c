#include "vectors.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#pragma STDC FP_CONTRACT OFF

// How many input rows a tile holds: with four registers of columns each, what 32 registers allow.
enum { TILE_ROWS = 6 };

typedef int32_t Tile[TILE_ROWS][HEADWATER_PANEL];

// A tile: for each of `count` rows and each column of a panel, the exact sum of products.
typedef void (*TileKernel)(const uint8_t *const *rows, size_t count, const int8_t *panel,
                           const int32_t *corrections, size_t depth, Tile tile);

void headwater_pack_weights(const int8_t *weights, size_t depth, size_t columns, int8_t *packed,
                            int32_t *corrections) {
    for (size_t column = 0; column < columns; column++) {
        int32_t sum = 0;
        const size_t panel = column / HEADWATER_PANEL, within = column % HEADWATER_PANEL;
        for (size_t input = 0; input < depth; input++) {
            const int8_t weight = weights[input * columns + column];
            packed[panel * HEADWATER_PANEL * depth + input / 4 * (4 * HEADWATER_PANEL) +
                   within * 4 + input % 4] = weight;
            sum += weight;
        }
        corrections[column] = -128 * sum;
    }
}

HEADWATER_INLINE void tile_portable(const uint8_t *const *rows, size_t count, const int8_t *panel,
                                    const int32_t *corrections, size_t depth, Tile tile) {
    for (size_t row = 0; row < count; row++) {
        int32_t *sums = tile[row];
        __builtin_memcpy(sums, corrections, sizeof(Tile) / TILE_ROWS);
        for (size_t input = 0; input < depth; input += 4) {
            const uint8_t *four = rows[row] + input;
            const int8_t *weights = panel + input * HEADWATER_PANEL;
            for (size_t column = 0; column < HEADWATER_PANEL; column++, weights += 4) {
                sums[column] += (int32_t)four[0] * weights[0] + (int32_t)four[1] * weights[1] +
                                (int32_t)four[2] * weights[2] + (int32_t)four[3] * weights[3];
            }
        }
    }
}

#if defined(__x86_64__)

// Rows and columns are known where this is inlined, so that the sums stay in registers.
HEADWATER_INLINE HEADWATER_TARGET_AVX512 void tile_avx512_rows(const uint8_t *const *rows,
                                                               const size_t count,
                                                               const int8_t *panel,
                                                               const int32_t *corrections,
                                                               size_t depth, Tile tile) {
    __m512i sums[TILE_ROWS][4];
#pragma clang loop unroll(full)
    for (size_t row = 0; row < count; row++) {
#pragma clang loop unroll(full)
        for (size_t part = 0; part < 4; part++) {
            sums[row][part] = _mm512_loadu_si512(corrections + part * 16);
        }
    }
    for (size_t input = 0; input < depth; input += 4) {
        const int8_t *weights = panel + input * HEADWATER_PANEL;
        const __m512i w0 = _mm512_loadu_si512(weights), w1 = _mm512_loadu_si512(weights + 64);
        const __m512i w2 = _mm512_loadu_si512(weights + 128);
        const __m512i w3 = _mm512_loadu_si512(weights + 192);
#pragma clang loop unroll(full)
        for (size_t row = 0; row < count; row++) {
            int32_t four;
            __builtin_memcpy(&four, rows[row] + input, 4);
            const __m512i bytes = _mm512_set1_epi32(four);
            sums[row][0] = _mm512_dpbusd_epi32(sums[row][0], bytes, w0);
            sums[row][1] = _mm512_dpbusd_epi32(sums[row][1], bytes, w1);
            sums[row][2] = _mm512_dpbusd_epi32(sums[row][2], bytes, w2);
            sums[row][3] = _mm512_dpbusd_epi32(sums[row][3], bytes, w3);
        }
    }
#pragma clang loop unroll(full)
    for (size_t row = 0; row < count; row++) {
#pragma clang loop unroll(full)
        for (size_t part = 0; part < 4; part++) {
            _mm512_storeu_si512(tile[row] + part * 16, sums[row][part]);
        }
    }
}

HEADWATER_TARGET_AVX512 static void tile_avx512(const uint8_t *const *rows, size_t count,
                                                const int8_t *panel, const int32_t *corrections,
                                                size_t depth, Tile tile) {
    switch (count) {
    case 1: tile_avx512_rows(rows, 1, panel, corrections, depth, tile); break;
    case 2: tile_avx512_rows(rows, 2, panel, corrections, depth, tile); break;
    case 3: tile_avx512_rows(rows, 3, panel, corrections, depth, tile); break;
    case 4: tile_avx512_rows(rows, 4, panel, corrections, depth, tile); break;
    case 5: tile_avx512_rows(rows, 5, panel, corrections, depth, tile); break;
    default: tile_avx512_rows(rows, TILE_ROWS, panel, corrections, depth, tile); break;
    }
}

// As AVX-512's with half the width and half the registers: three rows by 32 columns.
HEADWATER_INLINE HEADWATER_TARGET_AVXVNNI void tile_avxvnni_rows(const uint8_t *const *rows,
                                                                 const size_t count,
                                                                 const int8_t *panel,
                                                                 const int32_t *corrections,
                                                                 size_t depth, Tile tile) {
    for (size_t start = 0; start < HEADWATER_PANEL; start += 32) {
        __m256i sums[3][4];
#pragma clang loop unroll(full)
        for (size_t row = 0; row < count; row++) {
#pragma clang loop unroll(full)
            for (size_t part = 0; part < 4; part++) {
                sums[row][part] =
                    _mm256_loadu_si256((const void *)(corrections + start + part * 8));
            }
        }
        for (size_t input = 0; input < depth; input += 4) {
            const int8_t *weights = panel + input * HEADWATER_PANEL + start * 4;
            __m256i bytes[3];
#pragma clang loop unroll(full)
            for (size_t row = 0; row < count; row++) {
                int32_t four;
                __builtin_memcpy(&four, rows[row] + input, 4);
                bytes[row] = _mm256_set1_epi32(four);
            }
#pragma clang loop unroll(full)
            for (size_t part = 0; part < 4; part++) {
                const __m256i w = _mm256_loadu_si256((const void *)(weights + part * 32));
#pragma clang loop unroll(full)
                for (size_t row = 0; row < count; row++) {
                    sums[row][part] = _mm256_dpbusd_avx_epi32(sums[row][part], bytes[row], w);
                }
            }
        }
#pragma clang loop unroll(full)
        for (size_t row = 0; row < count; row++) {
#pragma clang loop unroll(full)
            for (size_t part = 0; part < 4; part++) {
                _mm256_storeu_si256((void *)(tile[row] + start + part * 8), sums[row][part]);
            }
        }
    }
}

HEADWATER_TARGET_AVXVNNI static void tile_avxvnni(const uint8_t *const *rows, size_t count,
                                                  const int8_t *panel, const int32_t *corrections,
                                                  size_t depth, Tile tile) {
    for (size_t row = 0; row < count; row += 3) {
        switch (count - row) {
        case 1: tile_avxvnni_rows(rows + row, 1, panel, corrections, depth, tile + row); break;
        case 2: tile_avxvnni_rows(rows + row, 2, panel, corrections, depth, tile + row); break;
        default: tile_avxvnni_rows(rows + row, 3, panel, corrections, depth, tile + row); break;
        }
    }
}

// AVX2 multiplies bytes without sign by bytes with sign and adds pairs in 16 bits: |input| times
// ±weight is at most 128 · 127, and two of them fit.
HEADWATER_INLINE HEADWATER_TARGET_AVX2 void tile_avx2_rows(const uint8_t *const *rows,
                                                           const size_t count, const int8_t *panel,
                                                           size_t depth, Tile tile) {
    const __m256i bias = _mm256_set1_epi8(-128), ones = _mm256_set1_epi16(1);
    for (size_t part = 0; part < HEADWATER_PANEL / 16; part++) {
        __m256i sums[3][2];
#pragma clang loop unroll(full)
        for (size_t row = 0; row < count; row++) {
            sums[row][0] = _mm256_setzero_si256();
            sums[row][1] = _mm256_setzero_si256();
        }
        for (size_t input = 0; input < depth; input += 4) {
            const int8_t *weights = panel + input * HEADWATER_PANEL + part * 64;
            const __m256i w0 = _mm256_loadu_si256((const __m256i *)weights);
            const __m256i w1 = _mm256_loadu_si256((const __m256i *)(weights + 32));
#pragma clang loop unroll(full)
            for (size_t row = 0; row < count; row++) {
                int32_t four;
                __builtin_memcpy(&four, rows[row] + input, 4);
                const __m256i bytes = _mm256_xor_si256(_mm256_set1_epi32(four), bias);
                const __m256i sizes = _mm256_abs_epi8(bytes);
                const __m256i p0 = _mm256_maddubs_epi16(sizes, _mm256_sign_epi8(w0, bytes));
                const __m256i p1 = _mm256_maddubs_epi16(sizes, _mm256_sign_epi8(w1, bytes));
                sums[row][0] = _mm256_add_epi32(sums[row][0], _mm256_madd_epi16(p0, ones));
                sums[row][1] = _mm256_add_epi32(sums[row][1], _mm256_madd_epi16(p1, ones));
            }
        }
#pragma clang loop unroll(full)
        for (size_t row = 0; row < count; row++) {
            _mm256_storeu_si256((__m256i *)(tile[row] + part * 16), sums[row][0]);
            _mm256_storeu_si256((__m256i *)(tile[row] + part * 16 + 8), sums[row][1]);
        }
    }
}

HEADWATER_TARGET_AVX2 static void tile_avx2(const uint8_t *const *rows, size_t count,
                                            const int8_t *panel, const int32_t *corrections,
                                            size_t depth, Tile tile) {
    (void)corrections;
    for (size_t row = 0; row < count; row += 3) {
        switch (count - row) {
        case 1: tile_avx2_rows(rows + row, 1, panel, depth, tile + row); break;
        case 2: tile_avx2_rows(rows + row, 2, panel, depth, tile + row); break;
        default: tile_avx2_rows(rows + row, 3, panel, depth, tile + row); break;
        }
    }
}

#elif defined(__aarch64__)

// Adds to each of four sums the products of its four weights and four inputs.
typedef int32x4_t (*Accumulate)(int32x4_t sums, int8x16_t weights, int8x16_t inputs);

// A product is at most 127 · 128 and fits 16 bits; pairs are added in 32.
HEADWATER_INLINE int32x4_t accumulate_neon(int32x4_t sums, int8x16_t weights, int8x16_t inputs) {
    const int16x8_t low = vmull_s8(vget_low_s8(weights), vget_low_s8(inputs));
    const int16x8_t high = vmull_high_s8(weights, inputs);
    return vaddq_s32(sums, vpaddq_s32(vpaddlq_s16(low), vpaddlq_s16(high)));
}

HEADWATER_INLINE HEADWATER_TARGET_DOTPROD int32x4_t accumulate_dotprod(int32x4_t sums,
                                                                       int8x16_t weights,
                                                                       int8x16_t inputs) {
    return vdotq_s32(sums, weights, inputs);
}

HEADWATER_INLINE void tile_neon_rows(Accumulate accumulate, const uint8_t *const *rows,
                                     const size_t count, const int8_t *panel, size_t depth,
                                     Tile tile) {
    for (size_t start = 0; start < HEADWATER_PANEL; start += 16) {
        int32x4_t sums[3][4];
#pragma clang loop unroll(full)
        for (size_t row = 0; row < count; row++) {
#pragma clang loop unroll(full)
            for (size_t part = 0; part < 4; part++) sums[row][part] = vdupq_n_s32(0);
        }
        for (size_t input = 0; input < depth; input += 4) {
            const int8_t *weights = panel + input * HEADWATER_PANEL + start * 4;
            const int8x16_t w0 = vld1q_s8(weights), w1 = vld1q_s8(weights + 16);
            const int8x16_t w2 = vld1q_s8(weights + 32), w3 = vld1q_s8(weights + 48);
#pragma clang loop unroll(full)
            for (size_t row = 0; row < count; row++) {
                uint32_t four;
                __builtin_memcpy(&four, rows[row] + input, 4);
                const int8x16_t bytes = vreinterpretq_s8_u32(vdupq_n_u32(four ^ 0x80808080u));
                sums[row][0] = accumulate(sums[row][0], w0, bytes);
                sums[row][1] = accumulate(sums[row][1], w1, bytes);
                sums[row][2] = accumulate(sums[row][2], w2, bytes);
                sums[row][3] = accumulate(sums[row][3], w3, bytes);
            }
        }
#pragma clang loop unroll(full)
        for (size_t row = 0; row < count; row++) {
#pragma clang loop unroll(full)
            for (size_t part = 0; part < 4; part++) {
                vst1q_s32(tile[row] + start + part * 4, sums[row][part]);
            }
        }
    }
}

HEADWATER_INLINE void tile_neon_any(Accumulate accumulate, const uint8_t *const *rows, size_t count,
                                    const int8_t *panel, size_t depth, Tile tile) {
    for (size_t row = 0; row < count; row += 3) {
        switch (count - row) {
        case 1: tile_neon_rows(accumulate, rows + row, 1, panel, depth, tile + row); break;
        case 2: tile_neon_rows(accumulate, rows + row, 2, panel, depth, tile + row); break;
        default: tile_neon_rows(accumulate, rows + row, 3, panel, depth, tile + row); break;
        }
    }
}

static void tile_neon(const uint8_t *const *rows, size_t count, const int8_t *panel,
                      const int32_t *corrections, size_t depth, Tile tile) {
    (void)corrections;
    tile_neon_any(accumulate_neon, rows, count, panel, depth, tile);
}

HEADWATER_TARGET_DOTPROD static void tile_dotprod(const uint8_t *const *rows, size_t count,
                                                  const int8_t *panel, const int32_t *corrections,
                                                  size_t depth, Tile tile) {
    (void)corrections;
    tile_neon_any(accumulate_dotprod, rows, count, panel, depth, tile);
}

#endif

HEADWATER_INLINE void layer_body(TileKernel kernel, const HeadwaterLayer *layer,
                                 const uint8_t *inputs, const float *scales,
                                 const uint32_t *sources, size_t count,
                                 HeadwaterActivation activation, const float *residual,
                                 float *output, size_t stride) {
    const size_t depth = layer->depth, columns = layer->columns;
    for (size_t panel = 0; panel < columns; panel += HEADWATER_PANEL) {
        for (size_t first = 0; first < count; first += TILE_ROWS) {
            const size_t height = count - first < TILE_ROWS ? count - first : TILE_ROWS;
            float sums[TILE_ROWS][HEADWATER_PANEL];
            for (size_t read = 0; read < (size_t)layer->taps * layer->parts; read++) {
                const size_t tap = read / layer->parts;
                const uint8_t *rows[TILE_ROWS];
                const uint32_t *source = sources + read * count + first;
                for (size_t row = 0; row < height; row++) rows[row] = inputs + source[row] * depth;
                Tile tile;
                kernel(rows, height, layer->weights + (tap * columns + panel) * depth,
                       layer->corrections + tap * columns + panel, depth, tile);
                for (size_t row = 0; row < height; row++) {
                    const float scale = scales[source[row]];
                    for (size_t i = 0; i < HEADWATER_PANEL; i += 16) {
                        const float16v exact =
                            __builtin_convertvector(*(const int16v *)(tile[row] + i), float16v);
                        float16v *sum = (float16v *)(sums[row] + i);
                        if (read == 0) {
                            *sum = exact * scale;
                        } else {
                            const float16v product = exact * scale;
                            *sum += product;
                        }
                    }
                }
            }
            for (size_t row = 0; row < height; row++) {
                const size_t at = (first + row) * stride + panel;
                for (size_t i = 0; i < HEADWATER_PANEL; i += 16) {
                    const float16v scaled = *(const float16v *)(sums[row] + i) * layer->scale;
                    float16v result = scaled + *(const float16v *)(layer->bias + panel + i);
                    if (activation == HEADWATER_RELU) {
                        result = (float16v)((int16v)result & (int16v)(result > 0.0f));
                    }
                    if (residual) result += *(const float16v *)(residual + at + i);
                    *(float16v *)(output + at + i) = result;
                }
            }
        }
    }
}

#define PARAMETERS                                                                              \
    (const HeadwaterLayer *layer, const uint8_t *inputs, const float *scales,                   \
     const uint32_t *sources, size_t count, HeadwaterActivation activation,                     \
     const float *residual, float *output, size_t stride)
#define ARGUMENTS(kernel)                                                                       \
    (kernel, layer, inputs, scales, sources, count, activation, residual, output, stride)

static void layer_portable PARAMETERS { layer_body ARGUMENTS(tile_portable); }
#if defined(__x86_64__)
HEADWATER_TARGET_AVX2 static void layer_avx2 PARAMETERS { layer_body ARGUMENTS(tile_avx2); }
HEADWATER_TARGET_AVXVNNI static void layer_avxvnni PARAMETERS {
    layer_body ARGUMENTS(tile_avxvnni);
}
HEADWATER_TARGET_AVX512 static void layer_avx512 PARAMETERS { layer_body ARGUMENTS(tile_avx512); }
#elif defined(__aarch64__)
static void layer_neon PARAMETERS { layer_body ARGUMENTS(tile_neon); }
HEADWATER_TARGET_DOTPROD static void layer_dotprod PARAMETERS {
    layer_body ARGUMENTS(tile_dotprod);
}
#endif

void headwater_layer(HeadwaterPath path, const HeadwaterLayer *layer, const uint8_t *inputs,
                     const float *scales, const uint32_t *sources, size_t count,
                     HeadwaterActivation activation, const float *residual, float *output,
                     size_t stride) {
    switch (path) {
#if defined(__x86_64__)
    case HEADWATER_PATH_AVX512:
        layer_avx512(layer, inputs, scales, sources, count, activation, residual, output, stride);
        break;
    case HEADWATER_PATH_AVXVNNI:
        layer_avxvnni(layer, inputs, scales, sources, count, activation, residual, output, stride);
        break;
    case HEADWATER_PATH_AVX2:
        layer_avx2(layer, inputs, scales, sources, count, activation, residual, output, stride);
        break;
#elif defined(__aarch64__)
    case HEADWATER_PATH_DOTPROD:
        layer_dotprod(layer, inputs, scales, sources, count, activation, residual, output, stride);
        break;
    case HEADWATER_PATH_NEON:
        layer_neon(layer, inputs, scales, sources, count, activation, residual, output, stride);
        break;
#endif
    default:
        layer_portable(layer, inputs, scales, sources, count, activation, residual, output, stride);
    }
}
