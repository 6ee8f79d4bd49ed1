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
ck_launch ck_launch_product(const ck_device_product *p);
/// Runs of a leaf of so many samples: what run_sums must have room for.
int ck_gradient_runs(int time_steps, int samples, int rows_together);
/// Sets the number of parts, at most as many as there are runs, so that pieces and parts keep the device
/// busy. With more than one, ck_launch_gradient_total follows.
ck_launch ck_launch_gradient(ck_device_gradient *p, int leaves, ck_device_limits limits);
ck_launch ck_launch_gradient_total(const ck_device_gradient *p, int leaves);
ck_launch ck_launch_bias(const ck_device_bias *p, int leaves);
ck_launch ck_launch_loss(int leaves);
ck_launch ck_launch_nodes(const ck_device_nodes *p, int nodes);

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
