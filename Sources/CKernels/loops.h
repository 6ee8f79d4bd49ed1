// Loops over elements for whichever activations.

/// An activation that is none of the further ones.
CK_INLINE ck_activation ck_held(ck_activation activation) {
    return (ck_activation)((unsigned)activation & (CK_FURTHER - 1u));
}

/// A loop may need but one of the two.
#define CK_KNOWN __attribute__((unused)) const ck_activation

/// Defines a kernel from CK_LOOP(activation, recurrent). The usual pair gets a loop without a switch in it;
/// further activations get one in a function of its own, whose calls would cost the other loops registers.
#define CK_LOOPS(name, parameters, arguments, activation_of, recurrent_of)                       \
    CK_CALLED void CK_NAME(name##_further) parameters {                                          \
        CK_KNOWN activation = activation_of, recurrent = recurrent_of;                           \
        CK_LOOP(activation, recurrent)                                                           \
    }                                                                                            \
    static void CK_NAME(name) parameters {                                                       \
        CK_KNOWN activation = activation_of, recurrent = recurrent_of;                           \
        if (activation == CK_TANH && recurrent == CK_SIGMOID) {                                  \
            CK_LOOP(CK_TANH, CK_SIGMOID)                                                         \
        } else if (!((activation | recurrent) & CK_FURTHER)) {                                   \
            CK_KNOWN held = ck_held(activation), recurrent_held = ck_held(recurrent);            \
            CK_LOOP(held, recurrent_held)                                                        \
        } else {                                                                                 \
            CK_NAME(name##_further) arguments;                                                   \
        }                                                                                        \
    }

#define CK_LOOP(activation, _)                                                 \
    for (long k = 0; k < n; k += CK_LANES) {                                   \
        const long part = ck_part(k, n);                                       \
        ck_store(x + k, ck_activated(ck_load(x + k, part), activation), part); \
    }
CK_LOOPS(activate, (float *x, long n, ck_activation kind), (x, n, kind), kind, CK_SIGMOID)
#undef CK_LOOP

#define CK_LOOP(activation, _)                                                                           \
    for (long k = 0; k < n; k += CK_LANES) {                                                             \
        const long part = ck_part(k, n);                                                                 \
        ck_store(dst + k, ck_derived(ck_load(dy + k, part), ck_load(kept + k, part), activation), part); \
    }
CK_LOOPS(activate_backward, (float *dst, const float *dy, const float *kept, long n, ck_activation kind),
         (dst, dy, kept, n, kind), kind, CK_SIGMOID)
#undef CK_LOOP
