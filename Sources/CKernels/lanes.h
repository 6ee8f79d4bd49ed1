// Sixteen virtual lanes, whatever the processor: the compiler splits them into the variant's registers.

#include "include/ckernels.h"

#include <string.h>

// The warning is about vectors in calls; what is not inlined is called by its own variant alone.
#pragma clang diagnostic ignored "-Wpsabi"

#define CK_INLINE static inline __attribute__((always_inline, unused))
#define CK_CALLED static __attribute__((noinline, unused))
#define CK_LANES 16

typedef float vfloat __attribute__((ext_vector_type(16)));
typedef double vdouble __attribute__((ext_vector_type(16)));
typedef int32_t vint __attribute__((ext_vector_type(16)));
typedef uint32_t vuint __attribute__((ext_vector_type(16)));
typedef int64_t vlong __attribute__((ext_vector_type(16)));
typedef uint64_t vulong __attribute__((ext_vector_type(16)));

CK_INLINE vfloat ck_fma(vfloat a, vfloat b, vfloat c) { return __builtin_elementwise_fma(a, b, c); }

CK_INLINE vdouble ck_fma_double(vdouble a, vdouble b, vdouble c) {
    return __builtin_elementwise_fma(a, b, c);
}

CK_INLINE vfloat ck_sqrt(vfloat x) { return __builtin_elementwise_sqrt(x); }

/// x as its bits, and back.
CK_INLINE vint ck_bits(vfloat x) { return (vint)x; }
CK_INLINE vfloat ck_from_bits(vint bits) { return (vfloat)bits; }
CK_INLINE vlong ck_double_bits(vdouble x) { return (vlong)x; }
CK_INLINE vdouble ck_from_double_bits(vlong bits) { return (vdouble)bits; }

CK_INLINE vdouble ck_widened(vfloat x) { return __builtin_convertvector(x, vdouble); }
CK_INLINE vfloat ck_narrowed(vdouble x) { return __builtin_convertvector(x, vfloat); }

/// Eight lanes of 64 bits in the place of sixteen of 32.
typedef uint64_t vpairs __attribute__((ext_vector_type(8)));

/// The upper and the lower halves of the products x factor, lane by lane.
CK_INLINE void ck_wide_product(vuint x, uint32_t factor, vuint *high, vuint *low) {
    const vpairs lower = 0xffffffffu;
    vpairs even = ((vpairs)x & lower) * factor;
    vpairs odd = ((vpairs)x >> 32) * factor;
    *high = (vuint)((even >> 32) | (odd & ~lower));
    *low = (vuint)((even & lower) | (odd << 32));
}

/// How many of the elements from index k on fit into the lanes.
CK_INLINE long ck_part(long k, long n) { return n - k < CK_LANES ? n - k : CK_LANES; }

// Loads and stores of fewer numbers than lanes. Of a length that is not a constant, memcpy would be a call.
#if defined(CK_USES_AVX512)
/// As many lanes as numbers, from the lowest on.
CK_INLINE __mmask16 ck_lanes_mask(long count) { return (__mmask16)((1u << count) - 1); }

CK_INLINE vfloat ck_load_some(const float *p, long count) {
    return (vfloat)_mm512_maskz_loadu_ps(ck_lanes_mask(count), p);
}

CK_INLINE void ck_store_some(float *p, vfloat v, long count) {
    _mm512_mask_storeu_ps(p, ck_lanes_mask(count), (__m512)v);
}
#elif defined(CK_USES_AVX2)
/// All bits of the lanes from first on that have a number.
CK_INLINE __m256i ck_lanes_mask(long count, int first) {
    const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count - first), lane);
}

CK_INLINE vfloat ck_load_some(const float *p, long count) {
    vfloat v;
    v.lo = _mm256_maskload_ps(p, ck_lanes_mask(count, 0));
    v.hi = _mm256_maskload_ps(p + 8, ck_lanes_mask(count, 8));
    return v;
}

CK_INLINE void ck_store_some(float *p, vfloat v, long count) {
    _mm256_maskstore_ps(p, ck_lanes_mask(count, 0), v.lo);
    _mm256_maskstore_ps(p + 8, ck_lanes_mask(count, 8), v.hi);
}
#else
CK_INLINE vfloat ck_load_some(const float *p, long count) {
    vfloat v = 0;
    for (long k = 0; k < count; k++) v[k] = p[k];
    return v;
}

CK_INLINE void ck_store_some(float *p, vfloat v, long count) {
    for (long k = 0; k < count; k++) p[k] = v[k];
}
#endif

/// The first count numbers at p; the other lanes are 0.
CK_INLINE vfloat ck_load(const float *p, long count) {
    if (count != CK_LANES) return ck_load_some(p, count);
    vfloat v;
    memcpy(&v, p, sizeof v);
    return v;
}

CK_INLINE void ck_store(float *p, vfloat v, long count) {
    if (count == CK_LANES) {
        memcpy(p, &v, sizeof v);
    } else {
        ck_store_some(p, v, count);
    }
}

CK_INLINE vdouble ck_load_double(const double *p, long count) {
    vdouble v = 0;
    if (count == CK_LANES) {
        memcpy(&v, p, sizeof v);
    } else {
        memcpy(&v, p, (size_t)count * sizeof *p);
    }
    return v;
}

/// Lanes added in pairs: lane k + lane k + 8, and so on.
CK_INLINE double ck_sum_lanes(vdouble v) {
    double lanes[CK_LANES];
    memcpy(lanes, &v, sizeof v);
    for (int width = CK_LANES / 2; width > 0; width /= 2) {
        for (int k = 0; k < width; k++) lanes[k] += lanes[k + width];
    }
    return lanes[0];
}
