// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011), sixteen blocks at
// a time.

#include "rounds.h"

/// a0 b0 a1 b1 ... of the lower and of the upper eight lanes.
CK_INLINE vuint ck_zip_lower(vuint a, vuint b) {
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
CK_INLINE vuint ck_zip_upper(vuint a, vuint b) {
    return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/// The words of sixteen blocks, in order.
CK_INLINE void ck_philox_blocks(vuint words[4], vuint block, vuint slot, ck_stream stream) {
    ck_philox_rounds(words, block, slot, stream);
    const vuint c0 = words[0], c1 = words[1], c2 = words[2], c3 = words[3];
    words[0] = ck_zip_lower(ck_zip_lower(c0, c2), ck_zip_lower(c1, c3));
    words[1] = ck_zip_upper(ck_zip_lower(c0, c2), ck_zip_lower(c1, c3));
    words[2] = ck_zip_lower(ck_zip_upper(c0, c2), ck_zip_upper(c1, c3));
    words[3] = ck_zip_upper(ck_zip_upper(c0, c2), ck_zip_upper(c1, c3));
}

/// 64 numbers of a mask or of several.
CK_INLINE void ck_philox_mask(vfloat mask[4], vuint block, vuint slot, ck_stream stream, uint32_t threshold,
                              float scale) {
    vuint words[4];
    ck_philox_blocks(words, block, slot, stream);
    for (int part = 0; part < 4; part++) {
        mask[part] = words[part] >= threshold ? (vfloat)scale : (vfloat)0.0f;
    }
}

#define CK_LANE_NUMBERS ((vuint){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})

static void CK_NAME(philox_words)(uint32_t *dst, long n, ck_stream stream, uint32_t first_block) {
    for (long k = 0; k < n; k += 64) {
        vuint words[4];
        ck_philox_blocks(words, first_block + (uint32_t)(k / 4) + CK_LANE_NUMBERS, stream.slot, stream);
        memcpy(dst + k, words, (size_t)(n - k < 64 ? n - k : 64) * sizeof *dst);
    }
}

/// Masks of at most 32 numbers: the blocks of several slots side by side.
CK_INLINE void ck_short_masks(float *dst, long n, long count, ck_stream stream, uint32_t threshold,
                              float scale) {
    const long blocks = (n + 3) / 4, together = CK_LANES / blocks;
    vuint block = 0, slot = 0;
    for (int lane = 0; lane < CK_LANES; lane++) {
        block[lane] = (uint32_t)(lane % blocks);
        slot[lane] = (uint32_t)(lane / blocks);
    }
    for (long first = 0; first < count; first += together) {
        float mask[64];
        vfloat parts[4];
        ck_philox_mask(parts, block, slot + (stream.slot + (uint32_t)first), stream, threshold, scale);
        memcpy(mask, parts, sizeof mask);
        for (long m = 0; m < together && first + m < count; m++, dst += n) {
            for (long k = 0; k < n; k += CK_LANES) {
                const long part = ck_part(k, n);
                ck_store(dst + k, ck_load(mask + m * blocks * 4 + k, part), part);
            }
        }
    }
}

static void CK_NAME(philox_masks)(float *dst, long n, long count, ck_stream stream, uint32_t threshold,
                                  float scale) {
    if (n > 0 && n <= 32) {
        ck_short_masks(dst, n, count, stream, threshold, scale);
        return;
    }
    for (long m = 0; m < count; m++, dst += n) {
        const vuint slot = stream.slot + (uint32_t)m;
        for (long k = 0; k < n; k += 64) {
            vfloat mask[4];
            ck_philox_mask(mask, (uint32_t)(k / 4) + CK_LANE_NUMBERS, slot, stream, threshold, scale);
            for (long part = 0; part < 4 && k + part * CK_LANES < n; part++) {
                const long at = k + part * CK_LANES;
                ck_store(dst + at, mask[part], ck_part(at, n));
            }
        }
    }
}
