// Losses, term by term in Float64.

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
    }
    __builtin_unreachable();
}

static double CK_NAME(loss)(ck_loss kind, const float *output, const float *target, float *gradient,
                            double gradient_scale, double delta, long n) {
    vdouble sum = 0;
    for (long k = 0; k < n; k += CK_LANES) {
        long part = ck_part(k, n);
        vdouble y = ck_widened(ck_load(output + k, part));
        vdouble t = ck_widened(ck_load(target + k, part));
        vdouble derivative;
        sum += ck_loss_term(kind, y - t, delta, &derivative);
        if (gradient) {
            ck_store(gradient + k, ck_narrowed(derivative * gradient_scale), part);
        }
    }
    return ck_sum_lanes(sum);
}
