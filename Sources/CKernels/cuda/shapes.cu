// Layers between those with products: what they do to rows.

/// From (rows, S, F) to (S, rows, F), or back.
CK_KERNEL(flatten_rows, ck_device_shape) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k >= (long)p.rows * p.samples * p.features) return;
    const long row = k / p.features, place = row % p.samples * p.rows + row / p.samples;
    const long flat = place * p.features + k % p.features;
    if (p.backward) {
        p.dst[k] = p.source[flat];
    } else {
        p.dst[flat] = p.source[k];
    }
}

/// From (S, F) to (rows, S, F), or the sum over rows back.
CK_KERNEL(repeat_rows, ck_device_shape) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD, count = (long)p.samples * p.features;
    if (k >= count) return;
    float sum = 0.0f;
    for (int row = 0; row < p.rows; row++) {
        if (p.backward) {
            sum += p.source[row * count + k];
        } else {
            p.dst[row * count + k] = p.source[k];
        }
    }
    if (p.backward) p.dst[k] = sum;
}

/// (B, own) with (B, width) behind it, or the first part of the rows back.
CK_KERNEL(join_rows, ck_device_join) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD, length = p.own + p.width;
    if (k >= p.samples * length) return;
    const long sample = k / length, column = k % length;
    if (p.backward) {
        if (column < p.own) p.dst[sample * p.own + column] = p.source[k];
    } else {
        p.dst[k] = column < p.own ? p.source[sample * p.own + column]
                                  : p.known[sample * p.width + column - p.own];
    }
}

// MARK: Layer normalisation

/// A row's sum of (a - offset) b, b being 1 where there is none: in sixteen lanes, as on processors.
CK_INLINE double ck_norm_sum(const float *a, const float *b, double offset, int n) {
    double lanes[16];
    CK_UNROLL for (int lane = 0; lane < 16; lane++) lanes[lane] = 0.0;
    for (int k0 = 0; k0 < n; k0 += 16) {
        CK_UNROLL for (int lane = 0; lane < 16; lane++) {
            const int k = k0 + lane;
            if (k >= n) continue;
            const double v = (double)a[k] - offset;
            lanes[lane] = b ? ck_fma_double(v, b == a ? v : (double)b[k], lanes[lane]) : lanes[lane] + v;
        }
    }
    CK_UNROLL for (int width = 8; width > 0; width /= 2) {
        CK_UNROLL for (int lane = 0; lane < width; lane++) lanes[lane] += lanes[lane + width];
    }
    return lanes[0];
}

/// One thread a row.
CK_KERNEL(norm_rows, ck_device_norm) {
    const long row = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (row >= p.rows) return;
    const float *const source = p.source + row * p.columns;
    const double mean = ck_norm_sum(source, 0, 0.0, p.columns) / (double)p.columns;
    const double variance = ck_norm_sum(source, source, mean, p.columns) / (double)p.columns;
    const double factor = 1.0 / ck_sqrt_double(variance + p.epsilon);
    p.inverse[row] = (float)factor;
    for (int k = 0; k < p.columns; k++) {
        const long at = row * p.columns + k;
        const float normal = (float)(((double)source[k] - mean) * factor);
        p.normal[at] = normal;
        const float scaled = p.scale ? normal * p.scale[k] : normal;
        p.dst[at] = p.center ? scaled + p.center[k] : scaled;
    }
}

/// dst is what scales each number's gradient: the gradient of scale, before it is added up.
CK_KERNEL(norm_scales, ck_device_norm) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k < p.rows * p.columns) p.dst[k] = p.source[k] * p.normal[k];
}

CK_KERNEL(norm_rows_back, ck_device_norm) {
    const long row = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (row >= p.rows) return;
    float *const dst = p.dst + row * p.columns;
    const float *const source = p.source + row * p.columns, *const normal = p.normal + row * p.columns;
    for (int k = 0; k < p.columns; k++) dst[k] = p.scale ? source[k] * p.scale[k] : source[k];
    const double mean = ck_norm_sum(dst, 0, 0.0, p.columns) / (double)p.columns;
    const double along = ck_norm_sum(dst, normal, 0.0, p.columns) / (double)p.columns;
    for (int k = 0; k < p.columns; k++) {
        const double change = ck_fma_double((double)normal[k], -along, (double)dst[k] - mean);
        dst[k] = (float)(change * (double)p.inverse[row]);
    }
}
