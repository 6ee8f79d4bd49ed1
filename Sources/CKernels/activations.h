// Activations and their derivatives. tanh and sigmoid share one exponential.

CK_INLINE vfloat ck_magnitude(vfloat x) { return ck_from_bits(ck_bits(x) & 0x7fffffff); }

/// v 2^n for an integer -250 <= n <= 0, rounded once even where the result is subnormal. NaN gives NaN.
CK_INLINE vfloat ck_times_power_of_two(vfloat v, vfloat n) {
#if defined(CK_USES_AVX512)
    return (vfloat)_mm512_scalef_ps((__m512)v, (__m512)n);
#else
    // Adding 1.5 x 2^23 puts the integer into the low bits. In two halves: 2^n may be too small for a normal
    // number.
    vint integer = ck_bits(n + 12582912.0f) - 0x4b400000;
    vint half = integer >> 1;
    return v * ck_from_bits((half + 127) << 23) * ck_from_bits((integer - half + 127) << 23);
#endif
}

/// exp(x) = 2^n (1 + y) for -110 <= x <= 0, where -0.3 < y < 0.42. NaN gives NaN in y.
CK_INLINE vfloat ck_exp_parts(vfloat x, vfloat *n) {
    // Adding 1.5 x 2^23 rounds to an integer.
    const float magic = 12582912.0f;
    const vfloat rounded = ck_fma(x, (vfloat)0x1.715476p0f, (vfloat)magic) - magic;
    *n = rounded;
    // ln 2 in two parts, so that the first product is exact.
    vfloat r = ck_fma(rounded, (vfloat)-0x1.62e4p-1f, x);
    r = ck_fma(rounded, (vfloat)-0x1.7f7d1cp-20f, r);
    // (exp(r) - 1 - r) / r^2 on |r| <= ln 2 / 2: minimax, relative error of exp below 2^-34.
    vfloat p = 0x1.9f09060p-13f;
    p = ck_fma(p, r, (vfloat)0x1.6d8cd4p-10f);
    p = ck_fma(p, r, (vfloat)0x1.111270p-7f);
    p = ck_fma(p, r, (vfloat)0x1.55548ep-5f);
    p = ck_fma(p, r, (vfloat)0x1.555554p-3f);
    p = ck_fma(p, r, (vfloat)0x1p-1f);
    return ck_fma(r * r, p, r);
}

/// 1 / (1 + exp(-x)).
CK_INLINE vfloat ck_sigmoid(vfloat x) {
    vfloat t = -ck_magnitude(x);
    t = t < -110.0f ? (vfloat)-110.0f : t;
    vfloat n;
    vfloat y = ck_exp_parts(t, &n);
    vfloat e = ck_times_power_of_two(1.0f + y, n);
    vfloat q = (x < 0.0f ? e : (vfloat)1.0f) / (1.0f + e);
    // e / (1 + e) = e - e q, in which the errors of sum and quotient count less.
    return x < 0.0f ? ck_fma(-e, q, e) : q;
}

CK_INLINE vfloat ck_tanh(vfloat x) {
    vfloat a = ck_magnitude(x);
    // Near 0: x + x^3 p(x^2), minimax on |x| <= 0.625, relative error below 2^-32.
    vfloat u = a * a;
    vfloat p = 0x1.18e8f0p-9f;
    p = ck_fma(p, u, (vfloat)-0x1.0bf726p-7f);
    p = ck_fma(p, u, (vfloat)0x1.638bd8p-6f);
    p = ck_fma(p, u, (vfloat)-0x1.b9ee9ep-5f);
    p = ck_fma(p, u, (vfloat)0x1.111066p-3f);
    p = ck_fma(p, u, (vfloat)-0x1.555554p-2f);
    vfloat near = ck_fma(p * u, a, a);
    // Far from 0: 1 - 2 e / (1 + e) with e = exp(-2 |x|); beyond 10 the result is 1.
    vfloat t = a > 10.0f ? (vfloat)-20.0f : -2.0f * a;
    vfloat n;
    vfloat y = ck_exp_parts(t, &n);
    vfloat e = ck_times_power_of_two(1.0f + y, n);
    vfloat far = 1.0f - (e + e) / (1.0f + e);
    vint sign = ck_bits(x) & (int32_t)0x80000000;
    return ck_from_bits(ck_bits(a < 0.625f ? near : far) | sign);
}

/// Written so that NaN stays NaN.
CK_INLINE vfloat ck_relu(vfloat x) { return x <= 0.0f ? (vfloat)0.0f : x; }

CK_INLINE vfloat ck_hard_sigmoid(vfloat x) {
    vfloat t = ck_relu(x + 3.0f);
    return (t > 6.0f ? (vfloat)6.0f : t) / 6.0f;
}

// Devices leave further activations to processors.
#if CK_LANES > 1
#include "further.h"
#define CK_ELSE(name, ...) if (activation & CK_FURTHER) return CK_NAME(name)(__VA_ARGS__)
#else
#define CK_ELSE(name, ...)
#endif

CK_INLINE vfloat ck_activated(vfloat x, ck_activation activation) {
    CK_ELSE(further_activated, x, activation);
    switch (activation) {
    case CK_LINEAR: return x;
    case CK_RELU: return ck_relu(x);
    case CK_TANH: return ck_tanh(x);
    case CK_SIGMOID: return ck_sigmoid(x);
    case CK_HARD_SIGMOID: return ck_hard_sigmoid(x);
    default: __builtin_unreachable();
    }
}

/// What the way back needs of y = activation(x): y, or x where activation'(x) does not follow from y.
CK_INLINE vfloat ck_kept(vfloat x, vfloat y, ck_activation activation) {
    return ck_keeps_input(activation) ? x : y;
}

/// y of what was kept.
CK_INLINE vfloat ck_recalled(vfloat kept, ck_activation activation) {
    return ck_keeps_input(activation) ? ck_activated(kept, activation) : kept;
}

/// dy x activation'(x), of what was kept.
CK_INLINE vfloat ck_derived(vfloat dy, vfloat kept, ck_activation activation) {
    CK_ELSE(further_derived, dy, kept, activation);
    switch (activation) {
    case CK_LINEAR: return dy;
    case CK_RELU: return kept > 0.0f ? dy : (vfloat)0.0f;
    case CK_TANH: return dy * ck_fma(-kept, kept, (vfloat)1.0f);
    case CK_SIGMOID: return dy * (kept * (1.0f - kept));
    case CK_HARD_SIGMOID: return ((kept > 0.0f) & (kept < 1.0f)) ? dy / 6.0f : (vfloat)0.0f;
    default: __builtin_unreachable();
    }
}
