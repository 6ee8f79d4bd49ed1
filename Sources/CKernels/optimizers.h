// Optimizer updates as in Keras 3.

static void CK_NAME(momentum)(float *w, float *velocity, const float *g, long n, float rate, float momentum,
                              bool nesterov) {
    for (long k = 0; k < n; k += CK_LANES) {
        long part = ck_part(k, n);
        vfloat pull = -rate * ck_load(g + k, part);
        vfloat v = ck_fma((vfloat)momentum, ck_load(velocity + k, part), pull);
        vfloat move = nesterov ? ck_fma((vfloat)momentum, v, pull) : v;
        ck_store(velocity + k, v, part);
        ck_store(w + k, ck_load(w + k, part) + move, part);
    }
}

static void CK_NAME(adam)(float *w, float *m, float *v, const float *g, long n, float alpha, float take1,
                          float take2, float epsilon) {
    for (long k = 0; k < n; k += CK_LANES) {
        long part = ck_part(k, n);
        vfloat gradient = ck_load(g + k, part);
        vfloat mean = ck_load(m + k, part), square = ck_load(v + k, part);
        mean = ck_fma(gradient - mean, (vfloat)take1, mean);
        square = ck_fma(ck_fma(gradient, gradient, -square), (vfloat)take2, square);
        ck_store(m + k, mean, part);
        ck_store(v + k, square, part);
        ck_store(w + k, ck_load(w + k, part) - alpha * mean / (ck_sqrt(square) + epsilon), part);
    }
}

static void CK_NAME(nadam)(float *w, float *m, float *v, const float *g, long n, ck_nadam_scalars scalars) {
    for (long k = 0; k < n; k += CK_LANES) {
        long part = ck_part(k, n);
        vfloat gradient = ck_load(g + k, part);
        vfloat mean = ck_load(m + k, part), square = ck_load(v + k, part);
        mean = ck_fma(gradient - mean, (vfloat)scalars.take1, mean);
        square = ck_fma(ck_fma(gradient, gradient, -square), (vfloat)scalars.take2, square);
        ck_store(m + k, mean, part);
        ck_store(v + k, square, part);
        vfloat move = ck_fma((vfloat)scalars.mean_rate, mean, scalars.gradient_rate * gradient);
        vfloat root = ck_sqrt(square * scalars.correction);
        ck_store(w + k, ck_load(w + k, part) - move / (root + scalars.epsilon), part);
    }
}

static void CK_NAME(lion)(float *w, float *m, const float *g, long n, ck_lion_scalars scalars) {
    for (long k = 0; k < n; k += CK_LANES) {
        long part = ck_part(k, n);
        vfloat gradient = ck_load(g + k, part), mean = ck_load(m + k, part);
        vfloat pull = ck_fma((vfloat)scalars.keep1, mean, scalars.take1 * gradient);
        vfloat sign = pull > 0.0f ? (vfloat)1.0f : (pull < 0.0f ? (vfloat)-1.0f : (vfloat)0.0f);
        ck_store(m + k, ck_fma((vfloat)scalars.keep2, mean, scalars.take2 * gradient), part);
        ck_store(w + k, ck_load(w + k, part) - scalars.rate * sign, part);
    }
}

static void CK_NAME(penalize)(float *g, const float *w, float l1, float l2, long n) {
    for (long k = 0; k < n; k += CK_LANES) {
        long part = ck_part(k, n);
        vfloat v = ck_load(w + k, part);
        vfloat sign = v > 0.0f ? (vfloat)1.0f : (v < 0.0f ? (vfloat)-1.0f : (vfloat)0.0f);
        ck_store(g + k, ck_load(g + k, part) + ck_fma((vfloat)l2, v, l1 * sign), part);
    }
}

static void CK_NAME(clamp)(float *g, float limit, long n) {
    for (long k = 0; k < n; k += CK_LANES) {
        long part = ck_part(k, n);
        vfloat v = ck_load(g + k, part);
        ck_store(g + k, v > limit ? (vfloat)limit : (v < -limit ? (vfloat)-limit : v), part);
    }
}

static void CK_NAME(rmsprop)(float *w, float *square, float *mean, float *velocity, const float *g, long n,
                             ck_rmsprop_scalars scalars) {
    const float take = 1.0f - scalars.rho;
    for (long k = 0; k < n; k += CK_LANES) {
        long part = ck_part(k, n);
        vfloat gradient = ck_load(g + k, part);
        vfloat s = ck_fma((vfloat)scalars.rho, ck_load(square + k, part), take * (gradient * gradient));
        vfloat variance = s;
        if (mean) {
            vfloat average = ck_fma((vfloat)scalars.rho, ck_load(mean + k, part), take * gradient);
            ck_store(mean + k, average, part);
            variance = ck_fma(-average, average, s);
        }
        vfloat move = scalars.learning_rate * gradient / ck_sqrt(variance + scalars.epsilon);
        if (velocity) {
            move = ck_fma((vfloat)scalars.momentum, ck_load(velocity + k, part), move);
            ck_store(velocity + k, move, part);
        }
        ck_store(square + k, s, part);
        ck_store(w + k, ck_load(w + k, part) - move, part);
    }
}
