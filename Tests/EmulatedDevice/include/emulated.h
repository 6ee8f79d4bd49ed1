/// A device's blocks, threads and barriers on a processor, so that kernels can be tested where there is no
/// device.
///
/// One launch at a time in a process.
#ifndef EMULATED_H
#define EMULATED_H

#include <stdbool.h>
#include <stddef.h>

/// Where the thread that runs stands.
typedef struct emulated_place {
    int thread, threads;
    int block[3], blocks[3];
    void *room;
} emulated_place;

extern emulated_place emulated_now;

typedef void (*emulated_kernel)(const void *argument);

/// Told before main by each kernel.
void emulated_register(const char *program, const char *name, emulated_kernel kernel, size_t argument_bytes);
/// A kernel of a program, or NULL; and the size of what it takes.
emulated_kernel emulated_find(const char *program, const char *name, size_t *argument_bytes);
/// Whether any kernel belongs to a program.
bool emulated_has(const char *program);

/// In a thread: waits until all threads of its block are here.
void emulated_wait_for_block(void);
/// In a thread: waits until all 32 threads of its warp are here.
void emulated_wait_for_warp(void);
/// In a thread: lets the others go on.
void emulated_hand_over(void);

/// Runs all threads of all blocks. `together` runs all blocks at once, as a cooperative launch does;
/// otherwise they run one after the other. Threads begin from the last to the first with `reversed`, so that
/// what a missing barrier spoils shows. Shared memory is full of garbage at first.
///
/// Returns false where threads wait for each other for ever.
bool emulated_run(emulated_kernel kernel, const void *argument, const int blocks[3], int threads,
                  int shared_bytes, bool together, bool reversed);

#endif
