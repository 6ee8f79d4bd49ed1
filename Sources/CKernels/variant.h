// All kernels once, for the instruction set in force; CK_VARIANT names the copy.

#pragma STDC FP_CONTRACT OFF

#define CK_JOIN2(a, b) a##_##b
#define CK_JOIN(a, b) CK_JOIN2(a, b)
#define CK_NAME(name) CK_JOIN(name, CK_VARIANT)

#include "activations.h"
#include "loops.h"
#include "elementary.h"
#include "philox.h"
#include "normals.h"
#include "lstm.h"
#include "gru.h"
#include "indrnn.h"
#include "rows.h"
#include "masks.h"
#include "product.h"
#include "vectors.h"
#include "norms.h"
#include "distances.h"
#include "losses.h"
#include "optimizers.h"
#include "peak.h"

const ck_kernels CK_NAME(ck_kernels) = {
    .philox_words = CK_NAME(philox_words),
    .philox_masks = CK_NAME(philox_masks),
    .philox_normals = CK_NAME(philox_normals),
    .activate = CK_NAME(activate),
    .activate_backward = CK_NAME(activate_backward),
    .recurrent_rows = CK_NAME(recurrent_rows),
    .lstm_forward = CK_NAME(lstm_forward),
    .lstm_backward = CK_NAME(lstm_backward),
    .gru_gates = CK_NAME(gru_gates),
    .gru_output = CK_NAME(gru_output),
    .gru_output_backward = CK_NAME(gru_output_backward),
    .gru_gates_backward = CK_NAME(gru_gates_backward),
    .indrnn_forward = CK_NAME(indrnn_forward),
    .indrnn_backward = CK_NAME(indrnn_backward),
    .product = CK_NAME(product),
    .mask_rows = CK_NAME(mask_rows),
    .add_row = CK_NAME(add_row),
    .sum_rows = CK_NAME(sum_rows),
    .layer_norm = CK_NAME(layer_norm),
    .layer_norm_backward = CK_NAME(layer_norm_backward),
    .add = CK_NAME(add),
    .scale = CK_NAME(scale),
    .axpy = CK_NAME(axpy),
    .largest_bits = CK_NAME(largest_bits),
    .sum_squares = CK_NAME(sum_squares),
    .sum_magnitudes = CK_NAME(sum_magnitudes),
    .dot_double = CK_NAME(dot_double),
    .axpy_double = CK_NAME(axpy_double),
    .loss = CK_NAME(loss),
    .bound = CK_NAME(bound),
    .bound_backward = CK_NAME(bound_backward),
    .momentum = CK_NAME(momentum),
    .adam = CK_NAME(adam),
    .nadam = CK_NAME(nadam),
    .lion = CK_NAME(lion),
    .penalize = CK_NAME(penalize),
    .clamp = CK_NAME(clamp),
    .rmsprop = CK_NAME(rmsprop),
    .multiply_add = CK_NAME(multiply_add),
};
