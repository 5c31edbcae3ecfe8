/// The few loops that Swift can't yet tell the compiler, chosen by processor at run time. Each has
/// its twin in Swift, which tests hold it against.
///
/// Every path gives the same bits: sums of integers are exact, sums of floats run in one order that
/// no path changes, products and sums are rounded apart (no fused multiply-add), and nothing calls
/// libm. No function allocates, keeps a pointer or writes but where it says so.
#ifndef HEADWATER_KERNELS_H
#define HEADWATER_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// How a kernel is computed.
typedef enum {
    /// C without intrinsics, everywhere.
    HEADWATER_PATH_PORTABLE = 0,
    /// x86-64 with AVX2: 256-bit multiply-add of bytes.
    HEADWATER_PATH_AVX2 = 1,
    /// x86-64 with AVX-512 F, BW and VNNI: 512-bit dot products of bytes.
    HEADWATER_PATH_AVX512 = 2,
    /// ARM64, every processor.
    HEADWATER_PATH_NEON = 3,
    /// x86-64 with AVX2 and AVX-VNNI: 256-bit dot products of bytes.
    HEADWATER_PATH_AVXVNNI = 4,
    /// ARM64 with the dot product extension.
    HEADWATER_PATH_DOTPROD = 5,
} HeadwaterPath;

/// The fastest path that this processor has.
HeadwaterPath headwater_best_path(void);

/// Whether this processor has a path: 1 or 0. Calling a kernel with a path that it lacks is a bug.
int headwater_has_path(HeadwaterPath path);

/// Asks for the cache line of an address, which will be read soon. No more than a hint: it waits
/// for nothing, and no address is wrong.
static inline void headwater_prefetch(const void *address) { __builtin_prefetch(address); }

/// Asks for all cache lines of some bytes, which will be read soon.
static inline void headwater_prefetch_all(const void *bytes, size_t count) {
    for (size_t offset = 0; offset < count; offset += 64) {
        __builtin_prefetch((const char *)bytes + offset);
    }
}

/// The bytes of a large page.
enum { HEADWATER_LARGE_PAGE = 1 << 21 };

/// Asks the system to back memory by large pages, whole ones: look-ups all over a large table then
/// seldom miss the processor's table of pages. `memory` is aligned to a large page. No more than a
/// hint; does nothing where the system has none.
void headwater_prefer_large_pages(void *memory, size_t size);

/// The sum of products of two rows of int8, exact as long as `count` is at most 131,072.
int32_t headwater_dot_i8(const int8_t *left, const int8_t *right, size_t count);

/// Writes for each of `count` rows of `words` words the number of bits in which it differs from the
/// query. `words` is at most 1,023.
void headwater_hamming(
    const uint64_t *query, const uint64_t *rows, size_t words, size_t count, uint16_t *distances);

/// How many columns a panel of packed weights has.
enum { HEADWATER_PANEL = 64 };

/// One linear layer or one convolution over rows: `taps` matrices of `depth` by `columns`, all with
/// the same scale.
///
/// Weights are int8 from -127 to 127, -128 left out so that the bytewise products of AVX2 fit 16
/// bits. They are packed by tap, panel of 64 columns, group of 4 inputs: byte
/// `((tap * columns + panel * 64) * depth) + group * 256 + column * 4 + i` weighs input
/// `group * 4 + i`. See ``headwater_pack_weights``.
typedef struct {
    /// The packed weights, `taps * depth * columns` bytes, best aligned to 64.
    const int8_t *weights;
    /// For each tap and column, -128 times the sum of its weights.
    const int32_t *corrections;
    /// What is added to each column.
    const float *bias;
    /// What a weight of 1 stands for.
    float scale;
    /// How many input rows an output row reads: 1 for a linear layer. At most 8.
    uint32_t taps;
    /// How many rows stand together for an input, each weighed alike: 1, or 2 for rows in a coarse
    /// and a fine part.
    uint32_t parts;
    /// Numbers in an input row: a multiple of 4, at most 8,192 (sums fit an int32).
    uint32_t depth;
    /// Numbers in an output row: a multiple of 64.
    uint32_t columns;
} HeadwaterLayer;

/// Packs `depth` rows of `columns` weights, row-major, as one tap of a layer, and writes the tap's
/// `columns` corrections.
void headwater_pack_weights(const int8_t *weights, size_t depth, size_t columns, int8_t *packed,
                            int32_t *corrections);

/// What a layer does after its sums.
typedef enum {
    /// Nothing.
    HEADWATER_LINEAR = 0,
    /// Numbers under 0 become 0, before the residual is added.
    HEADWATER_RELU = 1,
} HeadwaterActivation;

/// Computes a layer over rows.
///
/// Input row r stands for `scales[r] * (inputs[r * depth + i] - 128)`. Output row t reads for each
/// tap, and each part of it, the input row `sources[k * count + t]`, k counting them all; then
///
///     output[t][c] = activation(scale * (sum over k of scales * exact sum) + bias[c])
///                    + residual[t][c]
///
/// with the taps summed in order as floats. `residual` may be null, and may be `output`. `stride`
/// is how many floats lie between rows of `output` and `residual`.
void headwater_layer(HeadwaterPath path, const HeadwaterLayer *layer, const uint8_t *inputs,
                     const float *scales, const uint32_t *sources, size_t count,
                     HeadwaterActivation activation, const float *residual, float *output,
                     size_t stride);

/// Quantises rows of floats to 8 bits, each by its own greatest absolute number.
///
/// `output[r * width + i] - 128` is from -127 to 127, rounded to nearest, ties to even; `scales[r]`
/// is what 1 stands for, 0 for a row of zeros. `width` is a multiple of 16; numbers must be finite.
void headwater_quantize_rows(HeadwaterPath path, const float *input, size_t stride, size_t width,
                             size_t count, uint8_t *output, float *scales);

/// Quantises rows of floats to some 15 bits, each in two rows of 8: a coarse part and a fine one.
///
/// As ``headwater_quantize_rows``, but row r is the sum of output rows r and `count + r`, each with
/// its own scale: `scales` has `2 * count` numbers. For layers of two parts.
void headwater_quantize_rows_finely(HeadwaterPath path, const float *input, size_t stride,
                                    size_t width, size_t count, uint8_t *output, float *scales);

/// Brings each row to mean 0 and variance 1, then multiplies by `gain` and adds `shift`, in place.
/// `width` is a multiple of 16.
void headwater_normalize_rows(HeadwaterPath path, float *rows, size_t stride, size_t width,
                              size_t count, float epsilon, const float *gain, const float *shift);

/// Brings each row to mean 0 and variance 1, and adds them to `sum`, row after row.
void headwater_add_normalized(HeadwaterPath path, const float *rows, size_t stride, size_t width,
                              size_t count, float epsilon, float *sum);

/// Writes what rows of bytes stand for: `output[r][i] = inputs[r * width + i] * scales[r] +
/// lows[r]`. `width` is a multiple of 16.
void headwater_dequantize_rows(HeadwaterPath path, const uint8_t *inputs, size_t width,
                               size_t count, const float *scales, const float *lows, float *output,
                               size_t stride);

/// Adds `factors[r] * column[c]` to each number of rows. `width` is a multiple of 16.
void headwater_add_outer(HeadwaterPath path, const float *factors, const float *column,
                         size_t width, size_t count, float *rows, size_t stride);

/// The weights of a model. A row is 16 floats, a number for each head, whose lanes never mix; rows
/// are best aligned to 64.
typedef struct {
    /// For each row of an example's rates, one of weights.
    float *rates;
    /// For each input, one of weights; 16 a group.
    float *inputs;
    /// For each group, the sums of squares of its inputs, a lane an input.
    float *squares;
    /// The rows of keys that have one of their own.
    float *own;
    /// The rows that the other keys share.
    float *shared;
} HeadwaterModel;

/// What a model sees of an impression.
typedef struct {
    /// `pairs` rows.
    const float *rates;
    size_t pairs;
    /// 16 a group, of which the first `used[group]` may be other than 0.
    const float *inputs;
    const uint8_t *used;
    size_t groups;
    /// For each key, the place of its row in `own`, or where that is negative, `-1 - place` in
    /// `shared`.
    const int32_t *places;
    /// For each key, what kind of key it is.
    const uint8_t *fields;
    size_t keys;
} HeadwaterExample;

/// Writes the logit of each head, one row:
///
///     bias + sum of inputs * weights + sum of rates * weights + sum of rows of keys
///
/// The sum of inputs and that of keys begin at 0 and are added as a whole; each goes in its order.
void headwater_logits(HeadwaterPath path, const HeadwaterModel *model,
                      const HeadwaterExample *example, const float *bias, float *logits);

/// How weights move against an error.
typedef struct {
    /// Seven rows: the error; the step of an input; how far the error is told by a key's examples
    /// and by its prior; what is added to a key's row besides; the least and most that it may hold.
    const float *rows;
    /// The learning rate of weights of rates.
    float rate;
    /// How many examples the sums of squares are of, this one included.
    float count;
    /// By field, how much surer than others its prior is.
    const float *tightness;
    /// The lane of a key's row that says how many examples it has had.
    size_t count_lane;
} HeadwaterStep;

/// Moves the weights of an example:
///
///     weights of rates  += error * rates * rate
///     squares           += inputs^2
///     weights of inputs += step * (inputs / sqrt(squares / count))
///     rows of keys       = least to most of
///         row + (error / (told * row[count_lane] + prior * tightness[field]) + added)
///
/// in the order of rates, inputs and keys: a key that stands twice moves twice.
void headwater_learn(HeadwaterPath path, const HeadwaterModel *model,
                     const HeadwaterExample *example, const HeadwaterStep *step);

/// Replaces the numbers of rows of 16, positive and normal all, by their logarithms times `scale`,
/// a row: in each lane the bits of Cephes' logf, its operations in the order of the twin's.
void headwater_logarithms(HeadwaterPath path, float *rows, size_t count, const float *scale);

#endif
