// Products of any shape: a block has 32 x 32 numbers, a thread 2 x 2 of them.

#define CK_SQUARE 32

/// The numbers of a and b that a thread fetches for the next terms.
typedef struct ck_square_part {
    float a[4], b[4];
} ck_square_part;

CK_INLINE ck_square_part ck_square_fetch(const ck_device_product *p, int gate, int k0) {
    ck_square_part part;
    const int row0 = CK_BLOCK_X * CK_SQUARE, column0 = CK_BLOCK_Y * CK_SQUARE, lane = CK_THREAD % CK_SQUARE;
    const bool in_rows = p->b_column != 1;
    CK_UNROLL for (int i = 0; i < 4; i++) {
        const int other = CK_THREAD / CK_SQUARE + 8 * i, row = row0 + other, k = k0 + lane;
        // Lanes follow each other in memory.
        const int bk = k0 + (in_rows ? lane : other), column = column0 + (in_rows ? other : lane);
        const bool has_a = row < p->rows && k < p->depth, has_b = bk < p->depth && column < p->columns;
        part.a[i] = has_a ? p->a[gate * p->a_gate + (long)row * p->a_stride + k] : 0.0f;
        part.b[i] = has_b ? p->b[gate * p->b_gate + bk * p->b_row + column * p->b_column] : 0.0f;
    }
    return part;
}

/// (rows, pitch) of a, (terms, pitch) of b.
CK_INLINE void ck_square_keep(const ck_device_product *p, float *a, float *b, const ck_square_part *part) {
    const int lane = CK_THREAD % CK_SQUARE, pitch = CK_SQUARE + 1;
    const bool in_rows = p->b_column != 1;
    CK_UNROLL for (int i = 0; i < 4; i++) {
        const int other = CK_THREAD / CK_SQUARE + 8 * i;
        a[other * pitch + lane] = part->a[i];
        b[in_rows ? lane * pitch + other : other * pitch + lane] = part->b[i];
    }
}

CK_INLINE void ck_square_end_run(const ck_device_product *p, int gate, bool has_base, float total[2][2],
                                 float sums[2][2]) {
    CK_UNROLL for (int i = 0; i < 2; i++) {
        CK_UNROLL for (int j = 0; j < 2; j++) {
            const int row = CK_BLOCK_X * CK_SQUARE + CK_THREAD / 16 + 16 * i;
            const int column = CK_BLOCK_Y * CK_SQUARE + CK_THREAD % 16 + 16 * j;
            if (row < p->rows && column < p->columns) {
                total[i][j] = ck_add_run(
                    &p->masks, total[i][j], has_base, sums[i][j], row % p->samples, column, gate);
            }
            sums[i][j] = 0.0f;
        }
    }
}

CK_BOUNDED_KERNEL(product, ck_device_product, 256, 1) {
    CK_ROOM(float, room);
    float *const a = room, *const b = room + CK_SQUARE * (CK_SQUARE + 1);
    const int pitch = CK_SQUARE + 1;
    float total[2][2] = {}, sums[2][2] = {};
    ck_square_part next = ck_square_fetch(&p, 0, 0);
    for (int gate = 0; gate < p.gates; gate++) {
        for (int k0 = 0; k0 < p.depth; k0 += CK_SQUARE) {
            const int count = p.depth - k0 < CK_SQUARE ? p.depth - k0 : CK_SQUARE;
            CK_WAIT_FOR_BLOCK();
            ck_square_keep(&p, a, b, &next);
            CK_WAIT_FOR_BLOCK();
            const bool ends = k0 + count == p.depth;
            if (!ends || gate + 1 < p.gates) {
                next = ck_square_fetch(&p, ends ? gate + 1 : gate, ends ? 0 : k0 + CK_SQUARE);
            }
            for (int k = 0; k < count; k++) {
                const float left[2] = {a[CK_THREAD / 16 * pitch + k], a[(CK_THREAD / 16 + 16) * pitch + k]};
                const float right[2] = {b[k * pitch + CK_THREAD % 16], b[k * pitch + CK_THREAD % 16 + 16]};
                CK_UNROLL for (int i = 0; i < 2; i++) {
                    CK_UNROLL for (int j = 0; j < 2; j++) sums[i][j] = ck_fma(left[i], right[j], sums[i][j]);
                }
            }
            if ((k0 + count) % CK_PRODUCT_RUN == 0 || ends) {
                ck_square_end_run(&p, gate, gate > 0 || k0 >= CK_PRODUCT_RUN, total, sums);
            }
        }
    }
    CK_UNROLL for (int i = 0; i < 2; i++) {
        CK_UNROLL for (int j = 0; j < 2; j++) {
            const int row = CK_BLOCK_X * CK_SQUARE + CK_THREAD / 16 + 16 * i;
            const int column = CK_BLOCK_Y * CK_SQUARE + CK_THREAD % 16 + 16 * j;
            if (row >= p.rows || column >= p.columns) continue;
            const float v = p.bias ? total[i][j] + p.bias[column] : total[i][j];
            const int sample = row % p.samples;
            const int to = p.backwards ? p.rows - p.samples - (row - sample) + sample : row;
            p.dst[(long)to * p.dst_stride + column] = ck_activated(v, p.activation);
        }
    }
}

CK_KERNEL(pull_activation, ck_device_delta) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k < p.count) p.dst[k] = ck_derived(p.source[k], p.y[k], p.activation);
}
