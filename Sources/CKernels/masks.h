// Where masks meet data.

static void CK_NAME(mask_rows)(float *dst, long dst_stride, const float *src, long src_stride,
                               const float *mask, long mask_stride, bool column_mask, long rows,
                               long columns) {
    for (long r = 0; r < rows; r++, dst += dst_stride, src += src_stride) {
        const float *const row_mask = mask ? mask + r * mask_stride : NULL;
        if (row_mask && column_mask) {
            for (long k = 0; k < columns; k += CK_LANES) {
                const long part = ck_part(k, columns);
                ck_store(dst + k, ck_load(src + k, part) * ck_load(row_mask + k, part), part);
            }
        } else {
            const float factor = row_mask ? *row_mask : 1.0f;
            for (long k = 0; k < columns; k += CK_LANES) {
                const long part = ck_part(k, columns);
                ck_store(dst + k, ck_load(src + k, part) * factor, part);
            }
        }
    }
}
