// Multiply-adds with nothing to wait for: what the variant's registers can do at most.

// Sums of 16 lanes that fit into the registers beside a factor and a term, and that are enough to hide the
// latency of a multiply-add in every unit.
#define CK_SUMS_plain 3
#define CK_SUMS_avx2 6
#define CK_SUMS_avx512 16

#define CK_STEP_avx2(sum, factor, term) ck_fma(sum, factor, term)
#define CK_STEP_avx512(sum, factor, term) ck_fma(sum, factor, term)
#if defined(__x86_64__)
// Nothing is fused where the processor need not be able to; fused by the C library, it would take a call.
#define CK_STEP_plain(sum, factor, term) ((sum) * (factor) + (term))
#else
#define CK_STEP_plain(sum, factor, term) ck_fma(sum, factor, term)
#endif

static long CK_NAME(multiply_add)(float *sums, long rounds) {
    enum { count = CK_JOIN(CK_SUMS, CK_VARIANT) };
    // All sums tend to 2: nothing overflows, and nothing becomes too small to be fast.
    const vfloat factor = 0.5f, term = 1.0f;
    vfloat sum[count];
    for (int k = 0; k < count; k++) sum[k] = ck_load(sums + k * CK_LANES, CK_LANES);
    for (long round = 0; round < rounds; round++) {
#pragma clang loop unroll(full)
        for (int k = 0; k < count; k++) sum[k] = CK_JOIN(CK_STEP, CK_VARIANT)(sum[k], factor, term);
    }
    for (int k = 0; k < count; k++) ck_store(sums + k * CK_LANES, sum[k], CK_LANES);
    return rounds * count * CK_LANES;
}
