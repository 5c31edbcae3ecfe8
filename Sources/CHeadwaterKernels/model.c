#include "vectors.h"

#pragma STDC FP_CONTRACT OFF

HEADWATER_INLINE float16v *row_at(float *rows, size_t place) {
    return (float16v *)(rows + place * 16);
}

HEADWATER_INLINE const float16v *row_of(const float *rows, size_t place) {
    return (const float16v *)(rows + place * 16);
}

// Nothing to branch on: whether a key has a row of its own can't be guessed.
HEADWATER_INLINE float *key_row(const HeadwaterModel *model, const HeadwaterExample *example,
                                size_t key) {
    const int32_t place = example->places[key];
    float *rows = place < 0 ? model->shared : model->own;
    return rows + (size_t)(uint32_t)(place < 0 ? ~place : place) * 16;
}

HEADWATER_INLINE void logits_body(const HeadwaterModel *model, const HeadwaterExample *example,
                                  const float *bias, float *logits) {
    float16v inputs = {0};
    for (size_t group = 0; group < example->groups; group++) {
        const float *numbers = example->inputs + group * 16;
        const float *weights = model->inputs + group * 256;
        for (size_t lane = 0; lane < example->used[group]; lane++) {
            const float16v product = *row_of(weights, lane) * numbers[lane];
            inputs += product;
        }
    }
    float16v sum = *row_of(bias, 0) + inputs;
    for (size_t pair = 0; pair < example->pairs; pair++) {
        const float16v product = *row_of(model->rates, pair) * *row_of(example->rates, pair);
        sum += product;
    }
    float16v keys = {0};
    for (size_t key = 0; key < example->keys; key++) {
        keys += *row_of(key_row(model, example, key), 0);
    }
    *row_at(logits, 0) = sum + keys;
}
HEADWATER_BY_PATH(logits,
                  (const HeadwaterModel *model, const HeadwaterExample *example, const float *bias,
                   float *logits),
                  (model, example, bias, logits))

void headwater_logits(HeadwaterPath path, const HeadwaterModel *model,
                      const HeadwaterExample *example, const float *bias, float *logits) {
    HEADWATER_CALL(path, logits, (model, example, bias, logits));
}

HEADWATER_INLINE void learn_rates(const HeadwaterModel *model, const HeadwaterExample *example,
                                  const HeadwaterStep *step) {
    const float16v error = *row_of(step->rows, 0);
    for (size_t pair = 0; pair < example->pairs; pair++) {
        const float16v product = error * *row_of(example->rates, pair);
        const float16v scaled = product * step->rate;
        *row_at(model->rates, pair) += scaled;
    }
}

HEADWATER_INLINE void learn_inputs(const HeadwaterModel *model, const HeadwaterExample *example,
                                   const HeadwaterStep *step) {
    const float16v change = *row_of(step->rows, 1);
    for (size_t group = 0; group < example->groups; group++) {
        const float16v numbers = *row_of(example->inputs, group);
        const float16v square = numbers * numbers;
        const float16v squares = *row_of(model->squares, group) + square;
        *row_at(model->squares, group) = squares;
        const float16v mean = squares / step->count;
        float scaled[16];
        *(float16v *)scaled = numbers / __builtin_elementwise_sqrt(mean);
        float *weights = model->inputs + group * 256;
        for (size_t lane = 0; lane < example->used[group]; lane++) {
            const float16v product = change * scaled[lane];
            *row_at(weights, lane) += product;
        }
    }
}

HEADWATER_INLINE void learn_keys(const HeadwaterModel *model, const HeadwaterExample *example,
                                 const HeadwaterStep *step) {
    const float16v error = *row_of(step->rows, 0), told = *row_of(step->rows, 2);
    const float16v prior = *row_of(step->rows, 3), added = *row_of(step->rows, 4);
    const float16v least = *row_of(step->rows, 5), most = *row_of(step->rows, 6);
    for (size_t key = 0; key < example->keys; key++) {
        float *place = key_row(model, example, key);
        const float16v row = *row_of(place, 0);
        const float16v met = told * place[step->count_lane];
        const float16v believed = prior * step->tightness[example->fields[key]];
        const float16v precision = met + believed;
        const float16v moved = row + (error / precision + added);
        // All ones or all zeros a lane, so that NaN becomes the most.
        const int16v below = moved < most;
        const float16v capped = (float16v)((below & (int16v)moved) | (~below & (int16v)most));
        const int16v above = capped > least;
        *row_at(place, 0) = (float16v)((above & (int16v)capped) | (~above & (int16v)least));
    }
}

HEADWATER_INLINE void learn_body(const HeadwaterModel *model, const HeadwaterExample *example,
                                 const HeadwaterStep *step) {
    learn_rates(model, example, step);
    learn_inputs(model, example, step);
    learn_keys(model, example, step);
}
HEADWATER_BY_PATH(learn,
                  (const HeadwaterModel *model, const HeadwaterExample *example,
                   const HeadwaterStep *step),
                  (model, example, step))

void headwater_learn(HeadwaterPath path, const HeadwaterModel *model,
                     const HeadwaterExample *example, const HeadwaterStep *step) {
    HEADWATER_CALL(path, learn, (model, example, step));
}
