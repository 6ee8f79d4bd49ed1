// A GRU time step (Cho et al. 2014) over planes.

#include "gru_cell.h"

#define CK_LOOP(_, recurrent)                \
    const ck_gru_step s = *step;             \
    for (long k = 0; k < s.n; k += CK_LANES) \
        ck_gru_gates_part(&s, k, ck_part(k, s.n), recurrent);
CK_LOOPS(gru_gates, (const ck_gru_step *step), (step), CK_TANH, step->recurrent_activation)
#undef CK_LOOP

// The gates are done: theirs counts where they have to be recalled.
#define CK_LOOP(activation, recurrent)       \
    const ck_gru_step s = *step;             \
    for (long k = 0; k < s.n; k += CK_LANES) \
        ck_gru_output_part(&s, h, k, ck_part(k, s.n), activation, recurrent);
CK_LOOPS(gru_output, (const ck_gru_step *step, float *h), (step, h), step->activation,
         ck_keeps_input(step->recurrent_activation) ? step->recurrent_activation : CK_SIGMOID)
#undef CK_LOOP

#define CK_LOOP(activation, recurrent)       \
    const ck_gru_step s = *step;             \
    for (long k = 0; k < s.n; k += CK_LANES) \
        ck_gru_output_backward_part(&s, dh, k, ck_part(k, s.n), activation, recurrent);
CK_LOOPS(gru_output_backward, (const ck_gru_step *step, float *dh), (step, dh), step->activation,
         step->recurrent_activation)
#undef CK_LOOP

#define CK_LOOP(_, recurrent)                \
    const ck_gru_step s = *step;             \
    for (long k = 0; k < s.n; k += CK_LANES) \
        ck_gru_gates_backward_part(&s, du, dh, k, ck_part(k, s.n), recurrent);
CK_LOOPS(gru_gates_backward, (const ck_gru_step *step, const float *du, float *dh), (step, du, dh), CK_TANH,
         step->recurrent_activation)
#undef CK_LOOP
