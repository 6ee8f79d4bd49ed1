// Sixteen virtual lanes, whatever the processor: the compiler splits them into the variant's registers.

#include "include/ckernels.h"

#include <string.h>

// The warning is about vectors in calls; every function below is inlined, so no call carries one.
#pragma clang diagnostic ignored "-Wpsabi"

#define CK_INLINE static inline __attribute__((always_inline, unused))
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

/// How many of the elements from index k on fit into the lanes.
CK_INLINE long ck_part(long k, long n) { return n - k < CK_LANES ? n - k : CK_LANES; }

/// The first count numbers at p; the other lanes are 0.
CK_INLINE vfloat ck_load(const float *p, long count) {
    vfloat v = 0;
    if (count == CK_LANES) {
        memcpy(&v, p, sizeof v);
    } else {
        memcpy(&v, p, (size_t)count * sizeof *p);
    }
    return v;
}

CK_INLINE void ck_store(float *p, vfloat v, long count) {
    if (count == CK_LANES) {
        memcpy(p, &v, sizeof v);
    } else {
        memcpy(p, &v, (size_t)count * sizeof *p);
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
