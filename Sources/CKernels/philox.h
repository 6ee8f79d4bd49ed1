// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011), sixteen blocks at
// a time.

CK_INLINE vuint ck_high(vulong product) { return __builtin_convertvector(product >> 32, vuint); }
CK_INLINE vuint ck_low(vulong product) { return __builtin_convertvector(product, vuint); }

/// a0 b0 a1 b1 ... of the lower and of the upper eight lanes.
CK_INLINE vuint ck_zip_lower(vuint a, vuint b) {
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
CK_INLINE vuint ck_zip_upper(vuint a, vuint b) {
    return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/// The 64 words of blocks block ..< block + 16, in order.
CK_INLINE void ck_philox_blocks(vuint words[4], ck_stream stream, uint32_t block) {
    const vuint lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    vuint c0 = block + lane, c1 = stream.slot, c2 = stream.domain, c3 = stream.step;
    uint32_t k0 = (uint32_t)stream.key, k1 = (uint32_t)(stream.key >> 32);
    for (int round = 0; round < 10; round++) {
        vulong p0 = __builtin_convertvector(c0, vulong) * 0xD2511F53u;
        vulong p1 = __builtin_convertvector(c2, vulong) * 0xCD9E8D57u;
        c0 = ck_high(p1) ^ c1 ^ k0;
        c1 = ck_low(p1);
        c2 = ck_high(p0) ^ c3 ^ k1;
        c3 = ck_low(p0);
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    words[0] = ck_zip_lower(ck_zip_lower(c0, c2), ck_zip_lower(c1, c3));
    words[1] = ck_zip_upper(ck_zip_lower(c0, c2), ck_zip_lower(c1, c3));
    words[2] = ck_zip_lower(ck_zip_upper(c0, c2), ck_zip_upper(c1, c3));
    words[3] = ck_zip_upper(ck_zip_upper(c0, c2), ck_zip_upper(c1, c3));
}

static void CK_NAME(philox_words)(uint32_t *dst, long n, ck_stream stream, uint32_t first_block) {
    for (long k = 0; k < n; k += 64) {
        vuint words[4];
        ck_philox_blocks(words, stream, first_block + (uint32_t)(k / 4));
        memcpy(dst + k, words, (size_t)(n - k < 64 ? n - k : 64) * sizeof *dst);
    }
}

static void CK_NAME(philox_mask)(float *dst, long n, ck_stream stream, uint32_t threshold, float scale) {
    for (long k = 0; k < n; k += 64) {
        vuint words[4];
        vfloat mask[4];
        ck_philox_blocks(words, stream, (uint32_t)(k / 4));
        for (int part = 0; part < 4; part++) {
            mask[part] = words[part] >= threshold ? (vfloat)scale : (vfloat)0.0f;
        }
        memcpy(dst + k, mask, (size_t)(n - k < 64 ? n - k : 64) * sizeof *dst);
    }
}
