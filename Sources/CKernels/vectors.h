// Vectors and rows: sums, scaling, largest magnitude.

static void CK_NAME(add)(float *dst, const float *src, long n) {
    for (long k = 0; k < n; k += CK_LANES) {
        long part = ck_part(k, n);
        ck_store(dst + k, ck_load(dst + k, part) + ck_load(src + k, part), part);
    }
}

/// The bits of the largest of 16 magnitudes, which are ordered like their bits, with NaN above infinity.
CK_INLINE uint32_t ck_largest_lane(vint magnitudes) {
    uint32_t result = 0;
    for (int lane = 0; lane < CK_LANES; lane++) {
        if ((uint32_t)magnitudes[lane] > result) result = (uint32_t)magnitudes[lane];
    }
    return result;
}

CK_INLINE vint ck_larger(vint magnitudes, vfloat v) {
    vint bits = (vint)v & 0x7fffffff;
    return bits > magnitudes ? bits : magnitudes;
}

static double CK_NAME(scale)(float *dst, const float *src, float factor, long n) {
    vdouble sum = 0;
    for (long k = 0; k < n; k += CK_LANES) {
        long part = ck_part(k, n);
        vfloat scaled = ck_load(src + k, part) * factor;
        ck_store(dst + k, scaled, part);
        vdouble v = __builtin_convertvector(scaled, vdouble);
        sum = ck_fma_double(v, v, sum);
    }
    return ck_sum_lanes(sum);
}

static void CK_NAME(axpy)(float *dst, const float *src, float factor, long n) {
    for (long k = 0; k < n; k += CK_LANES) {
        long part = ck_part(k, n);
        ck_store(dst + k, ck_fma((vfloat)factor, ck_load(src + k, part), ck_load(dst + k, part)), part);
    }
}

static void CK_NAME(add_row)(float *rows, const float *row, long count, long columns) {
    for (long r = 0; r < count; r++) CK_NAME(add)(rows + r * columns, row, columns);
}

static void CK_NAME(sum_rows)(float *dst, const float *rows, long count, long columns) {
    for (long k = 0; k < columns; k += CK_LANES) {
        long part = ck_part(k, columns);
        vfloat sum = 0;
        for (long r = 0; r < count; r++) sum += ck_load(rows + r * columns + k, part);
        ck_store(dst + k, sum, part);
    }
}

static uint32_t CK_NAME(largest_bits)(const float *src, long n) {
    vint largest = 0;
    for (long k = 0; k < n; k += CK_LANES) largest = ck_larger(largest, ck_load(src + k, ck_part(k, n)));
    return ck_largest_lane(largest);
}

static double CK_NAME(sum_squares)(const float *src, long n) {
    vdouble sum = 0;
    for (long k = 0; k < n; k += CK_LANES) {
        vdouble v = __builtin_convertvector(ck_load(src + k, ck_part(k, n)), vdouble);
        sum = ck_fma_double(v, v, sum);
    }
    return ck_sum_lanes(sum);
}

static double CK_NAME(sum_magnitudes)(const float *src, long n) {
    vdouble sum = 0;
    for (long k = 0; k < n; k += CK_LANES) {
        vdouble v = __builtin_convertvector(ck_load(src + k, ck_part(k, n)), vdouble);
        sum += v < 0.0 ? -v : v;
    }
    return ck_sum_lanes(sum);
}

static double CK_NAME(dot_double)(const double *a, const double *b, long n) {
    vdouble sum = 0;
    for (long k = 0; k < n; k += CK_LANES) {
        long part = ck_part(k, n);
        sum = ck_fma_double(ck_load_double(a + k, part), ck_load_double(b + k, part), sum);
    }
    return ck_sum_lanes(sum);
}

static void CK_NAME(axpy_double)(double *dst, const double *src, double factor, long n) {
    for (long k = 0; k < n; k++) dst[k] = __builtin_fma(factor, src[k], dst[k]);
}
