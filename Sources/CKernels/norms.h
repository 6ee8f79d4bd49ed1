// Layer normalisation (Ba et al. 2016): each row by its own mean and variance, which are Float64.

CK_INLINE double ck_row_sum(const float *a, const float *b, double offset, long n) {
    vdouble sum = 0;
    for (long k = 0; k < n; k += CK_LANES) {
        const long part = ck_part(k, n);
        vdouble v = ck_widened(ck_load(a + k, part)) - offset;
        // Lanes behind the last number count nothing.
        if (part != CK_LANES) {
            for (long lane = part; lane < CK_LANES; lane++) v[lane] = 0;
        }
        sum = b ? ck_fma_double(v, b == a ? v : ck_widened(ck_load(b + k, part)), sum) : sum + v;
    }
    return ck_sum_lanes(sum);
}

static void CK_NAME(layer_norm)(float *normal, float *inverse, const float *src, double epsilon, long rows,
                                long columns) {
    for (long r = 0; r < rows; r++, src += columns, normal += columns) {
        const double mean = ck_row_sum(src, NULL, 0.0, columns) / (double)columns;
        const double variance = ck_row_sum(src, src, mean, columns) / (double)columns;
        const double factor = 1.0 / __builtin_sqrt(variance + epsilon);
        inverse[r] = (float)factor;
        for (long k = 0; k < columns; k += CK_LANES) {
            const long part = ck_part(k, columns);
            const vdouble v = ck_widened(ck_load(src + k, part));
            ck_store(normal + k, ck_narrowed((v - mean) * factor), part);
        }
    }
}

static void CK_NAME(layer_norm_backward)(float *dx, const float *g, const float *normal, const float *inverse,
                                         long rows, long columns) {
    for (long r = 0; r < rows; r++, dx += columns, g += columns, normal += columns) {
        const double mean = ck_row_sum(g, NULL, 0.0, columns) / (double)columns;
        const double along = ck_row_sum(g, normal, 0.0, columns) / (double)columns;
        for (long k = 0; k < columns; k += CK_LANES) {
            const long part = ck_part(k, columns);
            const vdouble x = ck_widened(ck_load(normal + k, part)), d = ck_widened(ck_load(g + k, part));
            ck_store(dx + k, ck_narrowed(ck_fma_double(x, (vdouble)-along, d - mean) * (double)inverse[r]), part);
        }
    }
}
