// Where masks meet data.

/// One row; short rows, such as a handful of features, are common.
CK_INLINE void ck_mask_row(float *dst, const float *src, const float *mask, long n) {
    long k = 0;
    for (; k + CK_LANES <= n; k += CK_LANES) {
        ck_store(dst + k, ck_load(src + k, CK_LANES) * ck_load(mask + k, CK_LANES), CK_LANES);
    }
    for (; k < n; k++) dst[k] = src[k] * mask[k];
}

static void CK_NAME(mask_rows)(float *dst, long dst_stride, const float *src, long src_stride,
                               const float *mask, long mask_stride, bool column_mask, long rows,
                               long columns) {
    for (long r = 0; r < rows; r++, dst += dst_stride, src += src_stride) {
        if (!mask) {
            if (dst != src) memcpy(dst, src, (size_t)columns * sizeof *dst);
        } else if (column_mask) {
            ck_mask_row(dst, src, mask + r * mask_stride, columns);
        } else {
            for (long k = 0; k < columns; k++) dst[k] = src[k] * mask[r * mask_stride];
        }
    }
}

static void CK_NAME(fold)(float *dst, const float *base, const float *planes, long plane_stride,
                          const float *masks, long mask_stride, long count, long n) {
    for (long k = 0; k < n; k += CK_LANES) {
        long part = ck_part(k, n);
        vfloat sum = base ? ck_load(base + k, part) : (vfloat)0.0f;
        for (long plane = 0; plane < count; plane++) {
            vfloat v = ck_load(planes + plane * plane_stride + k, part);
            sum = masks ? ck_fma(v, ck_load(masks + plane * mask_stride + k, part), sum) : sum + v;
        }
        ck_store(dst + k, sum, part);
    }
}
