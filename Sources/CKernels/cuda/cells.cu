// Cells of recurrent layers, element by element, by the processors' text; and what a decoder has beside them.

/// The step as the processors' text sees one number of it.
CK_INLINE ck_gru_step ck_gru_at(const ck_device_cell *p, long k) {
    ck_gru_step s;
    s.z = p->planes + k;
    s.r = s.z + p->plane;
    s.c = s.r + p->plane;
    s.u = s.c + p->plane;
    s.h_before = p->before ? p->before + k % p->state : 0;
    s.n = 1;
    s.reset_after = p->reset_after;
    s.activation = p->activation;
    s.recurrent_activation = p->recurrent_activation;
    return s;
}

CK_KERNEL(gru_cell, ck_device_cell) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k >= p.count) return;
    const ck_gru_step s = ck_gru_at(&p, k);
    if (p.does_first) ck_gru_gates_part(&s, 0, 1, p.recurrent_activation);
    if (p.does_second) ck_gru_output_part(&s, p.hidden + k, 0, 1, p.activation, p.recurrent_activation);
}

CK_KERNEL(gru_cell_back, ck_device_cell) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k >= p.count) return;
    const ck_gru_step s = ck_gru_at(&p, k);
    float dh = p.does_first ? p.source[k] : p.gradient[k];
    if (p.does_first) ck_gru_output_backward_part(&s, &dh, 0, 1, p.activation, p.recurrent_activation);
    if (p.does_second) {
        const float *const reset = p.reset ? p.reset + k : 0;
        ck_gru_gates_backward_part(&s, reset, &dh, 0, 1, p.recurrent_activation);
        if (p.above) dh += p.above[k];
    }
    p.gradient[k] = dh;
}

CK_KERNEL(lstm_cell, ck_device_cell) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k >= p.count) return;
    float *const at = p.planes + k;
    float gates[4], after, activated;
    CK_UNROLL for (int g = 0; g < 4; g++) {
        gates[g] = ck_activated(at[g * p.plane], g == 2 ? p.activation : p.recurrent_activation);
        at[g * p.plane] = gates[g];
    }
    const float before = p.cell_before ? p.cell_before[k % p.state] : 0.0f;
    p.hidden[k] = ck_lstm_cell(gates, before, p.activation, &after, &activated);
    at[4 * p.plane] = after;
    at[5 * p.plane] = activated;
}

CK_KERNEL(lstm_cell_back, ck_device_cell) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k >= p.count) return;
    float *const at = p.planes + k;
    float gates[4], dc = 0.0f;
    CK_UNROLL for (int g = 0; g < 4; g++) gates[g] = at[g * p.plane];
    const float before = p.cell_before ? p.cell_before[k % p.state] : 0.0f;
    ck_lstm_cell_gradient(
        gates, before, at[5 * p.plane], p.source[k], &dc, p.activation, p.recurrent_activation);
    CK_UNROLL for (int g = 0; g < 4; g++) at[g * p.plane] = gates[g];
    p.cell_gradient[k] = dc;
}

CK_KERNEL(simple_cell, ck_device_cell) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k < p.count) p.hidden[k] = ck_activated(p.planes[k], p.activation);
}

CK_KERNEL(simple_cell_back, ck_device_cell) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k < p.count) p.planes[k] = ck_derived(p.source[k], p.hidden[k], p.activation);
}

/// Adds what a decoder's rows leave for the state that all began from, from the last row to the first.
CK_KERNEL(fold_rows, ck_device_fold) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k >= p.count) return;
    float sum = p.source[(p.rows - 1) * p.count + k];
    for (int row = p.rows - 2; row >= 0; row--) sum += p.source[row * p.count + k];
    p.dst[k] = sum;
}

/// A decoder's queries, (segments, S, F): each number is its segment's or its channel's.
CK_KERNEL(write_queries, ck_device_queries) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k >= (long)p.segments * p.samples * p.width) return;
    const int column = (int)(k % p.width), row = (int)(k / p.width);
    const int segment = row / p.samples, channel = row % p.samples % p.channels;
    const float *const channels = p.weights + p.segments * p.position + channel * (p.width - p.position);
    p.numbers[k] =
        column < p.position ? p.weights[segment * p.position + column] : channels[column - p.position];
}

/// The gradients of segments and channels, of each leaf: one thread a weight.
CK_KERNEL(gradient_queries, ck_device_queries) {
    const int k = CK_BLOCK_X * CK_THREADS + CK_THREAD, positions = p.segments * p.position;
    const int channel_width = p.width - p.position;
    if (k >= positions + (channel_width > 0 ? p.channels * channel_width : 0)) return;
    const int first = p.leaves[2 * CK_BLOCK_Y], count = p.leaves[2 * CK_BLOCK_Y + 1];
    const bool is_position = k < positions;
    const int column = is_position ? k % p.position : p.position + (k - positions) % channel_width;
    const int wanted = is_position ? k / p.position : (k - positions) / channel_width;
    const int last = is_position ? wanted : p.segments - 1;
    float sum = 0.0f;
    for (int segment = is_position ? wanted : 0; segment <= last; segment++) {
        const float *const rows = p.numbers + ((long)segment * p.samples + first) * p.width + column;
        for (int b = is_position ? 0 : wanted; b < count; b += is_position ? 1 : p.channels) {
            sum += rows[(long)b * p.width];
        }
    }
    p.gradient[CK_BLOCK_Y * p.leaf_stride + k] = sum;
}
