#include "include/ckernels.h"

#include <stddef.h>

extern const ck_kernels ck_kernels_plain;
#if defined(__x86_64__)
extern const ck_kernels ck_kernels_avx2;
extern const ck_kernels ck_kernels_avx512;
#endif

const ck_kernels *ck_kernels_of(ck_variant variant) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    const int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (variant == CK_AVX2) return avx2 ? &ck_kernels_avx2 : NULL;
    if (variant == CK_AVX512) {
        const int avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
        return avx512 ? &ck_kernels_avx512 : NULL;
    }
#endif
    return variant == CK_PLAIN ? &ck_kernels_plain : NULL;
}

static ck_variant chosen = CK_PLAIN;
static const ck_kernels *active = &ck_kernels_plain;

/// Before main, so that no thread can see the choice change.
__attribute__((constructor)) static void choose(void) {
    for (ck_variant variant = CK_AVX512; variant > CK_PLAIN; variant--) {
        const ck_kernels *kernels = ck_kernels_of(variant);
        if (kernels) {
            chosen = variant;
            active = kernels;
            return;
        }
    }
}

const ck_kernels *ck_active(void) { return active; }

ck_variant ck_active_variant(void) { return chosen; }
