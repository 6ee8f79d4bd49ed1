// A time step of an independently recurrent layer (Li et al. 2018).

CK_INLINE void ck_indrnn_forward_part(const ck_indrnn_step *s, const float *u, float *h, float *kept,
                                      long row, long k, long part, ck_activation activation) {
    vfloat sum = ck_load(h + row + k, part);
    if (s->h_before) sum = ck_fma(ck_load(u + k, part), ck_load(s->h_before + row + k, part), sum);
    if (kept) ck_store(kept + row + k, sum, part);
    ck_store(h + row + k, ck_activated(sum, activation), part);
}

CK_INLINE void ck_indrnn_backward_part(const ck_indrnn_step *s, const float *u, const float *kept,
                                       float *delta, float *dh, float *du, long row, long k, long part,
                                       ck_activation activation) {
    const vfloat d = ck_derived(ck_load(dh + row + k, part), ck_load(kept + row + k, part), activation);
    ck_store(delta + row + k, d, part);
    if (!s->h_before) return;
    const vfloat before = ck_load(s->h_before + row + k, part);
    ck_store(du + row + k, ck_fma(d, before, ck_load(du + row + k, part)), part);
    ck_store(dh + row + k, d * ck_load(u + k, part), part);
}

// The activation that is usual here gets loops without a switch in them.

#define CK_LOOP(activation, _)                                                       \
    const ck_indrnn_step s = *step;                                                  \
    const float *u = s.u;                                                            \
    for (long row = 0; row < s.samples * s.units; row += s.units, u += s.u_stride) { \
        for (long k = 0; k < s.units; k += CK_LANES) {                               \
            const long part = ck_part(k, s.units);                                   \
            if (activation == CK_RELU) {                                             \
                ck_indrnn_forward_part(&s, u, h, kept, row, k, part, CK_RELU);       \
            } else {                                                                 \
                ck_indrnn_forward_part(&s, u, h, kept, row, k, part, activation);    \
            }                                                                        \
        }                                                                            \
    }
CK_LOOPS(indrnn_forward, (const ck_indrnn_step *step, float *h, float *kept), (step, h, kept),
         step->activation, CK_SIGMOID)
#undef CK_LOOP

#define CK_LOOP(activation, _)                                                                 \
    const ck_indrnn_step s = *step;                                                            \
    const float *u = s.u;                                                                      \
    for (long row = 0; row < s.samples * s.units; row += s.units, u += s.u_stride) {           \
        for (long k = 0; k < s.units; k += CK_LANES) {                                         \
            const long part = ck_part(k, s.units);                                             \
            if (activation == CK_RELU) {                                                       \
                ck_indrnn_backward_part(&s, u, kept, delta, dh, du, row, k, part, CK_RELU);    \
            } else {                                                                           \
                ck_indrnn_backward_part(&s, u, kept, delta, dh, du, row, k, part, activation); \
            }                                                                                  \
        }                                                                                      \
    }
CK_LOOPS(indrnn_backward,
         (const ck_indrnn_step *step, const float *kept, float *delta, float *dh, float *du),
         (step, kept, delta, dh, du), step->activation, CK_SIGMOID)
#undef CK_LOOP
