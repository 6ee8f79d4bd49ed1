// Dropout masks: numbers for a dropout layer, bits for the gates of an LSTM.

CK_INLINE void ck_gate_bits(const ck_device_mask *m, const ck_device_draw *draw, int mask, int block) {
    uint32_t bits = 0;
    for (int gate = 0; gate < m->gates; gate++) {
        const ck_stream stream = {draw->key, 0, m->domains[gate], draw->step};
        vuint words[4];
        ck_philox_rounds(words, (uint32_t)block, draw->slot + (uint32_t)mask, stream);
        for (int i = 0; i < 4; i++) {
            const uint32_t kept = !m->drops_all && words[i] >= m->threshold;
            bits |= (m->gates == 1 ? kept * 15 : kept << gate) << (8 * i);
        }
    }
    ((uint32_t *)m->bits)[(long)mask * ((m->count + 3) / 4) + block] = bits;
}

CK_INLINE void ck_mask_numbers(const ck_device_mask *m, const ck_device_draw *draw, int mask, int block) {
    const ck_stream stream = {draw->key, 0, m->domains[0], draw->step};
    const uint32_t slot = m->shared ? 0 : draw->slot + (uint32_t)mask;
    vuint words[4];
    ck_philox_rounds(words, (uint32_t)block, slot, stream);
    for (int i = 0; i < 4 && 4 * block + i < m->count; i++) {
        const bool kept = !m->drops_all && words[i] >= m->threshold;
        m->numbers[(long)mask * m->count + 4 * block + i] = kept ? m->scale : 0.0f;
    }
}

CK_KERNEL(draw_masks, ck_device_masks) {
    const ck_device_mask *const m = &p.list[CK_BLOCK_Y];
    const int blocks = (m->count + 3) / 4;
    const long total = (long)blocks * m->masks, width = (long)CK_BLOCKS_X * CK_THREADS;
    for (long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD; k < total; k += width) {
        if (m->bits) {
            ck_gate_bits(m, p.draw, (int)(k / blocks), (int)(k % blocks));
        } else {
            ck_mask_numbers(m, p.draw, (int)(k / blocks), (int)(k % blocks));
        }
    }
}

CK_KERNEL(apply_dropout, ck_device_dropout) {
    const long total = (long)p.time_steps * p.samples * p.features;
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k >= total) return;
    const long row = k / p.features, time = row / p.samples, sample = row % p.samples;
    const float mask =
        p.mask[sample * p.sample_stride + time * p.time_stride + k % p.features * p.feature_stride];
    p.dst[k] = p.source[k] * mask;
}
