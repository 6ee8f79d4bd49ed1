// A time step of an independently recurrent layer (Li et al. 2018).

CK_INLINE void ck_indrnn_forward_part(const ck_indrnn_step *s, float *h, long row, long k, long part,
                                      ck_activation activation) {
    vfloat sum = ck_load(h + row + k, part);
    if (s->h_before) {
        vfloat before = ck_load(s->h_before + row + k, part);
        if (s->mask) before *= ck_load(s->mask + row + k, part);
        sum = ck_fma(ck_load(s->u + k, part), before, sum);
    }
    ck_store(h + row + k, ck_activated(sum, activation), part);
}

CK_INLINE void ck_indrnn_backward_part(const ck_indrnn_step *s, const float *h, float *delta, float *dh,
                                       float *du, long row, long k, long part, ck_activation activation) {
    const vfloat d = ck_derived(ck_load(dh + row + k, part), ck_load(h + row + k, part), activation);
    ck_store(delta + row + k, d, part);
    if (!s->h_before) return;
    vfloat before = ck_load(s->h_before + row + k, part), factor = ck_load(s->u + k, part);
    if (s->mask) {
        const vfloat mask = ck_load(s->mask + row + k, part);
        before *= mask;
        factor *= mask;
    }
    ck_store(du + row + k, ck_fma(d, before, ck_load(du + row + k, part)), part);
    ck_store(dh + row + k, d * factor, part);
}

// The usual activation gets loops without a switch in them.

static void CK_NAME(indrnn_forward)(const ck_indrnn_step *step, float *h) {
    const ck_indrnn_step s = *step;
    for (long row = 0; row < s.samples * s.units; row += s.units) {
        for (long k = 0; k < s.units; k += CK_LANES) {
            const long part = ck_part(k, s.units);
            if (s.activation == CK_RELU) {
                ck_indrnn_forward_part(&s, h, row, k, part, CK_RELU);
            } else {
                ck_indrnn_forward_part(&s, h, row, k, part, s.activation);
            }
        }
    }
}

static void CK_NAME(indrnn_backward)(const ck_indrnn_step *step, const float *h, float *delta, float *dh,
                                     float *du) {
    const ck_indrnn_step s = *step;
    for (long row = 0; row < s.samples * s.units; row += s.units) {
        for (long k = 0; k < s.units; k += CK_LANES) {
            const long part = ck_part(k, s.units);
            if (s.activation == CK_RELU) {
                ck_indrnn_backward_part(&s, h, delta, dh, du, row, k, part, CK_RELU);
            } else {
                ck_indrnn_backward_part(&s, h, delta, dh, du, row, k, part, s.activation);
            }
        }
    }
}
