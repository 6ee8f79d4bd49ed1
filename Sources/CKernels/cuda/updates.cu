// Losses, the tree of leaves, and updates.

#define CK_LOSS_TERMS 1024

/// The loss term of one output, whose gradient it writes.
CK_INLINE double ck_loss_at(const ck_device_loss *p, long at) {
    const long level = p->scale ? at / p->outputs * p->levels + at % p->outputs % p->levels : 0;
    float y = p->output[at], t = p->target[at];
    if (p->scale) y = y * p->scale[level] + p->offset[level];
    if (t != t) t = y;
    double derivative;
    const double term = ck_loss_term(p->kind, (double)y - (double)t, p->delta, &derivative);
    const float gradient = (float)(derivative * p->gradient_scale);
    p->gradient[at] = p->scale ? gradient * p->scale[level] : gradient;
    return term;
}

/// Sixteen threads add what all threads have computed: lane by lane, as on a processor.
CK_BOUNDED_KERNEL(leaf_loss, ck_device_loss, 256, 1) {
    CK_ROOM(double, terms);
    const int leaf = CK_BLOCK_X, first = p.leaves[2 * leaf], count = p.leaves[2 * leaf + 1];
    const int total = p.time_steps * count * p.outputs;
    double sum = 0.0;
    for (int k0 = 0; k0 < total; k0 += CK_LOSS_TERMS) {
        const int here = total - k0 < CK_LOSS_TERMS ? total - k0 : CK_LOSS_TERMS;
        CK_WAIT_FOR_BLOCK();
        for (int e = CK_THREAD; e < here; e += 256) {
            const int k = k0 + e, row = k / p.outputs;
            const long at =
                ((long)(row / count) * p.samples + first + row % count) * p.outputs + k % p.outputs;
            terms[e] = ck_loss_at(&p, at);
        }
        CK_WAIT_FOR_BLOCK();
        if (CK_THREAD < 16) {
            for (int e = CK_THREAD; e < here; e += 16) sum += terms[e];
        }
    }
    CK_WAIT_FOR_BLOCK();
    if (CK_THREAD < 16) terms[CK_THREAD] = sum;
    CK_WAIT_FOR_BLOCK();
    if (CK_THREAD > 0) return;
    for (int width = 8; width > 0; width /= 2) {
        for (int k = 0; k < width; k++) terms[k] += terms[k + width];
    }
    p.sums[leaf] = terms[0];
}

/// One thread a number of a node: leaves as they come close pairs like the bits of a counter.
CK_KERNEL(sum_nodes, ck_device_nodes) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k >= p.count) return;
    float *const numbers = p.leaves + p.nodes[2 * CK_BLOCK_Y] * p.leaf_stride + k;
    const int leaves = p.nodes[2 * CK_BLOCK_Y + 1];
    float waiting[24];
    int count = 0;
    for (int leaf = 0; leaf < leaves; leaf++) {
        float v = numbers[leaf * p.leaf_stride];
        for (int n = leaf + 1; n % 2 == 0; n /= 2) v = waiting[--count] + v;
        waiting[count++] = v;
    }
    float v = waiting[--count];
    while (count > 0) v = waiting[--count] + v;
    numbers[0] = v;
}

CK_KERNEL(update_by_adam, ck_device_update) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k >= p.count) return;
    p.gradient[k] *= p.factor;
    adam_device(
        p.weights + k, p.mean + k, p.square + k, p.gradient + k, 1, p.alpha, p.take1, p.take2, p.epsilon);
}
