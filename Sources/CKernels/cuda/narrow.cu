// LSTM passes for few units: one block a sample; a thread has a gate's unit, or, on the way back, CK_COLUMNS
// of them, whose weights stay in its registers for all time steps. Nothing but two barriers stands between
// two steps.
//
// CK_UNITS, CK_FEATURES, CK_BIAS, CK_ACTIVATION and CK_RECURRENT are the layer's. Forward, several units a
// thread did not pay: each thread has the cell of its unit to compute as well.

#define CK_TERMS (CK_FEATURES + CK_UNITS + CK_BIAS)
#define CK_INPUT_ROW ((CK_FEATURES + 3) / 4 * 4)
#define CK_STATE_ROW ((CK_UNITS + 3) / 4 * 4)
/// On the way back, threads of a gate.
#define CK_GATE_THREADS (CK_UNITS / CK_COLUMNS)
/// Inputs of all gates that one thread fetches.
#define CK_FETCHED ((CK_FEATURES + CK_UNITS - 1) / CK_UNITS)
#define CK_EACH_COLUMN CK_UNROLL for (int i = 0; i < CK_COLUMNS; i++)

/// sums += a[0] w[0] + ... of `count` numbers for each of `columns`, both constants.
CK_INLINE void ck_narrow_terms(const float *a, const float w[][CK_TERMS], const int first, const int count,
                               const int columns, float *sums) {
    CK_UNROLL for (int k = 0; k < count; k += 4) {
        const ck_four v = *(const ck_four *)(a + k);
        const float left[4] = {v.x, v.y, v.z, v.w};
        CK_UNROLL for (int n = 0; n < 4; n++) {
            if (k + n >= count) continue;
            CK_UNROLL for (int i = 0; i < columns; i++) {
                sums[i] = ck_fma(left[n], w[i][first + k + n], sums[i]);
            }
        }
    }
}

/// The inputs that a thread fetches, and their masks.
typedef struct ck_narrow_inputs {
    float mask[CK_FETCHED], next[CK_FETCHED];
} ck_narrow_inputs;

CK_INLINE void ck_narrow_fetch(const ck_device_lstm *p, ck_narrow_inputs *inputs, int step) {
    if (step >= p->time_steps) return;
    const float *const row = p->input + ((long)ck_time(p, step) * p->samples + CK_BLOCK_X) * CK_FEATURES;
    CK_UNROLL for (int i = 0; i < CK_FETCHED; i++) {
        const int e = CK_THREAD + i * 4 * CK_UNITS;
        if (e < 4 * CK_FEATURES) inputs->next[i] = row[e % CK_FEATURES];
    }
}

/// Into (4, input row).
CK_INLINE void ck_narrow_keep(const ck_narrow_inputs *inputs, float *to) {
    CK_UNROLL for (int i = 0; i < CK_FETCHED; i++) {
        const int e = CK_THREAD + i * 4 * CK_UNITS;
        if (e < 4 * CK_FEATURES) {
            to[e / CK_FEATURES * CK_INPUT_ROW + e % CK_FEATURES] = inputs->next[i] * inputs->mask[i];
        }
    }
}

CK_INLINE ck_narrow_inputs ck_narrow_inputs_here(const ck_device_lstm *p) {
    ck_narrow_inputs inputs;
    CK_UNROLL for (int i = 0; i < CK_FETCHED; i++) {
        const int e = CK_THREAD + i * 4 * CK_UNITS;
        const bool has_mask = e < 4 * CK_FEATURES && p->input_masks.bits;
        inputs.next[i] = 0.0f;
        inputs.mask[i] =
            has_mask ? ck_gate_mask(&p->input_masks, CK_BLOCK_X, e % CK_FEATURES, e / CK_FEATURES) : 1.0f;
    }
    return inputs;
}

CK_BOUNDED_KERNEL(lstm_narrow_forward, ck_device_lstm, 4 * CK_UNITS, 1) {
    CK_ROOM(float, room);
    // (2, 4, input row), (4, state row), (4, units).
    float *const rows = room, *const states = rows + 8 * CK_INPUT_ROW;
    float *const gates = states + 4 * CK_STATE_ROW;
    const int g = CK_THREAD / CK_UNITS, j = CK_THREAD % CK_UNITS, sample = CK_BLOCK_X;
    const long state = (long)p.samples * CK_UNITS, plane = p.time_steps * state;
    float w[1][CK_TERMS], c = 0.0f;
    CK_UNROLL for (int k = 0; k < CK_TERMS; k++) w[0][k] = p.weights[(long)k * 4 * CK_UNITS + CK_THREAD];
    const float mask = p.state_masks.bits ? ck_gate_mask(&p.state_masks, sample, j, g) : 1.0f;
    states[g * CK_STATE_ROW + j] = 0.0f;
    ck_narrow_inputs inputs = ck_narrow_inputs_here(&p);
    ck_narrow_fetch(&p, &inputs, 0);
    ck_narrow_keep(&inputs, rows);
    ck_narrow_fetch(&p, &inputs, 1);
    CK_WAIT_FOR_BLOCK();
    for (int step = 0; step < p.time_steps; step++) {
        float sum = 0.0f;
        ck_narrow_terms(rows + (step % 2 * 4 + g) * CK_INPUT_ROW, w, 0, CK_FEATURES, 1, &sum);
        if (step > 0) CK_WAIT_FOR_BLOCK();
        ck_narrow_terms(states + g * CK_STATE_ROW, w, CK_FEATURES, CK_UNITS, 1, &sum);
        if (CK_BIAS) sum = ck_fma(1.0f, w[0][CK_TERMS - 1], sum);
        const float y = g == 2 ? ck_activated(sum, CK_ACTIVATION) : ck_activated(sum, CK_RECURRENT);
        const long at = step * state + (long)sample * CK_UNITS + j;
        gates[g * CK_UNITS + j] = y;
        p.planes[g * plane + at] = y;
        ck_narrow_keep(&inputs, rows + (step + 1) % 2 * 4 * CK_INPUT_ROW);
        ck_narrow_fetch(&p, &inputs, step + 2);
        CK_WAIT_FOR_BLOCK();
        const float all[4] = {
            gates[j], gates[CK_UNITS + j], gates[2 * CK_UNITS + j], gates[3 * CK_UNITS + j]};
        float after, activated;
        const float h = ck_lstm_cell(all, c, CK_ACTIVATION, &after, &activated);
        c = after;
        states[g * CK_STATE_ROW + j] = h * mask;
        // Each gate's threads write one of them.
        if (g == 0) p.planes[4 * plane + at] = after;
        if (g == 1) p.planes[5 * plane + at] = activated;
        if (g == 2) p.hidden[at] = h;
    }
}

/// What a time step's cell left behind.
typedef struct ck_narrow_cell {
    float gates[4], before, activated, above;
} ck_narrow_cell;

CK_INLINE ck_narrow_cell ck_narrow_cell_at(const ck_device_lstm *p, int step, long in_step) {
    const long state = (long)p->samples * CK_UNITS, plane = p->time_steps * state;
    const long at = step * state + in_step;
    ck_narrow_cell cell;
    CK_UNROLL for (int q = 0; q < 4; q++) cell.gates[q] = p->planes[q * plane + at];
    cell.before = step > 0 ? p->planes[4 * plane + at - state] : 0.0f;
    cell.activated = p->planes[5 * plane + at];
    cell.above = p->sequences ? p->output_gradient[at] : 0.0f;
    return cell;
}

/// dh of a unit: what comes from above, then each gate's sum behind its mask.
CK_INLINE float ck_narrow_hidden_gradient(const ck_device_lstm *p, float above, const float *parts, int j,
                                          const float masks[4]) {
    bool has_base = p->sequences;
    float dh = above;
    CK_UNROLL for (int q = 0; q < 4; q++) {
        const float sum = parts[q * CK_UNITS + j];
        dh = p->state_masks.bits ? ck_fma(sum, masks[q], has_base ? dh : 0.0f) : has_base ? dh + sum : sum;
        has_base = true;
    }
    return dh;
}

CK_BOUNDED_KERNEL(lstm_narrow_backward, ck_device_lstm, 4 * CK_GATE_THREADS, 1) {
    CK_ROOM(float, room);
    // (4, state row), (4, units).
    float *const deltas = room, *const parts = room + 4 * CK_STATE_ROW;
    const int g = CK_THREAD / CK_GATE_THREADS, first = CK_THREAD % CK_GATE_THREADS, sample = CK_BLOCK_X;
    const long state = (long)p.samples * CK_UNITS, plane = p.time_steps * state;
    const long in_step = (long)sample * CK_UNITS + first;
    float w[CK_COLUMNS][CK_TERMS], masks[CK_COLUMNS][4], dh[CK_COLUMNS], dc[CK_COLUMNS] = {};
    ck_narrow_cell cells[CK_COLUMNS];
    CK_EACH_COLUMN {
        const int j = first + i * CK_GATE_THREADS;
        CK_UNROLL for (int k = 0; k < CK_UNITS; k++) {
            w[i][k] = p.weights[(long)(CK_FEATURES + j) * 4 * CK_UNITS + g * CK_UNITS + k];
        }
        CK_UNROLL for (int q = 0; q < 4; q++) {
            masks[i][q] = p.state_masks.bits ? ck_gate_mask(&p.state_masks, sample, j, q) : 1.0f;
        }
        cells[i] = ck_narrow_cell_at(&p, p.time_steps - 1, in_step + i * CK_GATE_THREADS);
        const long last = p.sequences ? (p.time_steps - 1) * state : 0;
        dh[i] = p.output_gradient[last + in_step + i * CK_GATE_THREADS];
        if (p.continues) dc[i] = p.state_gradient[in_step + i * CK_GATE_THREADS];
    }
    for (int step = p.time_steps - 1; step >= 0; step--) {
        float mine[CK_COLUMNS];
        CK_EACH_COLUMN {
            ck_narrow_cell *const cell = &cells[i];
            ck_lstm_cell_gradient(
                cell->gates, cell->before, cell->activated, dh[i], &dc[i], CK_ACTIVATION, CK_RECURRENT);
            const float *const d = cell->gates;
            mine[i] = g == 0 ? d[0] : g == 1 ? d[1] : g == 2 ? d[2] : d[3];
            deltas[g * CK_STATE_ROW + first + i * CK_GATE_THREADS] = mine[i];
        }
        // All threads of a unit have read what stood in its planes.
        CK_WAIT_FOR_BLOCK();
        CK_EACH_COLUMN p.planes[g * plane + step * state + in_step + i * CK_GATE_THREADS] = mine[i];
        if (step == 0) return;
        CK_EACH_COLUMN cells[i] = ck_narrow_cell_at(&p, step - 1, in_step + i * CK_GATE_THREADS);
        float sums[CK_COLUMNS] = {};
        ck_narrow_terms(deltas + g * CK_STATE_ROW, w, 0, CK_UNITS, CK_COLUMNS, sums);
        CK_EACH_COLUMN parts[g * CK_UNITS + first + i * CK_GATE_THREADS] = sums[i];
        CK_WAIT_FOR_BLOCK();
        CK_EACH_COLUMN {
            const int j = first + i * CK_GATE_THREADS;
            dh[i] = ck_narrow_hidden_gradient(&p, cells[i].above, parts, j, masks[i]);
        }
    }
}
