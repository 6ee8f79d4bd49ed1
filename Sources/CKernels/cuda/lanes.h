// One lane, where processors have sixteen: the same text on a device, and in the emulation of one.

#include "ckdevice.h"

#define CK_INLINE static inline __attribute__((always_inline, unused))
#define CK_LANES 1
#define CK_UNROLL _Pragma("unroll")
#define CK_PRAGMA(text) _Pragma(#text)
#define CK_UNROLL_BY(count) CK_PRAGMA(unroll count)

typedef float vfloat;
typedef double vdouble;
typedef int32_t vint;
typedef uint32_t vuint;
typedef int64_t vlong;

/// Four numbers that are read or written together.
#if defined(CK_EMULATED)
typedef struct __attribute__((aligned(16))) ck_four {
    float x, y, z, w;
} ck_four;
#include "emulation.h"
#else
typedef float4 ck_four;
// Every function is the device's: the compiler is told so by an option.
#define CK_KERNEL(name, words) extern "C" __global__ void name(const __grid_constant__ words p)
#define CK_BOUNDED_KERNEL(name, words, threads, blocks) \
    extern "C" __global__ void __launch_bounds__(threads, blocks) name(const __grid_constant__ words p)
#define CK_THREAD ((int)threadIdx.x)
#define CK_THREADS ((int)blockDim.x)
#define CK_BLOCK_X ((int)blockIdx.x)
#define CK_BLOCK_Y ((int)blockIdx.y)
#define CK_BLOCK_Z ((int)blockIdx.z)
#define CK_BLOCKS_X ((int)gridDim.x)
#define CK_BLOCKS_Y ((int)gridDim.y)
/// The memory that the threads of a block share.
#define CK_ROOM(type, name)                              \
    extern __shared__ __align__(16) unsigned char ck_room[]; \
    type *const name = (type *)ck_room
#define CK_WAIT_FOR_BLOCK() __syncthreads()
#define CK_WAIT_FOR_WARP() __syncwarp()

CK_INLINE float ck_fma(float a, float b, float c) { return __fmaf_rn(a, b, c); }
CK_INLINE float ck_sqrt(float x) { return __fsqrt_rn(x); }
CK_INLINE double ck_fma_double(double a, double b, double c) { return __fma_rn(a, b, c); }
CK_INLINE double ck_sqrt_double(double x) { return __dsqrt_rn(x); }
CK_INLINE int32_t ck_bits(float x) { return __float_as_int(x); }
CK_INLINE float ck_from_bits(int32_t bits) { return __int_as_float(bits); }
CK_INLINE int64_t ck_double_bits(double x) { return __double_as_longlong(x); }
CK_INLINE double ck_from_double_bits(int64_t bits) { return __longlong_as_double(bits); }

/// What other blocks may have written while this one ran.
CK_INLINE float ck_fresh(const float *p) { return __ldcg(p); }
CK_INLINE float4 ck_fresh_four(const float *p) { return __ldcg((const float4 *)p); }

/// Says that this block is done with what the others of its row wait for.
CK_INLINE void ck_arrive(unsigned *arrivals) {
    __syncthreads();
    if (threadIdx.x == 0) asm volatile("red.release.gpu.global.add.u32 [%0], 1;" ::"l"(arrivals) : "memory");
}

/// Waits until the blocks of a row have come so often together.
CK_INLINE void ck_wait_for_row(const unsigned *arrivals, unsigned expected) {
    if (threadIdx.x == 0) {
        unsigned seen;
        do {
            asm volatile("ld.acquire.gpu.global.u32 %0, [%1];" : "=r"(seen) : "l"(arrivals) : "memory");
        } while (seen < expected);
    }
    __syncthreads();
}
#endif

CK_INLINE float ck_load(const float *p, long count) { return *p; }
CK_INLINE void ck_store(float *p, float v, long count) { *p = v; }
CK_INLINE long ck_part(long k, long n) { return 1; }
CK_INLINE double ck_widened(float x) { return x; }
CK_INLINE float ck_narrowed(double x) { return (float)x; }
CK_INLINE double ck_sum_lanes(double v) { return v; }

CK_INLINE void ck_wide_product(uint32_t x, uint32_t factor, uint32_t *high, uint32_t *low) {
    const uint64_t product = (uint64_t)x * factor;
    *high = (uint32_t)(product >> 32);
    *low = (uint32_t)product;
}

