// The element-wise part of an LSTM time step (Hochreiter and Schmidhuber 1997, with the forget gate of Gers
// et al. 2000).

/// h of the activated gates i, f, c, o.
CK_INLINE vfloat ck_lstm_cell(const vfloat gates[4], vfloat before, ck_activation activation, vfloat *state,
                              vfloat *activated) {
    *state = ck_fma(gates[1], before, gates[0] * gates[2]);
    *activated = ck_activated(*state, activation);
    return gates[3] * *activated;
}

/// Gates: what is kept of them in, as of the state, gradients of the pre-activations out; dstate is dc of the
/// step after in, of the step before out.
CK_INLINE void ck_lstm_cell_gradient(vfloat gates[4], vfloat before, vfloat state_kept, vfloat gradient,
                                     vfloat *dstate, ck_activation activation, ck_activation recurrent) {
    const vfloat i = ck_recalled(gates[0], recurrent), f = ck_recalled(gates[1], recurrent);
    const vfloat c = ck_recalled(gates[2], activation), o = ck_recalled(gates[3], recurrent);
    const vfloat dc = *dstate + ck_derived(gradient * o, state_kept, activation);
    gates[0] = ck_derived(dc * c, gates[0], recurrent);
    gates[1] = ck_derived(dc * before, gates[1], recurrent);
    gates[2] = ck_derived(dc * i, gates[2], activation);
    gates[3] = ck_derived(gradient * ck_recalled(state_kept, activation), gates[3], recurrent);
    *dstate = dc * f;
}
