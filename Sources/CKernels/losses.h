// Losses: a target value in each lane, terms in Float64.

/// Targets of `part` lanes, and none in the others: NaN, which counts nothing.
CK_INLINE vdouble ck_targets(const float *target, long part) {
    vdouble t = ck_widened(ck_load(target, part));
    for (long lane = part; lane < CK_LANES; lane++) t[lane] = __builtin_nan("");
    return t;
}

/// One of the width numbers that a model puts out for each lane's target.
CK_INLINE vfloat ck_outputs(const float *output, long width, long part) {
    if (width == 1) return ck_load(output, part);
    vfloat v = 0;
    for (long lane = 0; lane < part; lane++) v[lane] = output[lane * width];
    return v;
}

CK_INLINE void ck_store_outputs(float *output, vfloat v, long width, long part) {
    if (width == 1) {
        ck_store(output, v, part);
    } else {
        for (long lane = 0; lane < part; lane++) output[lane * width] = v[lane];
    }
}

/// What a lane's loss is of: its target, where the numbers put out for it begin, and the gradient's.
typedef struct ck_loss_lanes {
    vdouble target;
    /// By which derivatives are multiplied.
    vdouble scale;
    const float *output;
    float *gradient;
    long width, part;
} ck_loss_lanes;

CK_INLINE vdouble ck_lane_output(const ck_loss_lanes *lanes, long number) {
    return ck_widened(ck_outputs(lanes->output + number, lanes->width, lanes->part));
}

/// Takes the derivative by one of the numbers; 0 where there is no target.
CK_INLINE void ck_lane_gradient(const ck_loss_lanes *lanes, long number, vdouble derivative) {
    if (!lanes->gradient) return;
    const vdouble g = lanes->target == lanes->target ? derivative * lanes->scale : (vdouble)0.0;
    ck_store_outputs(lanes->gradient + number, ck_narrowed(g), lanes->width, lanes->part);
}

/// The mean over quantiles q of max(q e, (q - 1) e), with e = target - output (Koenker and Bassett 1978).
CK_INLINE vdouble ck_pinball(const ck_loss_lanes *lanes, const double *quantiles) {
    const double share = 1.0 / (double)lanes->width;
    vdouble sum = 0;
    for (long k = 0; k < lanes->width; k++) {
        const double q = quantiles[k];
        const vdouble e = lanes->target - ck_lane_output(lanes, k);
        sum += e > 0.0 ? q * e : (q - 1.0) * e;
        ck_lane_gradient(lanes, k, (e > 0.0 ? (vdouble)-q : (e < 0.0 ? (vdouble)(1.0 - q) : e)) * share);
    }
    return sum * share;
}

/// -ln of the density of a normal distribution, by its mean and deviation.
CK_INLINE vdouble ck_gaussian(const ck_loss_lanes *lanes) {
    const vdouble deviation = ck_lane_output(lanes, 1);
    const vdouble z = (lanes->target - ck_lane_output(lanes, 0)) / deviation;
    ck_lane_gradient(lanes, 0, -z / deviation);
    ck_lane_gradient(lanes, 1, (1.0 - z * z) / deviation);
    // ln(2 pi) / 2.
    return ck_log_double(deviation) + (0.5 * z * z + 0x1.d67f1c864beb5p-1);
}

/// ln Gamma(x + 1/2) - ln Gamma(x) for x >= 1, and its derivative.
CK_INLINE vdouble ck_log_gamma_step(vdouble x, vdouble *derivative) {
    // Gamma(x + 1) = x Gamma(x), ten times over.
    vdouble ratio = 1.0, slope = 0.0;
    for (int k = 0; k < 10; k++) {
        const vdouble at = x + (double)k, half = at + 0.5;
        const vdouble inverse = 1.0 / (at * half);
        ratio *= half * half * inverse;
        slope = ck_fma_double(inverse, (vdouble)0.5, slope);
    }
    // Asymptotic series in 1 / x, from Bernoulli numbers; below 2^-60 behind the last term.
    const vdouble y = x + 10.0;
    const vdouble u = 1.0 / y, t = u * u;
    vdouble p = 929569.0 / 15728640.0;
    vdouble d = -15.0 * 929569.0 / 15728640.0;
    p = ck_fma_double(p, t, (vdouble)(-5461.0 / 425984.0));
    d = ck_fma_double(d, t, (vdouble)(13.0 * 5461.0 / 425984.0));
    p = ck_fma_double(p, t, (vdouble)(691.0 / 180224.0));
    d = ck_fma_double(d, t, (vdouble)(-11.0 * 691.0 / 180224.0));
    p = ck_fma_double(p, t, (vdouble)(-31.0 / 18432.0));
    d = ck_fma_double(d, t, (vdouble)(9.0 * 31.0 / 18432.0));
    p = ck_fma_double(p, t, (vdouble)(17.0 / 14336.0));
    d = ck_fma_double(d, t, (vdouble)(-7.0 * 17.0 / 14336.0));
    p = ck_fma_double(p, t, (vdouble)(-1.0 / 640.0));
    d = ck_fma_double(d, t, (vdouble)(5.0 / 640.0));
    p = ck_fma_double(p, t, (vdouble)(1.0 / 192.0));
    d = ck_fma_double(d, t, (vdouble)(-3.0 / 192.0));
    p = ck_fma_double(p, t, (vdouble)-0.125);
    d = ck_fma_double(d, t, (vdouble)0.125);
    *derivative = ck_fma_double(t, d, 0.5 * u) + slope;
    return ck_fma_double(u, p, 0.5 * ck_log_double(y)) - ck_log_double(ratio);
}

/// -ln of the density of a Student-t distribution, by its mean, scale and degrees of freedom.
CK_INLINE vdouble ck_student_t(const ck_loss_lanes *lanes) {
    const vdouble scale = ck_lane_output(lanes, 1), n = ck_lane_output(lanes, 2);
    const vdouble z = (lanes->target - ck_lane_output(lanes, 0)) / scale;
    const vdouble q = z * z / n, log = ck_log1p_double(q);
    const vdouble pull = (n + 1.0) / (n * (1.0 + q));
    vdouble slope;
    const vdouble step = ck_log_gamma_step(0.5 * n, &slope);
    ck_lane_gradient(lanes, 0, -pull * z / scale);
    ck_lane_gradient(lanes, 1, (1.0 - pull * z * z) / scale);
    ck_lane_gradient(lanes, 2, 0.5 * (1.0 / n - slope + log - pull * q));
    // ln(pi) / 2.
    const vdouble constant = ck_fma_double(ck_log_double(n), (vdouble)0.5, (vdouble)0x1.250d048e7a1bdp-1);
    return ck_log_double(scale) - step + constant + 0.5 * (n + 1.0) * log;
}

CK_INLINE vdouble ck_loss_value(const ck_loss_terms *terms, const ck_loss_lanes *lanes) {
    switch (terms->kind) {
    case CK_SQUARED:
    case CK_ABSOLUTE:
    case CK_HUBER:
    case CK_LOG_COSH: {
        vdouble derivative;
        const vdouble d = ck_lane_output(lanes, 0) - lanes->target;
        const vdouble term = ck_loss_term(terms->kind, d, terms->delta, &derivative);
        ck_lane_gradient(lanes, 0, derivative);
        return term;
    }
    case CK_PINBALL: return ck_pinball(lanes, terms->quantiles);
    case CK_GAUSSIAN: return ck_gaussian(lanes);
    case CK_STUDENT_T: return ck_student_t(lanes);
    }
    __builtin_unreachable();
}

static double CK_NAME(loss)(const ck_loss_terms *terms) {
    vdouble sum = 0;
    const long width = terms->width;
    for (long k = 0; k < terms->n; k += CK_LANES) {
        const long part = ck_part(k, terms->n);
        vdouble weight = 1.0;
        if (terms->weights) weight = ck_widened(ck_load(terms->weights + k, part));
        const ck_loss_lanes lanes = {
            .target = ck_targets(terms->target + k, part),
            .scale = weight * terms->gradient_scale,
            .output = terms->output + k * width,
            .gradient = terms->gradient ? terms->gradient + k * width : NULL,
            .width = width,
            .part = part,
        };
        const vdouble term = ck_loss_value(terms, &lanes) * weight;
        sum += lanes.target == lanes.target ? term : (vdouble)0.0;
    }
    return ck_sum_lanes(sum);
}

static void CK_NAME(bound)(float *dst, const float *src, long stride, long n, float least) {
    for (long k = 0; k < n; k += CK_LANES) {
        const long part = ck_part(k, n);
        const vfloat x = ck_outputs(src + k * stride, stride, part);
        ck_store_outputs(dst + k * stride, ck_softplus(x) + least, stride, part);
    }
}

static void CK_NAME(bound_backward)(float *dy, const float *src, long stride, long n) {
    for (long k = 0; k < n; k += CK_LANES) {
        const long part = ck_part(k, n);
        const vfloat slope = ck_sigmoid(ck_outputs(src + k * stride, stride, part));
        const vfloat g = ck_outputs(dy + k * stride, stride, part);
        ck_store_outputs(dy + k * stride, g * slope, stride, part);
    }
}
