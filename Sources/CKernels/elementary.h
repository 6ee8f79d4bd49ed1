// Elementary functions in Float64, within a few units in the last place; NaN gives NaN.

/// 1.5 x 2^52, and its bits: added to a small integer, it has that in its low bits.
#define CK_SHIFT 0x1.8p52
#define CK_SHIFT_BITS 0x4338000000000000

/// exp(x); below -708 it is that of -708, above 709 that of 709.
CK_INLINE vdouble ck_exp_double(vdouble x) {
    x = x < -708.0 ? (vdouble)-708.0 : x;
    x = x > 709.0 ? (vdouble)709.0 : x;
    const vdouble shifted = ck_fma_double(x, (vdouble)0x1.71547652b82fep0, (vdouble)CK_SHIFT);
    const vdouble n = shifted - CK_SHIFT;
    // ln 2 in two parts.
    vdouble r = ck_fma_double(n, (vdouble)-0x1.62e42fefa39efp-1, x);
    r = ck_fma_double(n, (vdouble)-0x1.abc9e3b39803fp-56, r);
    // Taylor series on |r| <= 0.3466, down from a term below 2^-57.
    vdouble p = 1.0 / 6227020800.0;
    p = ck_fma_double(p, r, (vdouble)(1.0 / 479001600.0));
    p = ck_fma_double(p, r, (vdouble)(1.0 / 39916800.0));
    p = ck_fma_double(p, r, (vdouble)(1.0 / 3628800.0));
    p = ck_fma_double(p, r, (vdouble)(1.0 / 362880.0));
    p = ck_fma_double(p, r, (vdouble)(1.0 / 40320.0));
    p = ck_fma_double(p, r, (vdouble)(1.0 / 5040.0));
    p = ck_fma_double(p, r, (vdouble)(1.0 / 720.0));
    p = ck_fma_double(p, r, (vdouble)(1.0 / 120.0));
    p = ck_fma_double(p, r, (vdouble)(1.0 / 24.0));
    p = ck_fma_double(p, r, (vdouble)(1.0 / 6.0));
    p = ck_fma_double(p, r, (vdouble)0.5);
    p = ck_fma_double(p, r, (vdouble)1.0);
    p = ck_fma_double(p, r, (vdouble)1.0);
    return p * ck_from_double_bits((ck_double_bits(shifted) - CK_SHIFT_BITS + 1023) << 52);
}

/// ln u for normal u > 0, of which rest is u - 1: where u is near 1, it may have digits that u has not.
CK_INLINE vdouble ck_log_near_one(vdouble u, vdouble rest) {
    // u = 2^n f with f from sqrt(1/2) to sqrt(2).
    const vlong n = (ck_double_bits(u) - 0x3fe6a09e667f3bcd) >> 52;
    const vdouble f = ck_from_double_bits(ck_double_bits(u) - (n << 52));
    // ln f = 2 artanh s.
    const vdouble s = n == 0 ? rest / (2.0 + rest) : (f - 1.0) / (f + 1.0);
    const vdouble t = s * s;
    // |s| <= 0.172, so that the term after s^23 is below 2^-60.
    vdouble p = 1.0 / 23.0;
    p = ck_fma_double(p, t, (vdouble)(1.0 / 21.0));
    p = ck_fma_double(p, t, (vdouble)(1.0 / 19.0));
    p = ck_fma_double(p, t, (vdouble)(1.0 / 17.0));
    p = ck_fma_double(p, t, (vdouble)(1.0 / 15.0));
    p = ck_fma_double(p, t, (vdouble)(1.0 / 13.0));
    p = ck_fma_double(p, t, (vdouble)(1.0 / 11.0));
    p = ck_fma_double(p, t, (vdouble)(1.0 / 9.0));
    p = ck_fma_double(p, t, (vdouble)(1.0 / 7.0));
    p = ck_fma_double(p, t, (vdouble)(1.0 / 5.0));
    p = ck_fma_double(p, t, (vdouble)(1.0 / 3.0));
    const vdouble log = ck_fma_double(s * t, p, s) * 2.0;
    const vdouble whole = ck_from_double_bits(n + CK_SHIFT_BITS) - CK_SHIFT;
    return u != u ? u : ck_fma_double(whole, (vdouble)0x1.62e42fefa39efp-1, log);
}

/// ln x for normal x > 0.
CK_INLINE vdouble ck_log_double(vdouble x) { return ck_log_near_one(x, x - 1.0); }

/// ln(1 + x) for x > -1, of which 1 + x is a normal number; as exact near 0.
CK_INLINE vdouble ck_log1p_double(vdouble x) { return ck_log_near_one(1.0 + x, x); }
