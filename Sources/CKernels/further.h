// Activations that few models ask for. Loops call them instead of holding them, so that the usual ones keep
// their registers; devices leave them to processors.

/// exp(x) - 1 for x <= 0, within 1 ulp.
CK_INLINE vfloat ck_exp_less_one(vfloat x) {
    vfloat n;
    const vfloat y = ck_exp_parts(x < -30.0f ? (vfloat)-30.0f : x, &n);
    const vfloat power = ck_times_power_of_two(1.0f, n);
    return ck_fma(power, y, power - 1.0f);
}

CK_INLINE vfloat ck_elu(vfloat x) { return x > 0.0f ? x : ck_exp_less_one(-ck_magnitude(x)); }

// Self-normalising (Klambauer et al. 2017): scale, and scale x alpha.
#define CK_SELU_SCALE 0x1.0cfabep0f
#define CK_SELU_DEPTH 0x1.c212ccp0f

CK_INLINE vfloat ck_selu(vfloat x) {
    return x > 0.0f ? x * CK_SELU_SCALE : ck_exp_less_one(-ck_magnitude(x)) * CK_SELU_DEPTH;
}

/// log(1 + exp(x)) = max(x, 0) + log(1 + e) with e = exp(-|x|).
CK_INLINE vfloat ck_softplus(vfloat x) {
    vfloat t = -ck_magnitude(x);
    t = t < -110.0f ? (vfloat)-110.0f : t;
    vfloat n;
    const vfloat y = ck_exp_parts(t, &n);
    const vfloat e = ck_times_power_of_two(1.0f + y, n);
    // log(1 + e) = 2 artanh s = e - s (e - r), where r / s^2 is minimax on s <= 1/3, relative error 2^-26.
    const vfloat s = e / (2.0f + e), u = s * s;
    vfloat r = 0x1.dbd2cap-3f;
    r = ck_fma(r, u, (vfloat)0x1.bc8244p-3f);
    r = ck_fma(r, u, (vfloat)0x1.24c986p-2f);
    r = ck_fma(r, u, (vfloat)0x1.9998d2p-2f);
    r = ck_fma(r, u, (vfloat)0x1.555556p-1f) * u;
    const vfloat logarithm = ck_fma(-s, e - r, e);
    return x > 0.0f ? x + logarithm : logarithm;
}

/// x / (1 + exp(-x)) (Ramachandran et al. 2017).
CK_INLINE vfloat ck_silu(vfloat x) {
    vfloat t = -ck_magnitude(x);
    t = t < -110.0f ? (vfloat)-110.0f : t;
    vfloat n;
    const vdouble y = ck_widened(ck_exp_parts(t, &n)) + 1.0, wide = ck_widened(x);
    const vdouble e = y * ck_widened(ck_times_power_of_two(1.0f, n));
    // Of a negative x the power of two comes last, because the result may be subnormal.
    const vfloat q = ck_narrowed((wide < 0.0 ? ck_widened(t) * y : wide) / (1.0 + e));
    return x < 0.0f ? ck_times_power_of_two(q, n) : q;
}

/// x within limits beyond which a slope is 0 or 1, so that infinity gives that, too.
CK_INLINE vfloat ck_bounded(vfloat x, float limit) {
    x = x < -limit ? (vfloat)-limit : x;
    return x > limit ? (vfloat)limit : x;
}

// Beyond it, nothing is left of the normal distribution's tail.
#define CK_NORMAL_LIMIT 14.8f

/// The normal distribution's tail beyond a = |x|, for x within its limit: 2^n tail, and its density
/// 2^n density.
CK_INLINE vdouble ck_normal_tail(vfloat x, vdouble *density, vfloat *n) {
    const vfloat a = ck_magnitude(x);
    // exp(-a^2 / 2) = 2^n (1 + y), the square with what its rounding left out.
    const vfloat square = a * a, rest = 0.5f * ck_fma(a, a, -square);
    vfloat y = ck_exp_parts(-0.5f * square, n);
    y = ck_fma(-rest, 1.0f + y, y);
    const vdouble e = ck_widened(y) + 1.0;
    *density = e * 0x1.9884533d43651p-2;
    // tail / exp(-a^2 / 2) in q = (a - 4) / (a + 4): minimax, relative error below 2^-31.
    const vdouble wide = ck_widened(a), q = (wide - 4.0) / (wide + 4.0);
    vdouble p = 0x1.021f4a8622702p-17;
    p = ck_fma_double(p, q, (vdouble)0x1.ad2882dedc6efp-16);
    p = ck_fma_double(p, q, (vdouble)-0x1.9cc4edff11977p-15);
    p = ck_fma_double(p, q, (vdouble)-0x1.87177a663547ep-13);
    p = ck_fma_double(p, q, (vdouble)0x1.4fb4c1c9737b6p-11);
    p = ck_fma_double(p, q, (vdouble)0x1.0a16c4facf5b7p-11);
    p = ck_fma_double(p, q, (vdouble)-0x1.16472ba3b4df2p-7);
    p = ck_fma_double(p, q, (vdouble)0x1.f9b05dced0ef4p-6);
    p = ck_fma_double(p, q, (vdouble)-0x1.25b6a4d73482dp-4);
    p = ck_fma_double(p, q, (vdouble)0x1.fd751a1330221p-4);
    p = ck_fma_double(p, q, (vdouble)-0x1.5cf97b1af2445p-3);
    p = ck_fma_double(p, q, (vdouble)0x1.82b4bb8d06ee6p-4);
    return p * e;
}

/// x times the normal distribution up to x (Hendrycks and Gimpel 2016).
CK_INLINE vfloat ck_gelu(vfloat x) {
    vdouble density;
    vfloat n;
    const vfloat bounded = ck_bounded(x, CK_NORMAL_LIMIT);
    const vdouble part = ck_normal_tail(bounded, &density, &n) * ck_widened(bounded);
    const vfloat below = ck_times_power_of_two(ck_narrowed(part), n);
    const vfloat above = ck_narrowed(ck_widened(x) - part * ck_widened(ck_times_power_of_two(1.0f, n)));
    return x < 0.0f ? below : above;
}

CK_INLINE vfloat ck_gelu_slope(vfloat x) {
    vdouble density;
    vfloat n;
    const vfloat bounded = ck_bounded(x, CK_NORMAL_LIMIT);
    const vdouble tail = ck_normal_tail(bounded, &density, &n), wide = ck_widened(bounded);
    const vdouble power = ck_widened(ck_times_power_of_two(1.0f, n));
    const vdouble up_to_x = wide < 0.0 ? tail * power : 1.0 - tail * power;
    return ck_narrowed(ck_fma_double(wide, density * power, up_to_x));
}

CK_INLINE vfloat ck_silu_slope(vfloat x) {
    const vfloat s = ck_sigmoid(x);
    return ck_fma(ck_bounded(x, 110.0f) * s, 1.0f - s, s);
}

CK_CALLED vfloat CK_NAME(further_activated)(vfloat x, ck_activation activation) {
    switch (activation) {
    case CK_ELU: return ck_elu(x);
    case CK_SELU: return ck_selu(x);
    case CK_GELU: return ck_gelu(x);
    case CK_SOFTPLUS: return ck_softplus(x);
    case CK_SILU: return ck_silu(x);
    case CK_LEAKY_RELU: return x > 0.0f ? x : 0.2f * x;
    default: __builtin_unreachable();
    }
}

CK_CALLED vfloat CK_NAME(further_derived)(vfloat dy, vfloat kept, ck_activation activation) {
    switch (activation) {
    case CK_ELU: return kept < 0.0f ? dy * (kept + 1.0f) : dy;
    case CK_SELU: return dy * (kept < 0.0f ? kept + CK_SELU_DEPTH : (vfloat)CK_SELU_SCALE);
    case CK_GELU: return dy * ck_gelu_slope(kept);
    case CK_SOFTPLUS: return dy * -ck_exp_less_one(-kept);
    case CK_SILU: return dy * ck_silu_slope(kept);
    case CK_LEAKY_RELU: return kept > 0.0f ? dy : 0.2f * dy;
    default: __builtin_unreachable();
    }
}
