// The element-wise part of an LSTM time step (Hochreiter and Schmidhuber 1997, with the forget gate of Gers
// et al. 2000).

CK_INLINE void ck_lstm_forward_part(const ck_lstm_step *s, float *h, long k, long part,
                                    ck_activation activation, ck_activation recurrent) {
    vfloat i = ck_activated(ck_load(s->i + k, part), recurrent);
    vfloat f = ck_activated(ck_load(s->f + k, part), recurrent);
    vfloat c = ck_activated(ck_load(s->c + k, part), activation);
    vfloat o = ck_activated(ck_load(s->o + k, part), recurrent);
    vfloat before = s->state_before ? ck_load(s->state_before + k, part) : (vfloat)0.0f;
    vfloat state = ck_fma(f, before, i * c);
    vfloat activated = ck_activated(state, activation);
    ck_store(s->i + k, i, part);
    ck_store(s->f + k, f, part);
    ck_store(s->c + k, c, part);
    ck_store(s->o + k, o, part);
    ck_store(s->state + k, state, part);
    ck_store(s->state_activated + k, activated, part);
    ck_store(h + k, o * activated, part);
}

CK_INLINE void ck_lstm_backward_part(const ck_lstm_step *s, const float *dh, float *dstate, long k, long part,
                                     ck_activation activation, ck_activation recurrent) {
    vfloat i = ck_load(s->i + k, part), f = ck_load(s->f + k, part);
    vfloat c = ck_load(s->c + k, part), o = ck_load(s->o + k, part);
    vfloat before = s->state_before ? ck_load(s->state_before + k, part) : (vfloat)0.0f;
    vfloat activated = ck_load(s->state_activated + k, part);
    vfloat gradient = ck_load(dh + k, part);
    vfloat dc = ck_load(dstate + k, part) + ck_derived(gradient * o, activated, activation);
    ck_store(s->i + k, ck_derived(dc * c, i, recurrent), part);
    ck_store(s->f + k, ck_derived(dc * before, f, recurrent), part);
    ck_store(s->c + k, ck_derived(dc * i, c, activation), part);
    ck_store(s->o + k, ck_derived(gradient * activated, o, recurrent), part);
    ck_store(dstate + k, dc * f, part);
}

static void CK_NAME(lstm_forward)(const ck_lstm_step *step, float *h) {
    const ck_lstm_step s = *step;
    // The usual pair gets a loop without a switch in it.
    if (s.activation == CK_TANH && s.recurrent_activation == CK_SIGMOID) {
        for (long k = 0; k < s.n; k += CK_LANES)
            ck_lstm_forward_part(&s, h, k, ck_part(k, s.n), CK_TANH, CK_SIGMOID);
    } else {
        for (long k = 0; k < s.n; k += CK_LANES)
            ck_lstm_forward_part(&s, h, k, ck_part(k, s.n), s.activation, s.recurrent_activation);
    }
}

static void CK_NAME(lstm_backward)(const ck_lstm_step *step, const float *dh, float *dstate) {
    const ck_lstm_step s = *step;
    if (s.activation == CK_TANH && s.recurrent_activation == CK_SIGMOID) {
        for (long k = 0; k < s.n; k += CK_LANES)
            ck_lstm_backward_part(&s, dh, dstate, k, ck_part(k, s.n), CK_TANH, CK_SIGMOID);
    } else {
        for (long k = 0; k < s.n; k += CK_LANES)
            ck_lstm_backward_part(&s, dh, dstate, k, ck_part(k, s.n), s.activation, s.recurrent_activation);
    }
}
