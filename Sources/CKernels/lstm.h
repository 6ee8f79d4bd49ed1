// Where the element-wise part of an LSTM time step finds its numbers.

#include "cell.h"

CK_INLINE void ck_lstm_forward_part(const ck_lstm_step *s, float *h, long k, long part,
                                    ck_activation activation, ck_activation recurrent) {
    const vfloat i = ck_load(s->i + k, part), f = ck_load(s->f + k, part), c = ck_load(s->c + k, part);
    const vfloat o = ck_load(s->o + k, part);
    const vfloat gates[4] = {ck_activated(i, recurrent), ck_activated(f, recurrent),
                             ck_activated(c, activation), ck_activated(o, recurrent)};
    vfloat before = s->state_before ? ck_load(s->state_before + k, part) : (vfloat)0.0f;
    vfloat state, activated;
    vfloat output = ck_lstm_cell(gates, before, activation, &state, &activated);
    ck_store(s->i + k, ck_kept(i, gates[0], recurrent), part);
    ck_store(s->f + k, ck_kept(f, gates[1], recurrent), part);
    ck_store(s->c + k, ck_kept(c, gates[2], activation), part);
    ck_store(s->o + k, ck_kept(o, gates[3], recurrent), part);
    ck_store(s->state + k, state, part);
    ck_store(s->state_kept + k, ck_kept(state, activated, activation), part);
    ck_store(h + k, output, part);
}

CK_INLINE void ck_lstm_backward_part(const ck_lstm_step *s, const float *dh, float *dstate, long k, long part,
                                     ck_activation activation, ck_activation recurrent) {
    vfloat gates[4] = {ck_load(s->i + k, part), ck_load(s->f + k, part), ck_load(s->c + k, part),
                       ck_load(s->o + k, part)};
    vfloat before = s->state_before ? ck_load(s->state_before + k, part) : (vfloat)0.0f;
    vfloat state_kept = ck_load(s->state_kept + k, part), dc = ck_load(dstate + k, part);
    ck_lstm_cell_gradient(gates, before, state_kept, ck_load(dh + k, part), &dc, activation, recurrent);
    ck_store(s->i + k, gates[0], part);
    ck_store(s->f + k, gates[1], part);
    ck_store(s->c + k, gates[2], part);
    ck_store(s->o + k, gates[3], part);
    ck_store(dstate + k, dc, part);
}

#define CK_LOOP(activation, recurrent)       \
    const ck_lstm_step s = *step;            \
    for (long k = 0; k < s.n; k += CK_LANES) \
        ck_lstm_forward_part(&s, h, k, ck_part(k, s.n), activation, recurrent);
CK_LOOPS(lstm_forward, (const ck_lstm_step *step, float *h), (step, h), step->activation,
         step->recurrent_activation)
#undef CK_LOOP

#define CK_LOOP(activation, recurrent)       \
    const ck_lstm_step s = *step;            \
    for (long k = 0; k < s.n; k += CK_LANES) \
        ck_lstm_backward_part(&s, dh, dstate, k, ck_part(k, s.n), activation, recurrent);
CK_LOOPS(lstm_backward, (const ck_lstm_step *step, const float *dh, float *dstate), (step, dh, dstate),
         step->activation, step->recurrent_activation)
#undef CK_LOOP
