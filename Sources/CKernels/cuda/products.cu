// Products of any shape: a block has `side` x `side` numbers, a thread side / 16 x side / 16 of them.

#define CK_TERMS_AT_ONCE 32

/// The numbers of a and b that a thread fetches for the next terms.
typedef struct ck_square_part {
    float a[8], b[8];
} ck_square_part;

/// Lanes follow each other in memory.
CK_INLINE ck_square_part ck_square_fetch(const ck_device_product *p, int gate, int k0, const int side) {
    ck_square_part part;
    const int lane = CK_THREAD % 32, row0 = CK_BLOCK_X * side, column0 = CK_BLOCK_Y * side;
    const bool in_rows = p->b_column != 1;
    CK_UNROLL for (int i = 0; i < side / 8; i++) {
        const int other = CK_THREAD / 32 + 8 * i, e = CK_THREAD + 256 * i;
        const int row = row0 + other, k = k0 + lane;
        const int bk = k0 + (in_rows ? lane : e / side), column = column0 + (in_rows ? other : e % side);
        const bool has_a = row < p->rows && k < p->depth, has_b = bk < p->depth && column < p->columns;
        part.a[i] = has_a ? p->a[p->a_gates[gate] + (long)row * p->a_stride + k] : 0.0f;
        part.b[i] = has_b ? p->b[gate * p->b_gate + bk * p->b_row + column * p->b_column] : 0.0f;
    }
    return part;
}

/// (terms, pitch) of both.
CK_INLINE void ck_square_keep(const ck_device_product *p, float *a, float *b, const ck_square_part *part,
                              const int side) {
    const int lane = CK_THREAD % 32, pitch = side + 1;
    const bool in_rows = p->b_column != 1;
    CK_UNROLL for (int i = 0; i < side / 8; i++) {
        const int other = CK_THREAD / 32 + 8 * i, e = CK_THREAD + 256 * i;
        a[lane * pitch + other] = part->a[i];
        b[in_rows ? lane * pitch + other : e / side * pitch + e % side] = part->b[i];
    }
}

/// sums += rows of a x columns of b, of `count` terms.
CK_INLINE void ck_square_terms(const float *a, const float *b, int count, const int side, float sums[4][4]) {
    const int pitch = side + 1, each = side / 16;
    CK_UNROLL_BY(4)
    for (int k = 0; k < count; k++) {
        float left[4], right[4];
        CK_UNROLL for (int i = 0; i < each; i++) {
            left[i] = a[k * pitch + CK_THREAD / 16 + 16 * i];
            right[i] = b[k * pitch + CK_THREAD % 16 + 16 * i];
        }
        CK_UNROLL for (int i = 0; i < each; i++) {
            CK_UNROLL for (int j = 0; j < each; j++) sums[i][j] = ck_fma(left[i], right[j], sums[i][j]);
        }
    }
}

/// Where a thread's number is.
CK_INLINE int ck_square_row(int i, const int side) { return CK_BLOCK_X * side + CK_THREAD / 16 + 16 * i; }
CK_INLINE int ck_square_column(int j, const int side) { return CK_BLOCK_Y * side + CK_THREAD % 16 + 16 * j; }

CK_INLINE void ck_square_end_run(const ck_device_product *p, int gate, bool has_base, const int side,
                                 float total[4][4], float sums[4][4]) {
    CK_UNROLL for (int i = 0; i < side / 16; i++) {
        CK_UNROLL for (int j = 0; j < side / 16; j++) {
            const int row = ck_square_row(i, side), column = ck_square_column(j, side);
            if (row < p->rows && column < p->columns) {
                total[i][j] = ck_add_run(
                    &p->masks, total[i][j], has_base, sums[i][j], row % p->samples, column,
                    p->first_gate + gate);
            }
            sums[i][j] = 0.0f;
        }
    }
}

CK_INLINE void ck_square_begin(const ck_device_product *p, const int side, float total[4][4]) {
    CK_UNROLL for (int i = 0; i < side / 16; i++) {
        CK_UNROLL for (int j = 0; j < side / 16; j++) {
            const int row = ck_square_row(i, side), column = ck_square_column(j, side);
            const bool has_base = p->base && row < p->rows && column < p->columns;
            total[i][j] = has_base ? p->base[(long)row * p->dst_stride + column] : 0.0f;
        }
    }
}

CK_INLINE void ck_square_finish(const ck_device_product *p, const int side, float total[4][4]) {
    CK_UNROLL for (int i = 0; i < side / 16; i++) {
        CK_UNROLL for (int j = 0; j < side / 16; j++) {
            const int row = ck_square_row(i, side), column = ck_square_column(j, side);
            if (row >= p->rows || column >= p->columns) continue;
            const float v = p->bias ? total[i][j] + p->bias[column] : total[i][j];
            const int sample = row % p->samples;
            const int to = p->backwards ? p->rows - p->samples - (row - sample) + sample : row;
            p->dst[(long)to * p->dst_stride + column] = ck_activated(v, p->activation);
        }
    }
}

CK_INLINE void ck_square_body(const ck_device_product *p, float *room, const int side) {
    float *const a = room, *const b = room + CK_TERMS_AT_ONCE * (side + 1);
    float total[4][4] = {}, sums[4][4] = {};
    ck_square_begin(p, side, total);
    ck_square_part next = ck_square_fetch(p, 0, 0, side);
    for (int gate = 0; gate < p->gates; gate++) {
        for (int k0 = 0; k0 < p->depth; k0 += CK_TERMS_AT_ONCE) {
            const int count = p->depth - k0 < CK_TERMS_AT_ONCE ? p->depth - k0 : CK_TERMS_AT_ONCE;
            CK_WAIT_FOR_BLOCK();
            ck_square_keep(p, a, b, &next, side);
            CK_WAIT_FOR_BLOCK();
            const bool ends = k0 + count == p->depth;
            if (!ends || gate + 1 < p->gates) {
                next = ck_square_fetch(p, ends ? gate + 1 : gate, ends ? 0 : k0 + CK_TERMS_AT_ONCE, side);
            }
            ck_square_terms(a, b, count, side, sums);
            if ((k0 + count) % CK_PRODUCT_RUN == 0 || ends) {
                const bool has_base = p->base || gate > 0 || k0 >= CK_PRODUCT_RUN;
                ck_square_end_run(p, gate, has_base, side, total, sums);
            }
        }
    }
    ck_square_finish(p, side, total);
}

CK_BOUNDED_KERNEL(product_small, ck_device_product, 256, 1) {
    CK_ROOM(float, room);
    ck_square_body(&p, room, 32);
}

CK_BOUNDED_KERNEL(product_large, ck_device_product, 256, 1) {
    CK_ROOM(float, room);
    ck_square_body(&p, room, 64);
}

CK_KERNEL(pull_activation, ck_device_delta) {
    const long k = (long)CK_BLOCK_X * CK_THREADS + CK_THREAD;
    if (k < p.count) p.dst[k] = ck_derived(p.source[k], p.y[k], p.activation);
}
