#include "include/emulated.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

emulated_place emulated_now;

// MARK: Kernels

typedef struct entry {
    const char *program, *name;
    emulated_kernel kernel;
    size_t argument_bytes;
} entry;

static entry entries[256];
static int entry_count;

void emulated_register(const char *program, const char *name, emulated_kernel kernel, size_t argument_bytes) {
    if (entry_count == 256) abort();
    entries[entry_count++] = (entry){program, name, kernel, argument_bytes};
}

emulated_kernel emulated_find(const char *program, const char *name, size_t *argument_bytes) {
    for (int k = 0; k < entry_count; k++) {
        if (strcmp(entries[k].program, program) != 0 || strcmp(entries[k].name, name) != 0) continue;
        *argument_bytes = entries[k].argument_bytes;
        return entries[k].kernel;
    }
    return NULL;
}

bool emulated_has(const char *program) {
    for (int k = 0; k < entry_count; k++) {
        if (strcmp(entries[k].program, program) == 0) return true;
    }
    return false;
}

// MARK: Threads

/// A block's or a warp's barrier.
typedef struct barrier {
    int arrived, alive;
    /// Grows each time all have arrived.
    long passed;
} barrier;

enum { warp_threads = 32, most_warps = 32 };

typedef struct block {
    barrier all, warps[most_warps];
} block;

typedef struct fiber {
    jmp_buf here;
    bool has_begun, has_ended;
    emulated_place place;
    block *block;
    char *stack;
} fiber;

enum { stack_bytes = 64 << 10 };

static fiber *fibers;
static int fiber_count, fiber_room, running;
static long idle_turns;

static jmp_buf back;
static emulated_kernel current_kernel;
static const void *current_argument;
static ucontext_t scheduler, beginning;

static void open_barrier(barrier *b) {
    b->arrived = 0;
    b->passed++;
    idle_turns = 0;
}

/// A thread has ended: nobody waits for it any more.
static void leave(barrier *b) {
    b->alive--;
    if (b->alive > 0 && b->arrived == b->alive) open_barrier(b);
}

static barrier *warp_of(const fiber *f) { return &f->block->warps[f->place.thread / warp_threads]; }

static void begin(void) {
    current_kernel(current_argument);
    fiber *me = &fibers[running];
    me->has_ended = true;
    idle_turns = 0;
    leave(&me->block->all);
    leave(warp_of(me));
    _longjmp(back, 1);
}

/// Runs a fiber until it hands over or ends.
static void resume(int index) {
    fiber *f = &fibers[index];
    running = index;
    emulated_now = f->place;
    if (_setjmp(back)) return;
    if (f->has_begun) _longjmp(f->here, 1);
    f->has_begun = true;
    getcontext(&beginning);
    beginning.uc_stack.ss_sp = f->stack;
    beginning.uc_stack.ss_size = stack_bytes;
    beginning.uc_link = NULL;
    makecontext(&beginning, begin, 0);
    swapcontext(&scheduler, &beginning);
}

void emulated_hand_over(void) {
    if (_setjmp(fibers[running].here) == 0) _longjmp(back, 1);
}

static void wait_at(barrier *b) {
    const long before = b->passed;
    if (++b->arrived == b->alive) {
        open_barrier(b);
        return;
    }
    while (b->passed == before) emulated_hand_over();
}

void emulated_wait_for_block(void) { wait_at(&fibers[running].block->all); }

void emulated_wait_for_warp(void) { wait_at(warp_of(&fibers[running])); }

static void make_fibers(int count) {
    fiber_count = count;
    if (count <= fiber_room) return;
    fibers = realloc(fibers, (size_t)count * sizeof *fibers);
    if (!fibers) abort();
    for (; fiber_room < count; fiber_room++) fibers[fiber_room].stack = malloc(stack_bytes);
}

/// Turns until all have ended; false if nobody gets any further.
static bool run_fibers(bool reversed) {
    idle_turns = 0;
    for (int left = fiber_count; left > 0;) {
        left = 0;
        for (int k = 0; k < fiber_count; k++) {
            const int index = reversed ? fiber_count - 1 - k : k;
            if (fibers[index].has_ended) continue;
            resume(index);
            if (!fibers[index].has_ended) left++;
        }
        if (++idle_turns > 1000) return false;
    }
    return true;
}

static void make_barriers(block *b, int threads) {
    memset(b, 0, sizeof *b);
    b->all.alive = threads;
    for (int k = 0; k < threads; k++) b->warps[k / warp_threads].alive++;
}

bool emulated_run(emulated_kernel kernel, const void *argument, const int blocks[3], int threads,
                  int shared_bytes, bool together, bool reversed) {
    const int all = blocks[0] * blocks[1] * blocks[2], at_once = together ? all : 1;
    block *const states = calloc((size_t)at_once, sizeof *states);
    const size_t room = ((size_t)shared_bytes + 63) / 64 * 64;
    char *const rooms = aligned_alloc(64, (size_t)at_once * room + 64);
    if (!states || !rooms) abort();
    current_kernel = kernel;
    current_argument = argument;
    bool done = true;
    for (int first = 0; first < all && done; first += at_once) {
        memset(rooms, 0xff, (size_t)at_once * room + 64);
        make_fibers(at_once * threads);
        for (int k = 0; k < at_once * threads; k++) {
            const int index = first + k / threads;
            fiber *f = &fibers[k];
            f->has_begun = f->has_ended = false;
            f->block = &states[k / threads];
            if (k % threads == 0) make_barriers(f->block, threads);
            f->place = (emulated_place){
                k % threads, threads,
                {index % blocks[0], index / blocks[0] % blocks[1], index / blocks[0] / blocks[1]},
                {blocks[0], blocks[1], blocks[2]}, rooms + (size_t)(k / threads) * room};
        }
        done = run_fibers(reversed);
    }
    free(states);
    free(rooms);
    return done;
}
