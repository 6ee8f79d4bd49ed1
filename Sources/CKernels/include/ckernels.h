/// Element-wise kernels in Float32, chosen by processor when the process starts.
///
/// The three variants (plain, AVX2, AVX-512) are compiled from one source text and give the same bits:
/// multiply-adds are fused where the text says so and nowhere else, and sums run over a fixed number of lanes
/// in a fixed order. Lengths count elements. Pointers need no alignment. Where nothing else is said, arrays
/// must not overlap.
#ifndef CKERNELS_H
#define CKERNELS_H

#include "ckwords.h"

#pragma clang assume_nonnull begin

typedef enum ck_variant { CK_PLAIN = 0, CK_AVX2 = 1, CK_AVX512 = 2 } ck_variant;

/// One time step of an LSTM layer: planes of n = B x H numbers each.
typedef struct ck_lstm_step {
    /// Forward: pre-activations in, what ck_activate_backward needs of them out. Backward: that in, gradients
    /// of the pre-activations out.
    float *i, *f, *c, *o;
    /// c of the step before; none for the first step, where it is zero.
    const float *_Nullable state_before;
    /// c, and what is kept of activation(c).
    float *state, *state_kept;
    long n;
    ck_activation activation, recurrent_activation;
} ck_lstm_step;

/// One time step of an independently recurrent layer: planes (samples, units).
typedef struct ck_indrnn_step {
    /// What h_before counts times: of each sample, u_stride behind the one before.
    const float *u;
    long u_stride;
    /// None for the first step, where it is zero.
    const float *_Nullable h_before;
    long samples, units;
    ck_activation activation;
} ck_indrnn_step;

/// The rows [x * m_g | h * r_g | ...] of a recurrent layer's time step. Groups of rows, of which each has masks of its
/// own, start group_stride apart; masks hold a number for each of x or h.
typedef struct ck_recurrent_rows {
    float *dst;
    long group_stride, row_stride;
    /// (samples, features) and (samples, units); no h is 0.
    const float *x, *_Nullable h;
    /// None is 1. A group's begin x_mask_stride or h_mask_stride behind those of the group before.
    const float *_Nullable x_masks, *_Nullable h_masks;
    long x_mask_stride, h_mask_stride;
    long groups, samples, features, units;
} ck_recurrent_rows;

/// A matrix that somebody else owns; the number in row r and column c is
/// start[r row_stride + c column_stride].
typedef struct ck_matrix {
    const float *start;
    long row_stride, column_stride;
} ck_matrix;

/// dst = base + (a b) x mask, number by number.
typedef struct ck_product_terms {
    float *dst;
    long dst_stride;
    ck_matrix a, b;
    /// Rows of a, columns of b, columns of a.
    long rows, columns, depth;
    /// None is 0. It may be dst.
    const float *_Nullable base;
    long base_stride;
    /// None is 1.
    const float *_Nullable mask;
    long mask_stride;
} ck_product_terms;

/// What a loss compares: n targets, for each of which a model puts out width numbers.
typedef struct ck_loss_terms {
    ck_loss kind;
    /// (n, width).
    const float *output;
    /// (n); NaN where nobody knows it: that counts nothing.
    const float *target;
    /// (n), by which terms are multiplied; none is 1.
    const float *_Nullable weights;
    /// (n, width): receives gradient_scale x weight x d term / d output.
    float *_Nullable gradient;
    double gradient_scale;
    /// Of Huber's.
    double delta;
    /// Of pinball: width of them.
    const double *_Nullable quantiles;
    long width, n;
} ck_loss_terms;

/// One variant of all kernels. The functions are described at the wrappers below.
typedef struct ck_kernels {
    void (*philox_words)(uint32_t *dst, long n, ck_stream stream, uint32_t first_block);
    void (*philox_masks)(float *dst, long n, long count, ck_stream stream, uint32_t threshold, float scale);
    void (*philox_normals)(float *dst, long n, long count, ck_stream stream, double deviation);
    void (*activate)(float *x, long n, ck_activation activation);
    void (*activate_backward)(float *dst, const float *dy, const float *kept, long n,
                              ck_activation activation);
    void (*recurrent_rows)(const ck_recurrent_rows *rows);
    void (*lstm_forward)(const ck_lstm_step *step, float *h);
    void (*lstm_backward)(const ck_lstm_step *step, const float *dh, float *dstate);
    void (*gru_gates)(const ck_gru_step *step);
    void (*gru_output)(const ck_gru_step *step, float *h);
    void (*gru_output_backward)(const ck_gru_step *step, float *dh);
    void (*gru_gates_backward)(const ck_gru_step *step, const float *du, float *dh);
    void (*indrnn_forward)(const ck_indrnn_step *step, float *h, float *_Nullable kept);
    void (*indrnn_backward)(const ck_indrnn_step *step, const float *kept, float *delta, float *dh,
                            float *du);
    void (*product)(const ck_product_terms *terms);
    void (*mask_rows)(float *dst, long dst_stride, const float *src, long src_stride,
                      const float *_Nullable mask, long mask_stride, bool column_mask, long rows,
                      long columns);
    void (*add_row)(float *rows, const float *row, long count, long columns);
    void (*sum_rows)(float *dst, const float *rows, long count, long columns);
    void (*layer_norm)(float *normal, float *inverse, const float *src, double epsilon, long rows,
                       long columns);
    void (*layer_norm_backward)(float *dx, const float *g, const float *normal, const float *inverse,
                                long rows, long columns);
    void (*add)(float *dst, const float *src, long n);
    double (*scale)(float *dst, const float *src, float factor, long n);
    void (*axpy)(float *dst, const float *src, float factor, long n);
    uint32_t (*largest_bits)(const float *src, long n);
    double (*sum_squares)(const float *src, long n);
    double (*sum_magnitudes)(const float *src, long n);
    double (*dot_double)(const double *a, const double *b, long n);
    void (*axpy_double)(double *dst, const double *src, double factor, long n);
    double (*loss)(const ck_loss_terms *terms);
    void (*bound)(float *dst, const float *src, long stride, long n, float least);
    void (*bound_backward)(float *dy, const float *src, long stride, long n);
    void (*momentum)(float *w, float *velocity, const float *g, long n, float rate, float momentum,
                     bool nesterov);
    void (*adam)(float *w, float *m, float *v, const float *g, long n, float alpha, float take1, float take2,
                 float epsilon);
    void (*nadam)(float *w, float *m, float *v, const float *g, long n, ck_nadam_scalars scalars);
    void (*lion)(float *w, float *m, const float *g, long n, ck_lion_scalars scalars);
    void (*penalize)(float *g, const float *w, float l1, float l2, long n);
    void (*clamp)(float *g, float limit, long n);
    void (*rmsprop)(float *w, float *square, float *_Nullable mean, float *_Nullable velocity, const float *g,
                    long n, ck_rmsprop_scalars scalars);
    long (*multiply_add)(float *sums, long rounds);
} ck_kernels;

/// Numbers that multiply_add works on.
#define CK_PEAK_SUMS 256

/// The variant in use: the widest that this processor can run. Fixed before main.
const ck_kernels *ck_active(void);
/// A given variant, or NULL where this processor cannot run it.
const ck_kernels *_Nullable ck_kernels_of(ck_variant variant);
/// Which variant is in use.
ck_variant ck_active_variant(void);

/// Philox words from block first_block on; word k is word k % 4 of block first_block + k / 4.
static inline void ck_philox_words(uint32_t *dst, long n, ck_stream stream, uint32_t first_block) {
    ck_active()->philox_words(dst, n, stream, first_block);
}

/// Masks of n numbers each for count slots from the stream's on, one after the other:
/// dst[m n + k] = word k of slot m >= threshold ? scale : 0.
static inline void ck_philox_masks(float *dst, long n, long count, ck_stream stream, uint32_t threshold,
                                   float scale) {
    ck_active()->philox_masks(dst, n, count, stream, threshold, scale);
}

/// Numbers of mean 0 and a deviation, n each for count slots from the stream's on, one after the other: of
/// words k and k + 1, for even k, numbers k and k + 1. The transform is computed in Float64.
static inline void ck_philox_normals(float *dst, long n, long count, ck_stream stream, double deviation) {
    ck_active()->philox_normals(dst, n, count, stream, deviation);
}

/// x = activation(x). Within 2 ulp, where the result is not linear in x.
static inline void ck_activate(float *x, long n, ck_activation activation) {
    ck_active()->activate(x, n, activation);
}

/// dst = dy x activation'(x), of what was kept: x where ck_keeps_input, else y = activation(x). dst may be dy
/// or kept.
static inline void ck_activate_backward(float *dst, const float *dy, const float *kept, long n,
                                        ck_activation activation) {
    ck_active()->activate_backward(dst, dy, kept, n, activation);
}

/// Writes the rows; what stands behind the units in a row stays.
static inline void ck_recurrent_fill_rows(const ck_recurrent_rows *rows) { ck_active()->recurrent_rows(rows); }

/// c = f c_before + i c~; h = o activation(c).
static inline void ck_lstm_forward(const ck_lstm_step *step, float *h) { ck_active()->lstm_forward(step, h); }

/// Gradients of the pre-activations from dh; dstate is dc of the step after in, of the step before out.
static inline void ck_lstm_backward(const ck_lstm_step *step, const float *dh, float *dstate) {
    ck_active()->lstm_backward(step, dh, dstate);
}

/// Activates z and r. With reset_after c += r u; else u = r h_before, which c's product needs.
static inline void ck_gru_gates(const ck_gru_step *step) { ck_active()->gru_gates(step); }

/// Activates c; h = z h_before + (1 - z) c.
static inline void ck_gru_output(const ck_gru_step *step, float *h) { ck_active()->gru_output(step, h); }

/// Gradients of the pre-activations of c and z from dh, which becomes dh z.
static inline void ck_gru_output_backward(const ck_gru_step *step, float *dh) {
    ck_active()->gru_output_backward(step, dh);
}

/// Behind it: the gradient of r's pre-activation; with reset_after that of u, which replaces u. Else du is
/// the gradient of u = r h_before, not read at the first step, and du r is added to dh.
static inline void ck_gru_gates_backward(const ck_gru_step *step, const float *du, float *dh) {
    ck_active()->gru_gates_backward(step, du, dh);
}

/// h = activation(h + u h_before); kept, where it is given, is what the activation takes in.
static inline void ck_indrnn_forward(const ck_indrnn_step *step, float *h, float *_Nullable kept) {
    ck_active()->indrnn_forward(step, h, kept);
}

/// delta = the gradient of the pre-activation, from dh, which becomes that of h_before; du += delta
/// h_before, number by number. At the first step dh and du stay. kept as for ck_activate_backward;
/// delta may be it.
static inline void ck_indrnn_backward(const ck_indrnn_step *step, const float *kept, float *delta, float *dh,
                                      float *du) {
    ck_active()->indrnn_backward(step, kept, delta, dh, du);
}

/// dst = base + (a b) x mask. A number's terms are added in ascending order by fused multiply-adds, in runs
/// of CK_PRODUCT_RUN that begin at 0; the runs' sums, times mask, are added in order. For matrices that the
/// processor's cache holds.
static inline void ck_product(const ck_product_terms *terms) { ck_active()->product(terms); }

/// Rows of dst = rows of src x mask. Mask rows start mask_stride apart and hold one number a column, or,
/// without column_mask, one number for the whole row. No mask copies. dst may be src.
static inline void ck_mask_rows(float *dst, long dst_stride, const float *src, long src_stride,
                                const float *_Nullable mask, long mask_stride, bool column_mask, long rows,
                                long columns) {
    ck_active()->mask_rows(dst, dst_stride, src, src_stride, mask, mask_stride, column_mask, rows, columns);
}

/// Adds row to each of count rows.
static inline void ck_add_row(float *rows, const float *row, long count, long columns) {
    ck_active()->add_row(rows, row, count, columns);
}

/// dst = sum of the rows, from the first to the last.
static inline void ck_sum_rows(float *dst, const float *rows, long count, long columns) {
    ck_active()->sum_rows(dst, rows, count, columns);
}

/// normal = (src - mean) inverse, with the mean of each row and inverse = 1 / sqrt(variance + epsilon), in
/// Float64 until stored.
static inline void ck_layer_norm(float *normal, float *inverse, const float *src, double epsilon, long rows,
                                 long columns) {
    ck_active()->layer_norm(normal, inverse, src, epsilon, rows, columns);
}

/// The gradient of src from that of normal, g.
static inline void ck_layer_norm_backward(float *dx, const float *g, const float *normal,
                                          const float *inverse, long rows, long columns) {
    ck_active()->layer_norm_backward(dx, g, normal, inverse, rows, columns);
}

/// dst += src.
static inline void ck_add(float *dst, const float *src, long n) { ck_active()->add(dst, src, n); }

/// dst = factor x src; returns what ck_sum_squares would say of dst. src may be dst.
static inline double ck_scale(float *dst, const float *src, float factor, long n) {
    return ck_active()->scale(dst, src, factor, n);
}

/// dst += factor x src, fused. src may be dst.
static inline void ck_axpy(float *dst, const float *src, float factor, long n) {
    ck_active()->axpy(dst, src, factor, n);
}

/// Bits of the largest magnitude, where NaN is above infinity. 0 for n = 0.
static inline uint32_t ck_largest_bits(const float *src, long n) { return ck_active()->largest_bits(src, n); }

/// Sum of squares in 16 lanes of Float64.
static inline double ck_sum_squares(const float *src, long n) { return ck_active()->sum_squares(src, n); }

/// Sum of magnitudes in 16 lanes of Float64.
static inline double ck_sum_magnitudes(const float *src, long n) {
    return ck_active()->sum_magnitudes(src, n);
}

/// Dot product in 16 lanes of Float64.
static inline double ck_dot_double(const double *a, const double *b, long n) {
    return ck_active()->dot_double(a, b, n);
}

/// dst += factor x src, fused.
static inline void ck_axpy_double(double *dst, const double *src, double factor, long n) {
    ck_active()->axpy_double(dst, src, factor, n);
}

/// Sum of the loss terms of n targets in 16 lanes of Float64, each times its weight.
static inline double ck_loss_sum(const ck_loss_terms *terms) { return ck_active()->loss(terms); }

/// dst = least + softplus(src), for n numbers that stand stride apart in both.
static inline void ck_bound(float *dst, const float *src, long stride, long n, float least) {
    ck_active()->bound(dst, src, stride, n, least);
}

/// dy *= softplus'(src), for n numbers that stand stride apart in both.
static inline void ck_bound_backward(float *dy, const float *src, long stride, long n) {
    ck_active()->bound_backward(dy, src, stride, n);
}

/// velocity = momentum velocity - rate g; w += velocity, or, with nesterov, w += momentum velocity - rate g.
static inline void ck_momentum(float *w, float *velocity, const float *g, long n, float rate, float momentum,
                               bool nesterov) {
    ck_active()->momentum(w, velocity, g, n, rate, momentum, nesterov);
}

/// m += (g - m) take1; v += (g g - v) take2; w -= alpha m / (sqrt(v) + epsilon).
static inline void ck_adam(float *w, float *m, float *v, const float *g, long n, float alpha, float take1,
                           float take2, float epsilon) {
    ck_active()->adam(w, m, v, g, n, alpha, take1, take2, epsilon);
}

/// m and v as in Adam; w -= (mean_rate m + gradient_rate g) / (sqrt(correction v) + epsilon).
static inline void ck_nadam(float *w, float *m, float *v, const float *g, long n, ck_nadam_scalars scalars) {
    ck_active()->nadam(w, m, v, g, n, scalars);
}

/// w -= rate sign(keep1 m + take1 g), with the m before; m = keep2 m + take2 g.
static inline void ck_lion(float *w, float *m, const float *g, long n, ck_lion_scalars scalars) {
    ck_active()->lion(w, m, g, n, scalars);
}

/// g += l1 sign(w) + l2 w, the latter fused.
static inline void ck_penalize(float *g, const float *w, float l1, float l2, long n) {
    ck_active()->penalize(g, w, l1, l2, n);
}

/// Each number brought to -limit ... limit.
static inline void ck_clamp(float *g, float limit, long n) { ck_active()->clamp(g, limit, n); }

/// One RMSprop update; mean for the centered form, velocity for momentum.
static inline void ck_rmsprop(float *w, float *square, float *_Nullable mean, float *_Nullable velocity,
                              const float *g, long n, ck_rmsprop_scalars scalars) {
    ck_active()->rmsprop(w, square, mean, velocity, g, n, scalars);
}

/// Independent multiply-adds on the CK_PEAK_SUMS numbers at sums, all in registers, to measure the
/// processor's peak. Returns how many were done.
static inline long ck_multiply_add(float *sums, long rounds) {
    return ck_active()->multiply_add(sums, rounds);
}

#pragma clang assume_nonnull end

#endif
