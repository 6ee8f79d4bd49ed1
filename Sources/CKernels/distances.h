// Losses of one number a target: terms in Float64 of the difference.

/// The loss term of one difference d = output - target, and its derivative.
CK_INLINE vdouble ck_loss_term(ck_loss kind, vdouble d, double delta, vdouble *derivative) {
    vdouble a = d < 0.0 ? -d : d;
    vdouble sign = d > 0.0 ? (vdouble)1.0 : (d < 0.0 ? (vdouble)-1.0 : d);
    switch (kind) {
    case CK_SQUARED: *derivative = d + d; return d * d;
    case CK_ABSOLUTE: *derivative = sign; return a;
    case CK_HUBER:
        *derivative = a > delta ? sign * delta : d;
        return a > delta ? delta * (a - 0.5 * delta) : 0.5 * d * d;
    case CK_LOG_COSH: {
        // ln cosh a = a + ln((1 + e) / 2) and tanh a = (1 - e) / (1 + e), with e = exp(-2 a).
        const vdouble e = ck_exp_double(-2.0 * a);
        *derivative = a < 1e-6 ? d : sign * ((1.0 - e) / (1.0 + e));
        return a + (ck_log1p_double(e) - 0x1.62e42fefa39efp-1);
    }
    case CK_PINBALL:
    case CK_GAUSSIAN:
    case CK_STUDENT_T: break;
    }
    __builtin_unreachable();
}
