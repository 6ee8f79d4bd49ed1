// Where the element-wise part of an LSTM time step finds its numbers.

#include "cell.h"

CK_INLINE void ck_lstm_forward_part(const ck_lstm_step *s, float *h, long k, long part,
                                    ck_activation activation, ck_activation recurrent) {
    vfloat gates[4] = {ck_load(s->i + k, part), ck_load(s->f + k, part), ck_load(s->c + k, part),
                       ck_load(s->o + k, part)};
    for (int gate = 0; gate < 4; gate++) {
        gates[gate] = ck_activated(gates[gate], gate == 2 ? activation : recurrent);
    }
    vfloat before = s->state_before ? ck_load(s->state_before + k, part) : (vfloat)0.0f;
    vfloat state, activated;
    vfloat output = ck_lstm_cell(gates, before, activation, &state, &activated);
    ck_store(s->i + k, gates[0], part);
    ck_store(s->f + k, gates[1], part);
    ck_store(s->c + k, gates[2], part);
    ck_store(s->o + k, gates[3], part);
    ck_store(s->state + k, state, part);
    ck_store(s->state_activated + k, activated, part);
    ck_store(h + k, output, part);
}

CK_INLINE void ck_lstm_backward_part(const ck_lstm_step *s, const float *dh, float *dstate, long k, long part,
                                     ck_activation activation, ck_activation recurrent) {
    vfloat gates[4] = {ck_load(s->i + k, part), ck_load(s->f + k, part), ck_load(s->c + k, part),
                       ck_load(s->o + k, part)};
    vfloat before = s->state_before ? ck_load(s->state_before + k, part) : (vfloat)0.0f;
    vfloat activated = ck_load(s->state_activated + k, part), dc = ck_load(dstate + k, part);
    ck_lstm_cell_gradient(gates, before, activated, ck_load(dh + k, part), &dc, activation, recurrent);
    ck_store(s->i + k, gates[0], part);
    ck_store(s->f + k, gates[1], part);
    ck_store(s->c + k, gates[2], part);
    ck_store(s->o + k, gates[3], part);
    ck_store(dstate + k, dc, part);
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
