// What a recurrent layer's gates see of input and state, each behind its own dropout masks.

/// n numbers of one row of each group; no src is 0, no masks are 1.
CK_INLINE void ck_masked_copies(float *dst, long group_stride, const float *src, const float *masks,
                                long mask_stride, const long groups, long n) {
    for (long k = 0; k < n; k += CK_LANES) {
        const long part = ck_part(k, n);
        const vfloat v = src ? ck_load(src + k, part) : (vfloat)0.0f;
        for (long g = 0; g < groups; g++) {
            const vfloat masked = masks ? v * ck_load(masks + g * mask_stride + k, part) : v;
            ck_store(dst + g * group_stride + k, masked, part);
        }
    }
}

/// The same for each sample: mask rows follow each other like those of src.
CK_INLINE void ck_masked_columns(float *dst, const ck_recurrent_rows *r, const float *src, const float *masks,
                                 long mask_stride, long n) {
    for (long b = 0; b < r->samples; b++, dst += r->row_stride) {
        const float *const from = src ? src + b * n : NULL, *const mask = masks ? masks + b * n : NULL;
        // The usual cases get loops without a choice in them.
        if (r->groups == 4 && from && mask) {
            ck_masked_copies(dst, r->group_stride, from, mask, mask_stride, 4, n);
        } else if (r->groups == 3 && from && mask) {
            ck_masked_copies(dst, r->group_stride, from, mask, mask_stride, 3, n);
        } else if (r->groups == 1 && from && mask) {
            ck_masked_copies(dst, r->group_stride, from, mask, mask_stride, 1, n);
        } else if (r->groups == 1 && from) {
            ck_masked_copies(dst, r->group_stride, from, NULL, mask_stride, 1, n);
        } else {
            ck_masked_copies(dst, r->group_stride, from, mask, mask_stride, r->groups, n);
        }
    }
}

static void CK_NAME(recurrent_rows)(const ck_recurrent_rows *rows) {
    const ck_recurrent_rows r = *rows;
    ck_masked_columns(r.dst, &r, r.x, r.x_masks, r.x_mask_stride, r.features);
    ck_masked_columns(r.dst + r.features, &r, r.h, r.h_masks, r.h_mask_stride, r.units);
}
