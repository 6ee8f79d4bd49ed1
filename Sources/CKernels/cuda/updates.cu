// Losses, the tree of leaves, and updates.

#define CK_LOSS_TERMS 1024

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
            terms[e] = loss_device(
                p.kind, p.output + at, p.target + at, p.gradient + at, p.gradient_scale, p.delta, 1);
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

/// Number k of the root: leaves as they come close pairs like the bits of a counter.
CK_INLINE float ck_root(const ck_device_update *p, long k) {
    float waiting[24];
    int count = 0;
    for (int leaf = 0; leaf < p->leaf_count; leaf++) {
        float v = p->leaves[leaf * p->leaf_stride + k];
        for (int n = leaf + 1; n % 2 == 0; n /= 2) v = waiting[--count] + v;
        waiting[count++] = v;
    }
    float v = waiting[--count];
    while (count > 0) v = waiting[--count] + v;
    return v;
}

CK_KERNEL(update_by_adam, ck_device_update) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k >= p.count) return;
    p.gradient[k] = ck_root(&p, k) * p.factor;
    adam_device(
        p.weights + k, p.mean + k, p.square + k, p.gradient + k, 1, p.alpha, p.take1, p.take2, p.epsilon);
}
