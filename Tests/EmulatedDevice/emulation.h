// What lanes.h asks of a device, done by a processor: a thread is a fiber, a barrier hands over to the next.

#pragma STDC FP_CONTRACT OFF

#include "include/emulated.h"

#include <string.h>

/// The entry takes its words from a launch; the program is a file of kernels, compiled for some constants.
#define CK_KERNEL(name, words)                                                    \
    static void name(const words p);                                              \
    static void name##_entry(const void *argument) { name(*(const words *)argument); } \
    __attribute__((constructor)) static void name##_register(void) {              \
        emulated_register(CK_EMULATED_PROGRAM, #name, name##_entry, sizeof(words)); \
    }                                                                             \
    static void name(const words p)
#define CK_BOUNDED_KERNEL(name, words, threads, blocks) CK_KERNEL(name, words)

#define CK_THREAD (emulated_now.thread)
#define CK_THREADS (emulated_now.threads)
#define CK_BLOCK_X (emulated_now.block[0])
#define CK_BLOCK_Y (emulated_now.block[1])
#define CK_BLOCK_Z (emulated_now.block[2])
#define CK_BLOCKS_X (emulated_now.blocks[0])
#define CK_BLOCKS_Y (emulated_now.blocks[1])
#define CK_ROOM(type, name) type *const name = (type *)emulated_now.room
#define CK_WAIT_FOR_BLOCK() emulated_wait_for_block()
#define CK_WAIT_FOR_WARP() emulated_wait_for_warp()

CK_INLINE float ck_fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
CK_INLINE float ck_sqrt(float x) { return __builtin_sqrtf(x); }
CK_INLINE double ck_fma_double(double a, double b, double c) { return __builtin_fma(a, b, c); }
CK_INLINE double ck_sqrt_double(double x) { return __builtin_sqrt(x); }
CK_INLINE int32_t ck_bits(float x) {
    int32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}
CK_INLINE float ck_from_bits(int32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
CK_INLINE int64_t ck_double_bits(double x) {
    int64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}
CK_INLINE double ck_from_double_bits(int64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
CK_INLINE float ck_fresh(const float *p) { return *p; }
CK_INLINE ck_four ck_fresh_four(const float *p) { return *(const ck_four *)p; }

CK_INLINE void ck_arrive(unsigned *arrivals) {
    emulated_wait_for_block();
    if (CK_THREAD == 0) *arrivals += 1;
}

CK_INLINE void ck_wait_for_row(const unsigned *arrivals, unsigned expected) {
    if (CK_THREAD == 0) {
        while (*(const volatile unsigned *)arrivals < expected) emulated_hand_over();
    }
    emulated_wait_for_block();
}
