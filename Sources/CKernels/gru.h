// The element-wise parts of a GRU time step (Cho et al. 2014), before and behind the product that needs the
// reset gate.

CK_INLINE void ck_gru_gates_part(const ck_gru_step *s, long k, long part, ck_activation recurrent) {
    const vfloat z = ck_activated(ck_load(s->z + k, part), recurrent);
    const vfloat r = ck_activated(ck_load(s->r + k, part), recurrent);
    ck_store(s->z + k, z, part);
    ck_store(s->r + k, r, part);
    if (s->reset_after) {
        ck_store(s->c + k, ck_fma(r, ck_load(s->u + k, part), ck_load(s->c + k, part)), part);
    } else {
        ck_store(s->u + k, s->h_before ? r * ck_load(s->h_before + k, part) : (vfloat)0.0f, part);
    }
}

CK_INLINE void ck_gru_output_part(const ck_gru_step *s, float *h, long k, long part,
                                  ck_activation activation) {
    const vfloat before = s->h_before ? ck_load(s->h_before + k, part) : (vfloat)0.0f;
    const vfloat c = ck_activated(ck_load(s->c + k, part), activation);
    ck_store(s->c + k, c, part);
    ck_store(h + k, ck_fma(ck_load(s->z + k, part), before - c, c), part);
}

CK_INLINE void ck_gru_output_backward_part(const ck_gru_step *s, float *dh, long k, long part,
                                           ck_activation activation, ck_activation recurrent) {
    const vfloat before = s->h_before ? ck_load(s->h_before + k, part) : (vfloat)0.0f;
    const vfloat z = ck_load(s->z + k, part), c = ck_load(s->c + k, part), d = ck_load(dh + k, part);
    ck_store(s->c + k, ck_derived(d * (1.0f - z), c, activation), part);
    ck_store(s->z + k, ck_derived(d * (before - c), z, recurrent), part);
    ck_store(dh + k, d * z, part);
}

CK_INLINE void ck_gru_gates_backward_part(const ck_gru_step *s, const float *du, float *dh, long k, long part,
                                          ck_activation recurrent) {
    const vfloat r = ck_load(s->r + k, part);
    vfloat dr = 0.0f;
    if (s->reset_after) {
        const vfloat dc = ck_load(s->c + k, part);
        dr = dc * ck_load(s->u + k, part);
        ck_store(s->u + k, dc * r, part);
    } else if (s->h_before) {
        const vfloat d = ck_load(du + k, part);
        dr = d * ck_load(s->h_before + k, part);
        ck_store(dh + k, ck_fma(d, r, ck_load(dh + k, part)), part);
    }
    ck_store(s->r + k, ck_derived(dr, r, recurrent), part);
}

// The usual activations get loops without a switch in them.

static void CK_NAME(gru_gates)(const ck_gru_step *step) {
    const ck_gru_step s = *step;
    if (s.recurrent_activation == CK_SIGMOID) {
        for (long k = 0; k < s.n; k += CK_LANES) ck_gru_gates_part(&s, k, ck_part(k, s.n), CK_SIGMOID);
    } else {
        for (long k = 0; k < s.n; k += CK_LANES)
            ck_gru_gates_part(&s, k, ck_part(k, s.n), s.recurrent_activation);
    }
}

static void CK_NAME(gru_output)(const ck_gru_step *step, float *h) {
    const ck_gru_step s = *step;
    if (s.activation == CK_TANH) {
        for (long k = 0; k < s.n; k += CK_LANES) ck_gru_output_part(&s, h, k, ck_part(k, s.n), CK_TANH);
    } else {
        for (long k = 0; k < s.n; k += CK_LANES) ck_gru_output_part(&s, h, k, ck_part(k, s.n), s.activation);
    }
}

static void CK_NAME(gru_output_backward)(const ck_gru_step *step, float *dh) {
    const ck_gru_step s = *step;
    if (s.activation == CK_TANH && s.recurrent_activation == CK_SIGMOID) {
        for (long k = 0; k < s.n; k += CK_LANES)
            ck_gru_output_backward_part(&s, dh, k, ck_part(k, s.n), CK_TANH, CK_SIGMOID);
    } else {
        for (long k = 0; k < s.n; k += CK_LANES)
            ck_gru_output_backward_part(&s, dh, k, ck_part(k, s.n), s.activation, s.recurrent_activation);
    }
}

static void CK_NAME(gru_gates_backward)(const ck_gru_step *step, const float *du, float *dh) {
    const ck_gru_step s = *step;
    if (s.recurrent_activation == CK_SIGMOID) {
        for (long k = 0; k < s.n; k += CK_LANES)
            ck_gru_gates_backward_part(&s, du, dh, k, ck_part(k, s.n), CK_SIGMOID);
    } else {
        for (long k = 0; k < s.n; k += CK_LANES)
            ck_gru_gates_backward_part(&s, du, dh, k, ck_part(k, s.n), s.recurrent_activation);
    }
}
