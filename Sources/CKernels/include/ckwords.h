/// What processors and devices call by the same names.
#ifndef CKWORDS_H
#define CKWORDS_H

#include <stdbool.h>
#include <stdint.h>

/// The bit of activations that few models ask for, and that devices leave to processors.
#define CK_FURTHER 8

typedef enum ck_activation {
    CK_LINEAR = 0,
    CK_RELU = 1,
    CK_TANH = 2,
    CK_SIGMOID = 3,
    /// relu6(x + 3) / 6, as in Keras 3.
    CK_HARD_SIGMOID = 4,
    /// x above 0, else exp(x) - 1.
    CK_ELU = 8,
    CK_SELU = 9,
    /// x times the normal distribution up to x, not its approximation by tanh.
    CK_GELU = 10,
    /// log(1 + exp(x)).
    CK_SOFTPLUS = 11,
    /// x sigmoid(x), which is called swish as well.
    CK_SILU = 12,
    /// x above 0, else 0.2 x.
    CK_LEAKY_RELU = 13
} ck_activation;

/// Whether an activation's derivative does not follow from its value, so that x is kept for the way back.
static inline bool ck_keeps_input(ck_activation activation) {
    return activation == CK_GELU || activation == CK_SILU;
}

typedef enum ck_loss {
    CK_SQUARED = 0,
    CK_ABSOLUTE = 1,
    CK_HUBER = 2,
    CK_LOG_COSH = 3,
    CK_PINBALL = 4,
    CK_GAUSSIAN = 5,
    CK_STUDENT_T = 6
} ck_loss;

/// The part of a Philox4x32-10 counter and key that all blocks of one tensor share.
typedef struct ck_stream {
    uint64_t key;
    uint32_t slot, domain, step;
} ck_stream;

/// Terms of a product's number that are added up before they are added to the others.
#define CK_PRODUCT_RUN 384

/// One time step of a GRU layer: planes of n = B x H numbers each.
typedef struct ck_gru_step {
    /// Of the gates z, r and of the candidate c. Forward: pre-activations in, what ck_activate_backward needs
    /// of them out. Backward: that in, gradients of the pre-activations out.
    float *z, *r, *c;
    /// With reset_after what the state adds to c, and backward its gradient; else r h_before.
    float *u;
    /// None for the first step, where it is zero.
    const float *h_before;
    long n;
    bool reset_after;
    ck_activation activation, recurrent_activation;
} ck_gru_step;

/// Scalars of one Nadam update.
typedef struct ck_nadam_scalars {
    float mean_rate, gradient_rate, take1, take2, correction, epsilon;
} ck_nadam_scalars;

/// Scalars of one Lion update.
typedef struct ck_lion_scalars {
    float rate, keep1, take1, keep2, take2;
} ck_lion_scalars;

/// Scalars of one RMSprop update.
typedef struct ck_rmsprop_scalars {
    float learning_rate, rho, momentum, epsilon;
} ck_rmsprop_scalars;

#endif
