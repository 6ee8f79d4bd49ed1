/// How the kernels of a device are launched: which one, on how many blocks and threads, with how much memory.
#ifndef CKLAUNCH_H
#define CKLAUNCH_H

#include "ckdevice.h"

#pragma clang assume_nonnull begin

/// What a device has room for.
typedef struct ck_device_limits {
    int multiprocessors;
    /// Bytes of memory that the threads of one block may share.
    int shared_bytes;
} ck_device_limits;

typedef struct ck_launch {
    /// The kernel's name in its program.
    const char *kernel;
    int blocks[3], threads, shared_bytes;
    /// All blocks must run at once, because they wait for each other.
    bool cooperative;
} ck_launch;

/// Of the LSTM's kernels for any shape: samples and units of a block, samples and units of a thread, and a
/// block's threads.
typedef struct ck_tile_shape {
    int samples, units, thread_samples, thread_units, threads;
} ck_tile_shape;

/// One thread an element.
ck_launch ck_launch_elements(const char *kernel, long count);
/// `count` masks of a list.
ck_launch ck_launch_masks(const ck_device_masks *masks, int count);
ck_launch ck_launch_product(const ck_device_product *p, ck_device_limits limits);
/// `count` of the pieces.
ck_launch ck_launch_step(const ck_device_step *p, int count, ck_device_limits limits);
/// The gradients of what a decoder's queries are made of.
ck_launch ck_launch_queries(const ck_device_queries *p, int leaves);
/// Runs of a leaf of so many samples: what run_sums must have room for.
int ck_gradient_runs(int time_steps, int samples, int rows_together);
/// Sets the number of parts, at most as many as there are runs, so that pieces and parts keep the device
/// busy. With more than one, ck_launch_gradient_total follows.
ck_launch ck_launch_gradient(ck_device_gradient *p, int leaves, ck_device_limits limits);
ck_launch ck_launch_gradient_total(const ck_device_gradient *p, int leaves);
ck_launch ck_launch_bias(const ck_device_bias *p, int leaves);
ck_launch ck_launch_loss(int leaves);
ck_launch ck_launch_nodes(const ck_device_nodes *p, int nodes);

/// Whether a block's memory holds sixteen terms and all results, which a shape needs at least.
bool ck_tile_fits(ck_tile_shape shape, int units, ck_device_limits limits);
/// Sets the pass's chunk, residence and number of steps, all of them where blocks can wait for each other,
/// else one: launch again from first_step + step_count on until all are done.
ck_launch ck_launch_forward(ck_device_lstm *p, ck_tile_shape shape, ck_device_limits limits);
ck_launch ck_launch_backward(ck_device_lstm *p, ck_tile_shape shape, ck_device_limits limits);

/// Units of a gate that a thread of the kernels for few units has on the way back, whose weights stay in its
/// registers; 0 where those kernels do not take the layer.
int ck_narrow_columns(int features, int units, bool has_bias);
ck_launch ck_launch_narrow_forward(const ck_device_lstm *p);
ck_launch ck_launch_narrow_backward(const ck_device_lstm *p, int columns);

#pragma clang assume_nonnull end

#endif
