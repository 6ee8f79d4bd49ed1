// The rounds of Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).

/// Words 0 to 3 of each lane's block.
CK_INLINE void ck_philox_rounds(vuint words[4], vuint block, vuint slot, ck_stream stream) {
    vuint c0 = block, c1 = slot, c2 = stream.domain, c3 = stream.step;
    uint32_t k0 = (uint32_t)stream.key, k1 = (uint32_t)(stream.key >> 32);
    for (int round = 0; round < 10; round++) {
        vuint high0, low0, high1, low1;
        ck_wide_product(c0, 0xD2511F53u, &high0, &low0);
        ck_wide_product(c2, 0xCD9E8D57u, &high1, &low1);
        c0 = high1 ^ c1 ^ k0;
        c1 = low1;
        c2 = high0 ^ c3 ^ k1;
        c3 = low0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    words[0] = c0;
    words[1] = c1;
    words[2] = c2;
    words[3] = c3;
}
