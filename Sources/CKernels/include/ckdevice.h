/// What kernels on a device are told: each takes one of these by value.
///
/// Letters: T time steps, S samples of all leaves, side by side in every row of (T, S, ...), F features, H
/// units, K = F + H + 1 rows of an LSTM's matrix (F + H without bias). Pointers are the device's.
#ifndef CKDEVICE_H
#define CKDEVICE_H

#include "ckwords.h"

/// Which numbers of the stream the masks of a pass are: the part that changes from pass to pass, in the
/// device's memory.
typedef struct ck_device_draw {
    uint64_t key;
    /// Of the first sample; the others follow.
    uint32_t slot, step;
} ck_device_draw;

/// One mask, or those of an LSTM's gates.
typedef struct ck_device_mask {
    /// Of a dropout layer: (masks, numbers), 0 or scale.
    float *numbers;
    /// Of an LSTM, in place of numbers: (masks, numbers rounded up to four) bytes, bit g of which says
    /// whether gate g sees the number.
    uint8_t *bits;
    /// In one mask, and masks.
    int count, masks;
    /// All samples have the mask of slot 0.
    int shared;
    /// Masks drawn, of as many gates: 1, which all gates share, or 4.
    int gates;
    uint32_t domains[4];
    /// What is below is dropped; everything is with drops_all.
    uint32_t threshold;
    int drops_all;
    float scale;
} ck_device_mask;

#define CK_DEVICE_MASKS 16

/// Masks drawn at once: one a plane of blocks.
typedef struct ck_device_masks {
    const ck_device_draw *draw;
    ck_device_mask list[CK_DEVICE_MASKS];
} ck_device_masks;

/// Masks as an LSTM's kernels read them; no bits means none.
typedef struct ck_device_gates {
    const uint8_t *bits;
    /// From one sample's to the next.
    int stride;
    float scale;
} ck_device_gates;

/// The passes of one LSTM layer.
typedef struct ck_device_lstm {
    /// M, (K, 4H).
    const float *weights;
    /// The recurrent kernel's transposes, (4, H, H).
    float *transposed;
    /// (T, S, F).
    const float *input;
    ck_device_gates input_masks, state_masks;
    /// Of the gates, then c and activation(c): (6, T, S, H) in the order of processing. The backward pass
    /// puts the gradients of the pre-activations in the place of the activations.
    float *planes;
    /// h, (T, S, H) in the order of processing.
    float *hidden;
    /// dc, (S, H).
    float *state_gradient;
    /// (T, S, H), or of the last step alone, (S, H).
    const float *output_gradient;
    int time_steps, samples, features, units;
    bool has_bias, sequences, backwards;
    /// The gradient of c goes on from state_gradient.
    bool continues;
    ck_activation activation, recurrent_activation;
    /// The steps that a launch does, in the order in which it does them; several where blocks can wait for
    /// each other.
    int first_step, step_count;
    /// One counter for each row of blocks, 0 at first.
    unsigned *arrivals;
    /// Terms that stand in a block's memory at a time: a part of CK_PRODUCT_RUN, or all where there are not
    /// more.
    int chunk;
    /// Whether all weights of a block's units stay in its memory.
    bool resident;
} ck_device_lstm;

/// One of the products of a recurrent layer's step: rows x a gate's columns of M, of some of their terms.
typedef struct ck_device_piece {
    /// (rows, H).
    float *dst;
    /// Terms of a row; runs begin at the first.
    int first, end, gate;
    /// None is no addition.
    const float *bias;
} ck_device_piece;

/// Products of rows [x * m_g | h * r_g | 1] with a recurrent layer's matrix.
typedef struct ck_device_step {
    /// M, (terms, gates H).
    const float *weights;
    /// (rows, F).
    const float *input;
    /// (rows, H), or the same (S, H) for all, S rows at a time; none is 0.
    const float *state;
    bool state_repeats;
    /// Of row r: that of sample r % samples.
    ck_device_gates input_masks, state_masks;
    int rows, samples, features, units, gates;
    ck_device_piece pieces[4];
} ck_device_step;

/// The element-wise part of a recurrent layer's step, both ways.
typedef struct ck_device_cell {
    /// Those of the gates, then the cell's others, as processors have them.
    float *planes;
    /// From one plane to the next.
    long plane;
    /// h and c before, (S, H), again and again where there are more rows; none is 0.
    const float *before, *cell_before;
    float *hidden;
    /// dh; and what goes back, by no matrix, to h before and to c before.
    const float *source;
    float *gradient, *cell_gradient;
    /// The gradient of r h_before, and what is added to what goes back; none is nothing.
    const float *reset, *above;
    /// Numbers of all rows, and of S rows.
    long count, state;
    bool reset_after;
    /// What comes before a GRU's last product, forward, and what comes behind it; likewise on the way back.
    bool does_first, does_second;
    ck_activation activation, recurrent_activation;
} ck_device_cell;

/// dst = the sum of rows of count numbers, from the last to the first.
typedef struct ck_device_fold {
    float *dst;
    const float *source;
    int rows;
    long count;
} ck_device_fold;

/// A decoder's queries, or their gradients, (segments, S, width), and the weights that they are made of:
/// (segments, position), then (channels, width - position).
typedef struct ck_device_queries {
    float *numbers;
    const float *weights;
    /// Leaf l's begins l leaf_stride further on.
    float *gradient;
    long leaf_stride;
    const int *leaves;
    int segments, samples, width, position, channels;
} ck_device_queries;

/// dst = activation(base + (a b) x mask + bias): products of 1 or 4 gates, added up in order behind their masks.
typedef struct ck_device_product {
    float *dst;
    int dst_stride;
    /// Row-major.
    const float *a;
    int a_stride;
    long a_gates[4];
    const float *b;
    long b_row, b_column, b_gate;
    int rows, columns, depth, gates;
    /// Of row r: that of sample r % samples.
    ck_device_gates masks;
    /// Whose masks the first gate has.
    int first_gate;
    int samples;
    /// Of dst, the time steps stand from the last to the first.
    bool backwards;
    /// Where the sums begin, as dst; none is 0.
    const float *base;
    /// None is no addition.
    const float *bias;
    ck_activation activation;
} ck_device_product;

/// Whose h a step sees: that of the step before, one that stands in the step's own place, or the same (S, H)
/// at all steps.
typedef enum ck_device_state { CK_STATE_BEFORE = 0, CK_STATE_HERE = 1, CK_STATE_START = 2 } ck_device_state;

/// The weight gradient of a layer: for each leaf and gate, rows of A transposed times the gradients before
/// the activation. A's row is [x * m_g | h of the step before * r_g | 1], with as many ones as biases.
typedef struct ck_device_gradient {
    /// Leaf l's begins l leaf_stride further on; rows of gates x columns numbers.
    float *dst;
    long leaf_stride;
    /// From one row to the next; and the row of the first bias.
    int dst_stride, bias_row;
    const float *input;
    /// From one row of the input to the next.
    int input_stride;
    /// None for a dense layer, whose units are 0.
    const float *hidden;
    ck_device_gates input_masks, state_masks;
    /// (gates, T, S, columns), gates plane_stride apart.
    const float *delta;
    long plane_stride;
    int time_steps, samples, features, units, columns, gates;
    /// Whose masks the first of them has.
    int first_gate;
    int biases;
    /// Which h a step's row has.
    ck_device_state state;
    /// Sums are added to what is there.
    bool adds, backwards;
    /// The first sample of each leaf, and the number of samples.
    const int *leaves;
    /// Time steps of a leaf that make one group of rows: rows_together / its samples, at least 1; all for
    /// rows_together 0.
    int rows_together;
    /// Blocks that share the runs of a piece. With more than one, each run's sums go to run_sums, (leaves,
    /// most_runs, K gates columns), and are added up afterwards.
    int parts, most_runs;
    float *run_sums;
} ck_device_gradient;

/// dst = source x mask, time step by time step.
typedef struct ck_device_dropout {
    float *dst;
    const float *source, *mask;
    int time_steps, samples, features;
    /// From one sample's, and from one time step's mask to the next; of each feature or one for all.
    int sample_stride, time_stride, feature_stride;
} ck_device_dropout;

/// dst = source x activation'(y), by y = activation(x).
typedef struct ck_device_delta {
    float *dst;
    const float *source, *y;
    long count;
    ck_activation activation;
} ck_device_delta;

/// dst = sums of rows over the rows of each leaf.
typedef struct ck_device_bias {
    float *dst;
    long leaf_stride;
    const float *delta;
    int time_steps, samples, columns;
    const int *leaves;
} ck_device_bias;

/// A layer that moves rows: (rows, S, F) on one side.
typedef struct ck_device_shape {
    float *dst;
    const float *source;
    int rows, samples, features;
    bool backward;
} ck_device_shape;

/// What is known of samples behind what a layer gave of them.
typedef struct ck_device_join {
    float *dst;
    const float *source, *known;
    int samples, own, width;
    bool backward;
} ck_device_join;

/// Layer normalisation of rows, or the way back.
typedef struct ck_device_norm {
    float *dst;
    const float *source;
    /// (source - mean) x inverse, and 1 / sqrt(variance + epsilon) of each row.
    float *normal, *inverse;
    /// (columns); none is 1, and none is 0.
    const float *scale, *center;
    double epsilon;
    long rows;
    int columns;
} ck_device_norm;

/// A leaf's loss, and its gradient.
typedef struct ck_device_loss {
    /// Of each leaf, the sum of its terms.
    double *sums;
    /// A target that is NaN counts as met.
    const float *output, *target;
    float *gradient;
    /// What outputs are multiplied by and what is added to them before they are compared, (S, levels), the
    /// outputs of a sample taking turns; none where they are compared as they are.
    const float *scale, *offset;
    int levels;
    int time_steps, samples, outputs;
    const int *leaves;
    ck_loss kind;
    double gradient_scale, delta;
} ck_device_loss;

/// Nodes of the tree: what their leaves hold is added up in the place of the first.
typedef struct ck_device_nodes {
    float *leaves;
    long leaf_stride;
    /// The first leaf of each node, and the number of leaves.
    const int *nodes;
    /// Numbers of a leaf.
    long count;
} ck_device_nodes;

/// An update by Adam.
typedef struct ck_device_update {
    /// As long as the weights: the sum over the samples in, times factor out.
    float *gradient;
    float factor;
    float *weights, *mean, *square;
    long count;
    float alpha, take1, take2, epsilon;
} ck_device_update;

#endif
