// What a gate sees of a number.

/// A gate's mask of number k of a sample.
CK_INLINE float ck_gate_mask(const ck_device_gates *masks, int sample, int k, int gate) {
    const uint32_t bits = masks->bits[(long)sample * masks->stride + k];
    return (bits >> gate) & 1 ? masks->scale : 0.0f;
}

/// A number behind a gate's mask.
CK_INLINE float ck_masked(const ck_device_gates *masks, float v, int sample, int k, int gate) {
    return masks->bits ? v * ck_gate_mask(masks, sample, k, gate) : v;
}

/// A run's sum behind what came before it, as in the processors' product: `has_base` says whether there was
/// anything.
CK_INLINE float ck_add_run(const ck_device_gates *masks, float base, bool has_base, float sum, int sample,
                           int k, int gate) {
    if (masks->bits) return ck_fma(sum, ck_gate_mask(masks, sample, k, gate), has_base ? base : 0.0f);
    return has_base ? base + sum : sum;
}

/// The time step of the input that a step of processing reads.
CK_INLINE int ck_time(const ck_device_lstm *p, int step) {
    return p->backwards ? p->time_steps - 1 - step : step;
}
