// The element-wise part of an LSTM time step (Hochreiter and Schmidhuber 1997, with the forget gate of Gers
// et al. 2000).

/// h of the activated gates i, f, c, o.
CK_INLINE vfloat ck_lstm_cell(const vfloat gates[4], vfloat before, ck_activation activation, vfloat *state,
                              vfloat *activated) {
    *state = ck_fma(gates[1], before, gates[0] * gates[2]);
    *activated = ck_activated(*state, activation);
    return gates[3] * *activated;
}

/// Gates: activations in, gradients of the pre-activations out; dstate is dc of the step after in, of the
/// step before out.
CK_INLINE void ck_lstm_cell_gradient(vfloat gates[4], vfloat before, vfloat activated, vfloat gradient,
                                     vfloat *dstate, ck_activation activation, ck_activation recurrent) {
    const vfloat i = gates[0], f = gates[1], c = gates[2], o = gates[3];
    const vfloat dc = *dstate + ck_derived(gradient * o, activated, activation);
    gates[0] = ck_derived(dc * c, i, recurrent);
    gates[1] = ck_derived(dc * before, f, recurrent);
    gates[2] = ck_derived(dc * i, c, activation);
    gates[3] = ck_derived(gradient * activated, o, recurrent);
    *dstate = dc * f;
}
