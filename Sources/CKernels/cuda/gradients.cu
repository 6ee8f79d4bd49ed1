// Weight gradients: a block has a piece of one leaf's and one gate's.
//
// The rows of a leaf come in groups of time steps, from the last group to the first, and those of a group in
// runs of CK_PRODUCT_RUN, each of which is added up on its own. So several teams of a block take one run
// each; then their sums are added in order. A thread of a team has `height` terms x `width` columns.

#define CK_GRADIENT_ROWS 32
#define CK_TEAM_THREADS 128

/// A run of rows.
typedef struct ck_run {
    /// The first time step of its group, the rows of the group, and the first row of the run.
    int step, rows, row;
} ck_run;

/// What a block does.
typedef struct ck_piece {
    int leaf, part, gate, term, column, first, count;
    /// Time steps of a group.
    int together;
} ck_piece;

/// Time steps of a group.
CK_INLINE int ck_steps_together(const ck_device_gradient *p, int count) {
    const int together = p->rows_together > 0 ? p->rows_together / count : p->time_steps;
    return together < 1 ? 1 : together;
}

CK_INLINE ck_run ck_group_at(const ck_device_gradient *p, const ck_piece *piece, int step) {
    const int steps = p->time_steps - step < piece->together ? p->time_steps - step : piece->together;
    const ck_run run = {step, step < 0 ? 0 : steps * piece->count, 0};
    return run;
}

/// Runs of a leaf.
CK_INLINE int ck_leaf_runs(const ck_device_gradient *p, const ck_piece *piece) {
    const int groups = (p->time_steps + piece->together - 1) / piece->together;
    const int rest = (p->time_steps - (groups - 1) * piece->together) * piece->count;
    const int whole = piece->together * piece->count;
    return (groups - 1) * ((whole + CK_PRODUCT_RUN - 1) / CK_PRODUCT_RUN) +
           (rest + CK_PRODUCT_RUN - 1) / CK_PRODUCT_RUN;
}

/// The run `count` runs further on; its step is below 0 behind the last.
CK_INLINE ck_run ck_run_after(const ck_device_gradient *p, const ck_piece *piece, ck_run run, int count) {
    for (; count > 0 && run.step >= 0; count--) {
        run.row += CK_PRODUCT_RUN;
        if (run.row >= run.rows) run = ck_group_at(p, piece, run.step - piece->together);
    }
    return run;
}

CK_INLINE int ck_run_rows(ck_run run) {
    return run.rows - run.row < CK_PRODUCT_RUN ? run.rows - run.row : CK_PRODUCT_RUN;
}

/// Beside the bits of a number of A: whether it is there.
#define CK_IS_THERE 0x100u
/// Rows of which a thread fetches a part: a warp takes every fourth row of the team's, lane by lane.
#define CK_FETCHED_ROWS (CK_GRADIENT_ROWS / 4)

/// Where a row is among those of the input, of the state before (below 0 where there is none), and of the
/// gradients; and its sample. Each lane of a warp works out one.
typedef struct __attribute__((aligned(16))) ck_row_place {
    int input, before, here, sample;
} ck_row_place;

/// The numbers of A that a thread fetches of each row: where they begin, and how far a row is from the next.
typedef struct ck_gradient_columns {
    const float *base[2];
    const uint8_t *bits[2];
    int stride[2], bits_stride[2];
    bool is_state[2], is_there[2];
} ck_gradient_columns;

CK_INLINE ck_gradient_columns ck_gradient_columns_of(const ck_device_gradient *p, const ck_piece *piece,
                                                     int lane, const int terms) {
    ck_gradient_columns columns;
    CK_UNROLL for (int i = 0; i < terms / 32; i++) {
        const int k = piece->term + lane + 32 * i, j = k - p->features;
        const bool is_x = j < 0, is_h = !is_x && j < p->units;
        const ck_device_gates *const masks = is_x ? &p->input_masks : &p->state_masks;
        columns.is_state[i] = is_h;
        columns.is_there[i] = is_x || is_h;
        columns.base[i] = is_x ? p->input + k : is_h ? p->hidden + j : p->input;
        columns.stride[i] = is_x ? p->input_stride : is_h ? p->units : 0;
        columns.bits[i] = masks->bits && (is_x || is_h) ? masks->bits + (is_x ? k : j) : 0;
        columns.bits_stride[i] = masks->stride;
    }
    return columns;
}

/// What a thread has fetched for its team. All is read before anything is used, and what is not there is read
/// from somewhere else.
typedef struct ck_gradient_part {
    float left[CK_FETCHED_ROWS][2], right[CK_FETCHED_ROWS][2];
    uint32_t bits[CK_FETCHED_ROWS][2];
} ck_gradient_part;

CK_INLINE void ck_find_rows(const ck_device_gradient *p, const ck_piece *piece, ck_run run, int offset,
                            int lane, ck_row_place *places) {
    const int next = run.row + offset + lane, row = next < run.rows ? next : run.rows - 1;
    const int step = run.step + row / piece->count, sample = piece->first + row % piece->count;
    const int time = p->backwards ? p->time_steps - 1 - step : step;
    places[lane].input = time * p->samples + sample;
    const int before = step > 0 ? (step - 1) * p->samples + sample : -1;
    const int here = step * p->samples + sample;
    places[lane].before = p->state == CK_STATE_BEFORE ? before : p->state == CK_STATE_HERE ? here : sample;
    places[lane].here = here;
    places[lane].sample = sample;
}

CK_INLINE void ck_gradient_fetch(const ck_device_gradient *p, const ck_piece *piece,
                                 const ck_gradient_columns *from, ck_run run, int offset, int member,
                                 const int terms, const int columns, ck_row_place *places,
                                 ck_gradient_part *part) {
    const int lane = member % 32;
    if (run.step < 0 || run.row + offset >= run.rows) return;
    ck_find_rows(p, piece, run, offset, lane, places);
    CK_WAIT_FOR_WARP();
    const float *const delta = p->delta + piece->gate * p->plane_stride + piece->column;
    const int left = p->columns - piece->column;
    CK_UNROLL for (int r = 0; r < CK_FETCHED_ROWS; r++) {
        const ck_row_place place = places[member / 32 + 4 * r];
        CK_UNROLL for (int i = 0; i < terms / 32; i++) {
            const int row = from->is_state[i] ? place.before : place.input;
            part->left[r][i] = from->base[i][(long)(row < 0 ? 0 : row) * from->stride[i]];
            const uint8_t *const masks = from->bits[i];
            const uint32_t bits = masks ? masks[(long)place.sample * from->bits_stride[i]] : 0;
            part->bits[r][i] = row >= 0 && from->is_there[i] ? bits | CK_IS_THERE : bits;
        }
        CK_UNROLL for (int i = 0; i < columns / 32; i++) {
            const int column = lane + 32 * i;
            part->right[r][i] = delta[(long)place.here * p->columns + (column < left ? column : 0)];
        }
    }
    CK_WAIT_FOR_WARP();
}

/// Number k of the row that was fetched.
CK_INLINE float ck_gradient_number(const ck_device_gradient *p, int gate, int k, float v, uint32_t bits) {
    const bool is_x = k < p->features;
    const bool has_masks = (is_x ? p->input_masks.bits : p->state_masks.bits) != 0;
    const float scale = is_x ? p->input_masks.scale : p->state_masks.scale;
    const float there = bits & CK_IS_THERE ? v : 0.0f;
    const float masked = has_masks ? there * ((bits >> gate) & 1 ? scale : 0.0f) : there;
    return k >= p->features + p->units ? 1.0f : masked;
}

CK_INLINE void ck_gradient_keep(const ck_device_gradient *p, const ck_piece *piece, int member,
                                const int terms, const int columns, const ck_gradient_part *part,
                                float *left, float *right) {
    const int lane = member % 32;
    CK_UNROLL for (int r = 0; r < CK_FETCHED_ROWS; r++) {
        const int row = member / 32 + 4 * r;
        CK_UNROLL for (int i = 0; i < terms / 32; i++) {
            const int k = lane + 32 * i;
            left[row * (terms + 4) + k] = ck_gradient_number(
                p, p->first_gate + piece->gate, piece->term + k, part->left[r][i], part->bits[r][i]);
        }
        CK_UNROLL for (int i = 0; i < columns / 32; i++) {
            right[row * (columns + 4) + lane + 32 * i] = part->right[r][i];
        }
    }
}

CK_INLINE void ck_gradient_rows(const float *l, const float *r, int count, const int height, const int width,
                                float sums[8][4]) {
    const int term_pitch = 8 * height + 4, column_pitch = 16 * width + 4;
    CK_UNROLL_BY(2)
    for (int k = 0; k < count; k++) {
        float a[8], b[4];
        CK_UNROLL for (int i = 0; i < height; i++) a[i] = l[k * term_pitch + i];
        CK_UNROLL for (int j = 0; j < width; j++) b[j] = r[k * column_pitch + j];
        CK_UNROLL for (int i = 0; i < height; i++) {
            CK_UNROLL for (int j = 0; j < width; j++) sums[i][j] = ck_fma(a[i], b[j], sums[i][j]);
        }
    }
}

CK_INLINE ck_piece ck_piece_here(const ck_device_gradient *p, int terms, int columns) {
    ck_piece piece;
    const int leaf = CK_BLOCK_Z / (p->gates * p->parts);
    piece.leaf = leaf;
    piece.part = CK_BLOCK_Z % p->parts;
    piece.gate = CK_BLOCK_Z / p->parts % p->gates;
    piece.term = CK_BLOCK_X * terms;
    piece.column = CK_BLOCK_Y * columns;
    piece.first = p->leaves[2 * leaf];
    piece.count = p->leaves[2 * leaf + 1];
    piece.together = ck_steps_together(p, piece.count);
    return piece;
}

/// Writes a run's sums to where they wait for those of the other runs.
CK_INLINE void ck_gradient_part_of(const ck_device_gradient *p, const ck_piece *piece, int run, int member,
                                   const int height, const int width, float sums[8][4]) {
    const int all = p->features + p->units + p->biases;
    const long size = (long)all * p->gates * p->columns;
    const long first = ((long)piece->leaf * p->most_runs + run) * size;
    float *const to = p->run_sums + first + (long)piece->gate * p->columns;
    CK_UNROLL for (int i = 0; i < height; i++) {
        CK_UNROLL for (int j = 0; j < width; j++) {
            const int term = piece->term + member / 16 * height + i;
            const int column = piece->column + member % 16 * width + j;
            if (term >= all || column >= p->columns) continue;
            to[(long)term * p->gates * p->columns + column] = sums[i][j];
        }
    }
}

/// Where a term's row of a leaf begins.
CK_INLINE float *ck_gradient_row(const ck_device_gradient *p, int leaf, int term) {
    const int bias = term - p->features - p->units;
    return p->dst + leaf * p->leaf_stride + (long)(bias < 0 ? term : p->bias_row + bias) * p->dst_stride;
}

/// The same, of the piece's gate.
CK_INLINE float *ck_gradient_to(const ck_device_gradient *p, const ck_piece *piece, int term) {
    return ck_gradient_row(p, piece->leaf, term) + (long)piece->gate * p->columns;
}

CK_INLINE void ck_gradient_body(const ck_device_gradient *p, float *room, const int teams, const int height,
                                const int width) {
    const int terms = 8 * height, columns = 16 * width, numbers = terms * columns;
    const int team = CK_THREAD / CK_TEAM_THREADS, member = CK_THREAD % CK_TEAM_THREADS;
    float *const left = room + team * CK_GRADIENT_ROWS * (terms + columns + 8);
    float *const right = left + CK_GRADIENT_ROWS * (terms + 4);
    float *const results = room + teams * CK_GRADIENT_ROWS * (terms + columns + 8);
    ck_row_place *const places = (ck_row_place *)(results + teams * numbers) + CK_THREAD / 32 * 32;
    const ck_piece piece = ck_piece_here(p, terms, columns);
    const int last_group = (p->time_steps - 1) / piece.together * piece.together;
    // The first team's run; the others' follow, and then those of the other parts.
    int index = piece.part * teams;
    ck_run first = ck_run_after(p, &piece, ck_group_at(p, &piece, last_group), index);
    ck_run mine = ck_run_after(p, &piece, first, team);
    // No run is longer.
    const int whole = piece.together * piece.count, most = whole < CK_PRODUCT_RUN ? whole : CK_PRODUCT_RUN;
    float total[16], sums[8][4] = {};
    ck_gradient_part part = {};
    bool has_total = false;
    if (p->adds) {
        CK_UNROLL for (int i = 0; i < numbers / (teams * CK_TEAM_THREADS); i++) {
            const int at = CK_THREAD + i * teams * CK_TEAM_THREADS;
            const int term = piece.term + at / columns, column = piece.column + at % columns;
            const bool is_there = term < p->features + p->units + p->biases && column < p->columns;
            if (is_there) total[i] = ck_gradient_to(p, &piece, term)[column];
        }
        has_total = true;
    }
    const ck_gradient_columns from = ck_gradient_columns_of(p, &piece, member % 32, terms);
    ck_gradient_fetch(p, &piece, &from, mine, 0, member, terms, columns, places, &part);
    while (first.step >= 0) {
        const ck_run next = ck_run_after(p, &piece, mine, teams * p->parts);
        for (int row = 0; row < most; row += CK_GRADIENT_ROWS) {
            CK_WAIT_FOR_BLOCK();
            ck_gradient_keep(p, &piece, member, terms, columns, &part, left, right);
            CK_WAIT_FOR_BLOCK();
            const bool ends = row + CK_GRADIENT_ROWS >= most;
            ck_gradient_fetch(
                p, &piece, &from, ends ? next : mine, ends ? 0 : row + CK_GRADIENT_ROWS, member, terms,
                columns, places, &part);
            const int rest = mine.step < 0 ? 0 : ck_run_rows(mine) - row;
            ck_gradient_rows(
                left + member / 16 * height, right + member % 16 * width,
                rest < CK_GRADIENT_ROWS ? rest : CK_GRADIENT_ROWS, height, width, sums);
        }
        if (p->parts > 1) {
            if (mine.step >= 0) ck_gradient_part_of(p, &piece, index + team, member, height, width, sums);
            CK_UNROLL for (int i = 0; i < height; i++) {
                CK_UNROLL for (int j = 0; j < width; j++) sums[i][j] = 0.0f;
            }
            first = ck_run_after(p, &piece, first, teams * p->parts);
            index += teams * p->parts;
            mine = next;
            continue;
        }
        CK_UNROLL for (int i = 0; i < height; i++) {
            CK_UNROLL for (int j = 0; j < width; j++) {
                const int at = (member / 16 * height + i) * columns + member % 16 * width + j;
                results[team * numbers + at] = sums[i][j];
                sums[i][j] = 0.0f;
            }
        }
        CK_WAIT_FOR_BLOCK();
        for (int t = 0; t < teams && first.step >= 0; t++) {
            CK_UNROLL for (int i = 0; i < numbers / (teams * CK_TEAM_THREADS); i++) {
                const float sum = results[t * numbers + CK_THREAD + i * teams * CK_TEAM_THREADS];
                total[i] = has_total ? total[i] + sum : sum;
            }
            has_total = true;
            first = ck_run_after(p, &piece, first, 1);
        }
        mine = next;
    }
    if (p->parts > 1) return;
    const int all = p->features + p->units + p->biases;
    CK_UNROLL for (int i = 0; i < numbers / (teams * CK_TEAM_THREADS); i++) {
        const int at = CK_THREAD + i * teams * CK_TEAM_THREADS;
        const int term = piece.term + at / columns, column = piece.column + at % columns;
        if (term < all && column < p->columns) ck_gradient_to(p, &piece, term)[column] = total[i];
    }
}

CK_BOUNDED_KERNEL(gradient_small, ck_device_gradient, 4 * CK_TEAM_THREADS, 1) {
    CK_ROOM(float, room);
    ck_gradient_body(&p, room, 4, 4, 2);
}

CK_BOUNDED_KERNEL(gradient_large, ck_device_gradient, 2 * CK_TEAM_THREADS, 1) {
    CK_ROOM(float, room);
    ck_gradient_body(&p, room, 2, 8, 4);
}

/// Adds the runs' sums, where they were written one by one: one thread a number.
CK_KERNEL(gradient_total, ck_device_gradient) {
    const long size = (long)(p.features + p.units + p.biases) * p.gates * p.columns;
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k >= size) return;
    ck_piece piece;
    piece.count = p.leaves[2 * CK_BLOCK_Y + 1];
    piece.together = ck_steps_together(&p, piece.count);
    const int runs = ck_leaf_runs(&p, &piece);
    const float *const sums = p.run_sums + (long)CK_BLOCK_Y * p.most_runs * size + k;
    const int width = p.gates * p.columns;
    float *const to = ck_gradient_row(&p, CK_BLOCK_Y, (int)(k / width)) + k % width;
    float total = p.adds ? *to + sums[0] : sums[0];
    CK_UNROLL_BY(8)
    for (int run = 1; run < runs; run++) total += sums[run * size];
    *to = total;
}

/// One thread a column.
CK_KERNEL(gradient_bias, ck_device_bias) {
    const int column = CK_BLOCK_X * CK_THREADS + CK_THREAD, leaf = CK_BLOCK_Y;
    if (column >= p.columns) return;
    const int first = p.leaves[2 * leaf], count = p.leaves[2 * leaf + 1];
    float sum = 0.0f;
    for (int time = 0; time < p.time_steps; time++) {
        const float *const rows = p.delta + ((long)time * p.samples + first) * p.columns + column;
        CK_UNROLL_BY(8)
        for (int r = 0; r < count; r++) sum += rows[(long)r * p.columns];
    }
    p.dst[leaf * p.leaf_stride + column] = sum;
}
