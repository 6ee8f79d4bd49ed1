// The element-wise parts of a GRU time step (Cho et al. 2014), before and behind the product that needs the
// reset gate.

CK_INLINE void ck_gru_gates_part(const ck_gru_step *s, long k, long part, ck_activation recurrent) {
    const vfloat z = ck_load(s->z + k, part), r_before = ck_load(s->r + k, part);
    const vfloat r = ck_activated(r_before, recurrent);
    ck_store(s->z + k, ck_kept(z, ck_activated(z, recurrent), recurrent), part);
    ck_store(s->r + k, ck_kept(r_before, r, recurrent), part);
    if (s->reset_after) {
        ck_store(s->c + k, ck_fma(r, ck_load(s->u + k, part), ck_load(s->c + k, part)), part);
    } else {
        ck_store(s->u + k, s->h_before ? r * ck_load(s->h_before + k, part) : (vfloat)0.0f, part);
    }
}

CK_INLINE void ck_gru_output_part(const ck_gru_step *s, float *h, long k, long part,
                                  ck_activation activation, ck_activation recurrent) {
    const vfloat before = s->h_before ? ck_load(s->h_before + k, part) : (vfloat)0.0f;
    const vfloat z = ck_recalled(ck_load(s->z + k, part), recurrent), c_before = ck_load(s->c + k, part);
    const vfloat c = ck_activated(c_before, activation);
    ck_store(s->c + k, ck_kept(c_before, c, activation), part);
    ck_store(h + k, ck_fma(z, before - c, c), part);
}

CK_INLINE void ck_gru_output_backward_part(const ck_gru_step *s, float *dh, long k, long part,
                                           ck_activation activation, ck_activation recurrent) {
    const vfloat before = s->h_before ? ck_load(s->h_before + k, part) : (vfloat)0.0f;
    const vfloat z_kept = ck_load(s->z + k, part), c_kept = ck_load(s->c + k, part);
    const vfloat z = ck_recalled(z_kept, recurrent), c = ck_recalled(c_kept, activation);
    const vfloat d = ck_load(dh + k, part);
    ck_store(s->c + k, ck_derived(d * (1.0f - z), c_kept, activation), part);
    ck_store(s->z + k, ck_derived(d * (before - c), z_kept, recurrent), part);
    ck_store(dh + k, d * z, part);
}

CK_INLINE void ck_gru_gates_backward_part(const ck_gru_step *s, const float *du, float *dh, long k, long part,
                                          ck_activation recurrent) {
    const vfloat r_kept = ck_load(s->r + k, part), r = ck_recalled(r_kept, recurrent);
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
    ck_store(s->r + k, ck_derived(dr, r_kept, recurrent), part);
}
