// LSTM passes of any shape: a block has CK_TILE_SAMPLES samples and CK_TILE_UNITS units with all four gates.
//
// A thread that multiplies has CK_THREAD_SAMPLES samples and CK_THREAD_UNITS units of a gate; a read from
// shared memory costs as much as four multiply-adds, so both should be large. All CK_TILE_THREADS fetch. One
// launch does one step, or all of them, where all blocks run at once: those that share samples then wait for
// each other.

#ifndef CK_TILE_SAMPLES
#define CK_TILE_SAMPLES 16
#define CK_TILE_UNITS 16
#define CK_THREAD_SAMPLES 2
#define CK_THREAD_UNITS 4
#define CK_TILE_THREADS 256
#endif
#define CK_TILE_NUMBERS (CK_TILE_SAMPLES * CK_TILE_UNITS)
/// From one of a thread's samples to its next.
#define CK_TILE_GROUPS (CK_TILE_SAMPLES / CK_THREAD_SAMPLES)
/// Threads that multiply, of each gate.
#define CK_TILE_MULTIPLIERS (CK_TILE_GROUPS * CK_TILE_UNITS / CK_THREAD_UNITS)
#define CK_TILE_ROW (4 * CK_TILE_UNITS)
/// Fetches of a thread that are under way at once.
#define CK_AT_ONCE 4

/// Where a block and a thread of it stand.
typedef struct ck_tile {
    /// Weights, (terms, 4, units of the tile), and rows, (4, samples of the tile, pitch); sums and gates of
    /// each run, (4, samples of the tile, units of the tile).
    float *weights, *rows, *results;
    int pitch, first_sample, first_unit;
    /// Of a thread that multiplies: its gate, the first of its units in the tile, the first of its samples.
    bool multiplies;
    int gate, unit, sample;
} ck_tile;

/// Rows that are read four numbers at a time keep off each other's banks.
CK_INLINE int ck_tile_pitch(int terms) { return (terms + 3) / 4 * 4 + ((terms + 3) / 4 % 2 == 1 ? 0 : 4); }

CK_INLINE ck_tile ck_tile_here(float *room, int terms, int chunk, bool resident) {
    ck_tile tile;
    const int place = CK_THREAD % CK_TILE_MULTIPLIERS;
    tile.pitch = ck_tile_pitch(chunk);
    tile.weights = room;
    tile.rows = room + (resident ? terms : chunk) * CK_TILE_ROW;
    tile.results = tile.rows + 4 * CK_TILE_SAMPLES * tile.pitch;
    tile.first_sample = CK_BLOCK_Y * CK_TILE_SAMPLES;
    tile.first_unit = CK_BLOCK_X * CK_TILE_UNITS;
    tile.multiplies = CK_THREAD < 4 * CK_TILE_MULTIPLIERS;
    tile.gate = CK_THREAD / CK_TILE_MULTIPLIERS % 4;
    tile.unit = place % (CK_TILE_UNITS / CK_THREAD_UNITS) * CK_THREAD_UNITS;
    tile.sample = place / (CK_TILE_UNITS / CK_THREAD_UNITS);
    return tile;
}

// MARK: Products

CK_INLINE void ck_tile_term(const float *w, const float left[CK_THREAD_SAMPLES],
                            float sums[CK_THREAD_SAMPLES][CK_THREAD_UNITS]) {
    CK_UNROLL for (int u = 0; u < CK_THREAD_UNITS; u += 4) {
        const ck_four right = *(const ck_four *)(w + u);
        CK_UNROLL for (int s = 0; s < CK_THREAD_SAMPLES; s++) {
            sums[s][u] = ck_fma(left[s], right.x, sums[s][u]);
            sums[s][u + 1] = ck_fma(left[s], right.y, sums[s][u + 1]);
            sums[s][u + 2] = ck_fma(left[s], right.z, sums[s][u + 2]);
            sums[s][u + 3] = ck_fma(left[s], right.w, sums[s][u + 3]);
        }
    }
}

/// sums += the rows' numbers x weights of consecutive terms.
CK_INLINE void ck_tile_terms(const ck_tile *tile, const float *w, int count,
                             float sums[CK_THREAD_SAMPLES][CK_THREAD_UNITS]) {
    if (!tile->multiplies) return;
    const float *a = tile->rows + (tile->gate * CK_TILE_SAMPLES + tile->sample) * tile->pitch;
    w += tile->gate * CK_TILE_UNITS + tile->unit;
    int k = 0;
    CK_UNROLL_BY(2)
    for (; k + 4 <= count; k += 4) {
        float left[4][CK_THREAD_SAMPLES];
        CK_UNROLL for (int s = 0; s < CK_THREAD_SAMPLES; s++) {
            const ck_four v = *(const ck_four *)(a + s * CK_TILE_GROUPS * tile->pitch + k);
            left[0][s] = v.x;
            left[1][s] = v.y;
            left[2][s] = v.z;
            left[3][s] = v.w;
        }
        CK_UNROLL for (int i = 0; i < 4; i++) ck_tile_term(w + (k + i) * CK_TILE_ROW, left[i], sums);
    }
    for (; k < count; k++) {
        float left[CK_THREAD_SAMPLES];
        CK_UNROLL for (int s = 0; s < CK_THREAD_SAMPLES; s++) {
            left[s] = a[s * CK_TILE_GROUPS * tile->pitch + k];
        }
        ck_tile_term(w + k * CK_TILE_ROW, left, sums);
    }
}

/// Puts a run's sums into the results, or adds them there.
CK_INLINE void ck_tile_end_run(const ck_tile *tile, float *results, bool adds,
                               float sums[CK_THREAD_SAMPLES][CK_THREAD_UNITS]) {
    if (!tile->multiplies) return;
    CK_UNROLL for (int s = 0; s < CK_THREAD_SAMPLES; s++) {
        const int row = tile->gate * CK_TILE_SAMPLES + tile->sample + s * CK_TILE_GROUPS;
        float *const to = results + row * CK_TILE_UNITS + tile->unit;
        CK_UNROLL for (int u = 0; u < CK_THREAD_UNITS; u++) {
            to[u] = adds ? to[u] + sums[s][u] : sums[s][u];
            sums[s][u] = 0.0f;
        }
    }
}

// MARK: Fetching

/// Rows k0 ..< k0 + count of a matrix with a gate's columns of the tile: number (k, gate, unit) is at
/// from[k row + gate gap + unit]. Units beyond the last one repeat it.
CK_INLINE void ck_fill_weights(const ck_tile *tile, float *to, const float *from, long row, long gap,
                               int units, int k0, int count) {
    for (int e0 = CK_THREAD; e0 < count * CK_TILE_ROW; e0 += CK_AT_ONCE * CK_TILE_THREADS) {
        float v[CK_AT_ONCE];
        CK_UNROLL for (int i = 0; i < CK_AT_ONCE; i++) {
            const int e = e0 + i * CK_TILE_THREADS, k = e / CK_TILE_ROW, gate = e / CK_TILE_UNITS % 4;
            const int wanted = tile->first_unit + e % CK_TILE_UNITS;
            const int unit = wanted < units ? wanted : units - 1;
            v[i] = from[(long)(k0 + (k < count ? k : 0)) * row + gate * gap + unit];
        }
        CK_UNROLL for (int i = 0; i < CK_AT_ONCE; i++) {
            const int e = e0 + i * CK_TILE_THREADS;
            if (e < count * CK_TILE_ROW) to[e] = v[i];
        }
    }
}

/// A sample of the tile; those beyond the last one repeat it.
CK_INLINE int ck_tile_sample(const ck_tile *tile, int place, int samples) {
    const int sample = tile->first_sample + place;
    return sample < samples ? sample : samples - 1;
}

/// Numbers k0 ..< k0 + count of each sample's row, behind the masks of each gate. No rows is 0.
CK_INLINE void ck_fill_masked(const ck_tile *tile, const float *rows, int length, int samples,
                              const ck_device_gates *masks, int k0, int count) {
    const int gap = CK_TILE_SAMPLES * tile->pitch;
    for (int e0 = CK_THREAD; e0 < count * CK_TILE_SAMPLES; e0 += CK_AT_ONCE * CK_TILE_THREADS) {
        float v[CK_AT_ONCE];
        uint32_t bits[CK_AT_ONCE];
        CK_UNROLL for (int i = 0; i < CK_AT_ONCE; i++) {
            const int e = e0 + i * CK_TILE_THREADS, place = e / count < CK_TILE_SAMPLES ? e / count : 0;
            const int sample = ck_tile_sample(tile, place, samples), k = k0 + e % count;
            v[i] = rows ? ck_fresh(rows + (long)sample * length + k) : 0.0f;
            bits[i] = masks->bits ? masks->bits[(long)sample * masks->stride + k] : 0;
        }
        CK_UNROLL for (int i = 0; i < CK_AT_ONCE; i++) {
            const int e = e0 + i * CK_TILE_THREADS;
            if (e >= count * CK_TILE_SAMPLES) continue;
            float *const to = tile->rows + e / count * tile->pitch + e % count;
            CK_UNROLL for (int g = 0; g < 4; g++) {
                to[g * gap] = masks->bits ? v[i] * ((bits[i] >> g) & 1 ? masks->scale : 0.0f) : v[i];
            }
        }
    }
}

/// The same by fours, where rows and chunks are made of them.
CK_INLINE void ck_fill_masked_fours(const ck_tile *tile, const float *rows, int length, int samples,
                                    const ck_device_gates *masks, int k0, int count) {
    const int gap = CK_TILE_SAMPLES * tile->pitch, fours = count / 4;
    const ck_four zero = {0.0f, 0.0f, 0.0f, 0.0f};
    for (int e0 = CK_THREAD; e0 < fours * CK_TILE_SAMPLES; e0 += CK_AT_ONCE * CK_TILE_THREADS) {
        ck_four v[CK_AT_ONCE];
        uint32_t bits[CK_AT_ONCE];
        CK_UNROLL for (int i = 0; i < CK_AT_ONCE; i++) {
            const int e = e0 + i * CK_TILE_THREADS, place = e / fours < CK_TILE_SAMPLES ? e / fours : 0;
            const int sample = ck_tile_sample(tile, place, samples), k = k0 + e % fours * 4;
            v[i] = rows ? ck_fresh_four(rows + (long)sample * length + k) : zero;
            bits[i] = masks->bits ? *(const uint32_t *)(masks->bits + (long)sample * masks->stride + k) : 0;
        }
        CK_UNROLL for (int i = 0; i < CK_AT_ONCE; i++) {
            const int e = e0 + i * CK_TILE_THREADS;
            if (e >= fours * CK_TILE_SAMPLES) continue;
            float *const to = tile->rows + e / fours * tile->pitch + e % fours * 4;
            CK_UNROLL for (int g = 0; g < 4; g++) {
                ck_four masked = v[i];
                if (masks->bits) {
                    masked.x *= (bits[i] >> g) & 1 ? masks->scale : 0.0f;
                    masked.y *= (bits[i] >> (8 + g)) & 1 ? masks->scale : 0.0f;
                    masked.z *= (bits[i] >> (16 + g)) & 1 ? masks->scale : 0.0f;
                    masked.w *= (bits[i] >> (24 + g)) & 1 ? masks->scale : 0.0f;
                }
                *(ck_four *)(to + g * gap) = masked;
            }
        }
    }
}

/// Units k0 ..< k0 + count of all gates' planes of a step.
CK_INLINE void ck_fill_gradients(const ck_tile *tile, const float *planes, long plane, int units, int samples,
                                 int k0, int count) {
    const bool by_fours = units % 4 == 0 && count % 4 == 0;
    const int width = by_fours ? 4 : 1, pieces = count / width;
    for (int e0 = CK_THREAD; e0 < 4 * pieces * CK_TILE_SAMPLES; e0 += CK_AT_ONCE * CK_TILE_THREADS) {
        ck_four v[CK_AT_ONCE];
        CK_UNROLL for (int i = 0; i < CK_AT_ONCE; i++) {
            const int e = e0 + i * CK_TILE_THREADS, wanted = e / pieces;
            const int row = wanted < 4 * CK_TILE_SAMPLES ? wanted : 0;
            const int sample = ck_tile_sample(tile, row % CK_TILE_SAMPLES, samples);
            const long at = row / CK_TILE_SAMPLES * plane + (long)sample * units + k0 + e % pieces * width;
            if (by_fours) {
                v[i] = ck_fresh_four(planes + at);
            } else {
                v[i].x = ck_fresh(planes + at);
            }
        }
        CK_UNROLL for (int i = 0; i < CK_AT_ONCE; i++) {
            const int e = e0 + i * CK_TILE_THREADS;
            if (e >= 4 * pieces * CK_TILE_SAMPLES) continue;
            float *const to = tile->rows + e / pieces * tile->pitch + e % pieces * width;
            if (by_fours) {
                *(ck_four *)to = v[i];
            } else {
                *to = v[i].x;
            }
        }
    }
}

// MARK: Forward

/// Where the chunk that begins at term k ends: chunks begin at multiples of their length, and at the state.
CK_INLINE int ck_chunk_end(const ck_device_lstm *p, int k, int end) {
    const int next = (k / p->chunk + 1) * p->chunk;
    return next < end ? next : end;
}

/// Terms first ..< end of the pre-activations, which are those of `rows`.
CK_INLINE void ck_tile_forward(const ck_device_lstm *p, const ck_tile *tile, const float *rows, int length,
                               const ck_device_gates *masks, int first, int end,
                               float sums[CK_THREAD_SAMPLES][CK_THREAD_UNITS]) {
    for (int k = first; k < end;) {
        const int next = ck_chunk_end(p, k, end), count = next - k;
        CK_WAIT_FOR_BLOCK();
        if (!p->resident) {
            ck_fill_weights(tile, tile->weights, p->weights, 4 * p->units, p->units, p->units, k, count);
        }
        if (length % 4 == 0 && count % 4 == 0 && (k - first) % 4 == 0) {
            ck_fill_masked_fours(tile, rows, length, p->samples, masks, k - first, count);
        } else {
            ck_fill_masked(tile, rows, length, p->samples, masks, k - first, count);
        }
        CK_WAIT_FOR_BLOCK();
        ck_tile_terms(tile, tile->weights + (p->resident ? k * CK_TILE_ROW : 0), count, sums);
        if (next % CK_PRODUCT_RUN == 0) ck_tile_end_run(tile, tile->results, next > CK_PRODUCT_RUN, sums);
        k = next;
    }
}

/// The bias, whose row is 1, and the end of the last run.
CK_INLINE void ck_tile_bias(const ck_device_lstm *p, const ck_tile *tile,
                            float sums[CK_THREAD_SAMPLES][CK_THREAD_UNITS]) {
    const int terms = p->features + p->units;
    if (p->has_bias) {
        const float *const bias = p->weights + (long)terms * 4 * p->units + tile->gate * p->units;
        CK_UNROLL for (int u = 0; u < CK_THREAD_UNITS; u++) {
            const int unit = tile->first_unit + tile->unit + u;
            const float w = bias[unit < p->units ? unit : p->units - 1];
            CK_UNROLL for (int s = 0; s < CK_THREAD_SAMPLES; s++) sums[s][u] = ck_fma(1.0f, w, sums[s][u]);
        }
    }
    if (terms % CK_PRODUCT_RUN == 0 && !p->has_bias) return;
    ck_tile_end_run(tile, tile->results, terms >= CK_PRODUCT_RUN, sums);
}

/// Activates the gates and does what follows, element by element.
CK_INLINE void ck_tile_cells(const ck_device_lstm *p, const ck_tile *tile, int step) {
    const long state = (long)p->samples * p->units, plane = p->time_steps * state;
    for (int e = CK_THREAD; e < CK_TILE_NUMBERS; e += CK_TILE_THREADS) {
        const int sample = tile->first_sample + e / CK_TILE_UNITS;
        const int unit = tile->first_unit + e % CK_TILE_UNITS;
        if (sample >= p->samples || unit >= p->units) continue;
        const long at = step * state + (long)sample * p->units + unit;
        float gates[4], activated, after, before = 0.0f;
        float *const states = p->planes + 4 * plane;
        if (step > 0) before = states[at - state];
        CK_UNROLL for (int g = 0; g < 4; g++) {
            const float z = tile->results[g * CK_TILE_NUMBERS + e];
            gates[g] = ck_activated(z, g == 2 ? p->activation : p->recurrent_activation);
        }
        p->hidden[at] = ck_lstm_cell(gates, before, p->activation, &after, &activated);
        CK_UNROLL for (int g = 0; g < 4; g++) p->planes[g * plane + at] = gates[g];
        states[at] = after;
        states[plane + at] = activated;
    }
}

CK_BOUNDED_KERNEL(lstm_forward, ck_device_lstm, CK_TILE_THREADS, 1) {
    CK_ROOM(float, room);
    const int features = p.features, terms = features + p.units;
    const ck_tile tile = ck_tile_here(room, terms, p.chunk, p.resident);
    if (p.resident) ck_fill_weights(&tile, tile.weights, p.weights, 4 * p.units, p.units, p.units, 0, terms);
    for (int step = p.first_step; step < p.first_step + p.step_count; step++) {
        const int done = step - p.first_step;
        float sums[CK_THREAD_SAMPLES][CK_THREAD_UNITS] = {};
        const float *const inputs = p.input + (long)ck_time(&p, step) * p.samples * features;
        ck_tile_forward(&p, &tile, inputs, features, &p.input_masks, 0, features, sums);
        // The others' part of h is there.
        if (done > 0) ck_wait_for_row(p.arrivals + CK_BLOCK_Y, (unsigned)(done * CK_BLOCKS_X));
        const float *const before = step > 0 ? p.hidden + (long)(step - 1) * p.samples * p.units : NULL;
        ck_tile_forward(&p, &tile, before, p.units, &p.state_masks, features, terms, sums);
        ck_tile_bias(&p, &tile, sums);
        CK_WAIT_FOR_BLOCK();
        ck_tile_cells(&p, &tile, step);
        if (done + 1 < p.step_count) ck_arrive(p.arrivals + CK_BLOCK_Y);
    }
}

// MARK: Backward

/// transposed[g][k][j] = M[F + j][g H + k].
CK_KERNEL(lstm_transpose, ck_device_lstm) {
    const int units = p.units;
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k >= 4L * units * units) return;
    const int gate = (int)(k / ((long)units * units));
    const int row = (int)(k / units % units), column = (int)(k % units);
    p.transposed[k] = p.weights[(long)(p.features + column) * 4 * units + gate * units + row];
}

/// dh of a step: what comes from above, then each gate's runs behind its mask.
CK_INLINE float ck_hidden_gradient(const ck_device_lstm *p, const ck_tile *tile, int step, int e, int sample,
                                   int unit) {
    const bool last = step == p->time_steps - 1;
    const long in_step = (long)sample * p->units + unit, state = (long)p->samples * p->units;
    bool has_base = last || p->sequences;
    float dh = has_base ? p->output_gradient[p->sequences ? step * state + in_step : in_step] : 0.0f;
    if (last) return dh;
    const int runs = (p->units + CK_PRODUCT_RUN - 1) / CK_PRODUCT_RUN;
    CK_UNROLL for (int g = 0; g < 4; g++) {
        for (int run = 0; run < runs; run++) {
            const float sum = tile->results[(run * 4 + g) * CK_TILE_NUMBERS + e];
            dh = ck_add_run(&p->state_masks, dh, has_base, sum, sample, unit, g);
            has_base = true;
        }
    }
    return dh;
}

CK_INLINE void ck_tile_cell_gradients(const ck_device_lstm *p, const ck_tile *tile, int step) {
    const long state = (long)p->samples * p->units, plane = p->time_steps * state;
    for (int e = CK_THREAD; e < CK_TILE_NUMBERS; e += CK_TILE_THREADS) {
        const int sample = tile->first_sample + e / CK_TILE_UNITS;
        const int unit = tile->first_unit + e % CK_TILE_UNITS;
        if (sample >= p->samples || unit >= p->units) continue;
        const long in_step = (long)sample * p->units + unit, at = step * state + in_step;
        float gates[4], dc = 0.0f;
        if (step < p->time_steps - 1 || p->continues) dc = p->state_gradient[in_step];
        CK_UNROLL for (int g = 0; g < 4; g++) gates[g] = p->planes[g * plane + at];
        const float before = step > 0 ? p->planes[4 * plane + at - state] : 0.0f;
        const float activated = p->planes[5 * plane + at];
        const float dh = ck_hidden_gradient(p, tile, step, e, sample, unit);
        ck_lstm_cell_gradient(gates, before, activated, dh, &dc, p->activation, p->recurrent_activation);
        CK_UNROLL for (int g = 0; g < 4; g++) p->planes[g * plane + at] = gates[g];
        p->state_gradient[in_step] = dc;
    }
}

/// The sums of the tile's units, run by run, into its results, from the gradients of the step after.
CK_INLINE void ck_tile_pull(const ck_device_lstm *p, const ck_tile *tile, int after) {
    const long state = (long)p->samples * p->units, plane = p->time_steps * state;
    const long square = (long)p->units * p->units;
    float sums[CK_THREAD_SAMPLES][CK_THREAD_UNITS] = {};
    for (int k = 0; k < p->units;) {
        const int next = ck_chunk_end(p, k, p->units), count = next - k;
        CK_WAIT_FOR_BLOCK();
        if (!p->resident) {
            ck_fill_weights(tile, tile->weights, p->transposed, p->units, square, p->units, k, count);
        }
        ck_fill_gradients(tile, p->planes + after * state, plane, p->units, p->samples, k, count);
        CK_WAIT_FOR_BLOCK();
        ck_tile_terms(tile, tile->weights + (p->resident ? k * CK_TILE_ROW : 0), count, sums);
        if (next % CK_PRODUCT_RUN == 0 || next == p->units) {
            ck_tile_end_run(tile, tile->results + k / CK_PRODUCT_RUN * 4 * CK_TILE_NUMBERS, false, sums);
        }
        k = next;
    }
    CK_WAIT_FOR_BLOCK();
}

/// From the last step to the first: launch step 0 is the last.
CK_BOUNDED_KERNEL(lstm_backward, ck_device_lstm, CK_TILE_THREADS, 1) {
    CK_ROOM(float, room);
    const ck_tile tile = ck_tile_here(room, p.units, p.chunk, p.resident);
    const long square = (long)p.units * p.units;
    if (p.resident) ck_fill_weights(&tile, tile.weights, p.transposed, p.units, square, p.units, 0, p.units);
    for (int index = p.first_step; index < p.first_step + p.step_count; index++) {
        const int step = p.time_steps - 1 - index, done = index - p.first_step;
        if (done > 0) ck_wait_for_row(p.arrivals + CK_BLOCK_Y, (unsigned)(done * CK_BLOCKS_X));
        if (index > 0) ck_tile_pull(&p, &tile, step + 1);
        ck_tile_cell_gradients(&p, &tile, step);
        if (done + 1 < p.step_count) ck_arrive(p.arrivals + CK_BLOCK_Y);
    }
}
