#include "vectors.h"

#pragma STDC FP_CONTRACT OFF

// Vectors are passed by address: by value they would depend on the path's calling convention.
HEADWATER_INLINE const float16v *floats(const float *pointer) { return (const float16v *)pointer; }
HEADWATER_INLINE float16v *floats_out(float *pointer) { return (float16v *)pointer; }

// Adding and taking away 1.5 · 2^23 rounds to a whole number, ties to even.
static const float rounder = 12582912.0f;
// A row whose numbers are all smaller counts as zeros: the inverse would be infinite.
static const float least = 1e-30f;

// The greatest number of a row without sign.
HEADWATER_INLINE float row_greatest(const float *row, size_t width) {
    int16v greatest = {0};
    for (size_t i = 0; i < width; i += 16) {
        const int16v bits = *(const int16v *)(row + i) & 0x7FFFFFFF;
        // Floats without sign are in the order of their bits.
        const int16v larger = bits > greatest;
        greatest = (bits & larger) | (greatest & ~larger);
    }
    float lanes[16], most = 0;
    __builtin_memcpy(lanes, &greatest, sizeof lanes);
    for (int lane = 0; lane < 16; lane++) most = lanes[lane] > most ? lanes[lane] : most;
    return most;
}

// Bytes of whole numbers from -127 to 127.
HEADWATER_INLINE void store_biased(const float16v *whole, uint8_t *output) {
    const int16v biased = __builtin_convertvector(*whole, int16v) + 128;
    *(byte16v *)output = __builtin_convertvector(biased, byte16v);
}

HEADWATER_INLINE void quantize_body(const float *input, size_t stride, size_t width, size_t count,
                                    uint8_t *output, float *scales) {
    for (size_t row = 0; row < count; row++, input += stride, output += width) {
        const float most = row_greatest(input, width);
        if (most < least) {
            scales[row] = 0;
            __builtin_memset(output, 128, width);
            continue;
        }
        scales[row] = most / 127.0f;
        const float inverse = 127.0f / most;
        for (size_t i = 0; i < width; i += 16) {
            const float16v scaled = *floats(input + i) * inverse;
            const float16v whole = (scaled + rounder) - rounder;
            store_biased(&whole, output + i);
        }
    }
}
HEADWATER_BY_PATH(quantize,
                  (const float *input, size_t stride, size_t width, size_t count, uint8_t *output,
                   float *scales),
                  (input, stride, width, count, output, scales))

void headwater_quantize_rows(HeadwaterPath path, const float *input, size_t stride, size_t width,
                             size_t count, uint8_t *output, float *scales) {
    HEADWATER_CALL(path, quantize, (input, stride, width, count, output, scales));
}

HEADWATER_INLINE void quantize_finely_body(const float *input, size_t stride, size_t width,
                                           size_t count, uint8_t *output, float *scales) {
    uint8_t *fine = output + count * width;
    for (size_t row = 0; row < count; row++, input += stride, output += width, fine += width) {
        const float most = row_greatest(input, width);
        if (most < least) {
            scales[row] = scales[count + row] = 0;
            __builtin_memset(output, 128, width);
            __builtin_memset(fine, 128, width);
            continue;
        }
        // 127 coarse steps of 128 fine ones.
        scales[row] = most / 127.0f;
        scales[count + row] = most / 16256.0f;
        const float inverse = 16256.0f / most;
        for (size_t i = 0; i < width; i += 16) {
            const float16v scaled = *floats(input + i) * inverse;
            const float16v whole = (scaled + rounder) - rounder;
            const float16v coarse = (whole * 0.0078125f + rounder) - rounder;
            // Exact: both are whole numbers under 2^15.
            const float16v rest = whole - coarse * 128.0f;
            store_biased(&coarse, output + i);
            store_biased(&rest, fine + i);
        }
    }
}
HEADWATER_BY_PATH(quantize_finely,
                  (const float *input, size_t stride, size_t width, size_t count, uint8_t *output,
                   float *scales),
                  (input, stride, width, count, output, scales))

void headwater_quantize_rows_finely(HeadwaterPath path, const float *input, size_t stride,
                                    size_t width, size_t count, uint8_t *output, float *scales) {
    HEADWATER_CALL(path, quantize_finely, (input, stride, width, count, output, scales));
}

// The mean of a row, and one over its standard deviation.
HEADWATER_INLINE void row_moments(const float *row, size_t width, float epsilon, float *mean,
                                  float *inverse) {
    float16v sum = {0};
    for (size_t i = 0; i < width; i += 16) sum += *floats(row + i);
    *mean = headwater_lane_sum(&sum) / (float)width;
    float16v squares = {0};
    for (size_t i = 0; i < width; i += 16) {
        const float16v apart = *floats(row + i) - *mean;
        const float16v square = apart * apart;
        squares += square;
    }
    const float variance = headwater_lane_sum(&squares) / (float)width;
    *inverse = 1.0f / __builtin_sqrtf(variance + epsilon);
}

HEADWATER_INLINE void normalize_body(float *rows, size_t stride, size_t width, size_t count,
                                     float epsilon, const float *gain, const float *shift) {
    for (size_t row = 0; row < count; row++, rows += stride) {
        float mean, inverse;
        row_moments(rows, width, epsilon, &mean, &inverse);
        for (size_t i = 0; i < width; i += 16) {
            const float16v unit = (*floats(rows + i) - mean) * inverse;
            const float16v scaled = unit * *floats(gain + i);
            *floats_out(rows + i) = scaled + *floats(shift + i);
        }
    }
}
HEADWATER_BY_PATH(normalize,
                  (float *rows, size_t stride, size_t width, size_t count, float epsilon,
                   const float *gain, const float *shift),
                  (rows, stride, width, count, epsilon, gain, shift))

void headwater_normalize_rows(HeadwaterPath path, float *rows, size_t stride, size_t width,
                              size_t count, float epsilon, const float *gain, const float *shift) {
    HEADWATER_CALL(path, normalize, (rows, stride, width, count, epsilon, gain, shift));
}

HEADWATER_INLINE void add_normalized_body(const float *rows, size_t stride, size_t width,
                                          size_t count, float epsilon, float *sum) {
    for (size_t row = 0; row < count; row++, rows += stride) {
        float mean, inverse;
        row_moments(rows, width, epsilon, &mean, &inverse);
        for (size_t i = 0; i < width; i += 16) {
            const float16v unit = (*floats(rows + i) - mean) * inverse;
            *floats_out(sum + i) += unit;
        }
    }
}
HEADWATER_BY_PATH(add_normalized,
                  (const float *rows, size_t stride, size_t width, size_t count, float epsilon,
                   float *sum),
                  (rows, stride, width, count, epsilon, sum))

void headwater_add_normalized(HeadwaterPath path, const float *rows, size_t stride, size_t width,
                              size_t count, float epsilon, float *sum) {
    HEADWATER_CALL(path, add_normalized, (rows, stride, width, count, epsilon, sum));
}

HEADWATER_INLINE void dequantize_body(const uint8_t *inputs, size_t width, size_t count,
                                      const float *scales, const float *lows, float *output,
                                      size_t stride) {
    for (size_t row = 0; row < count; row++, inputs += width, output += stride) {
        for (size_t i = 0; i < width; i += 16) {
            const byte16v bytes = *(const byte16v *)(inputs + i);
            const float16v scaled = __builtin_convertvector(bytes, float16v) * scales[row];
            *floats_out(output + i) = scaled + lows[row];
        }
    }
}
HEADWATER_BY_PATH(dequantize,
                  (const uint8_t *inputs, size_t width, size_t count, const float *scales,
                   const float *lows, float *output, size_t stride),
                  (inputs, width, count, scales, lows, output, stride))

void headwater_dequantize_rows(HeadwaterPath path, const uint8_t *inputs, size_t width,
                               size_t count, const float *scales, const float *lows, float *output,
                               size_t stride) {
    HEADWATER_CALL(path, dequantize, (inputs, width, count, scales, lows, output, stride));
}

HEADWATER_INLINE void add_outer_body(const float *factors, const float *column, size_t width,
                                     size_t count, float *rows, size_t stride) {
    for (size_t row = 0; row < count; row++, rows += stride) {
        for (size_t i = 0; i < width; i += 16) {
            const float16v product = *floats(column + i) * factors[row];
            *floats_out(rows + i) += product;
        }
    }
}
HEADWATER_BY_PATH(add_outer,
                  (const float *factors, const float *column, size_t width, size_t count,
                   float *rows, size_t stride),
                  (factors, column, width, count, rows, stride))

void headwater_add_outer(HeadwaterPath path, const float *factors, const float *column,
                         size_t width, size_t count, float *rows, size_t stride) {
    HEADWATER_CALL(path, add_outer, (factors, column, width, count, rows, stride));
}

HEADWATER_INLINE void logarithms_body(float *rows, size_t count, const float *scale) {
    for (size_t row = 0; row < count; row++, rows += 16) {
        const int16v bits = *(const int16v *)rows;
        // Counted from the bits of the root of a half, the exponent field is k.
        const int16v k = (bits - 0x3F3504F3) >> 23;
        const int16v mantissa = bits - (k << 23);
        const float16v exponent = __builtin_convertvector(k, float16v);
        const float16v f = (float16v)mantissa - 1.0f;
        const float16v z = f * f;
        float16v p = f * 7.0376836292e-2f;
        p = p - 1.1514610310e-1f;
        p = p * f;
        p = p + 1.1676998740e-1f;
        p = p * f;
        p = p - 1.2420140846e-1f;
        p = p * f;
        p = p + 1.4249322787e-1f;
        p = p * f;
        p = p - 1.6668057665e-1f;
        p = p * f;
        p = p + 2.0000714765e-1f;
        p = p * f;
        p = p - 2.4999993993e-1f;
        p = p * f;
        p = p + 3.3333331174e-1f;
        p = p * f;
        p = p * z;
        const float16v low = exponent * -2.12194440e-4f;
        const float16v half = z * 0.5f;
        const float16v y = (p + low) - half;
        const float16v high = exponent * 0.693359375f;
        const float16v sum = (f + y) + high;
        *floats_out(rows) = sum * *floats(scale);
    }
}
HEADWATER_BY_PATH(logarithms, (float *rows, size_t count, const float *scale), (rows, count, scale))

void headwater_logarithms(HeadwaterPath path, float *rows, size_t count, const float *scale) {
    HEADWATER_CALL(path, logarithms, (rows, count, scale));
}
