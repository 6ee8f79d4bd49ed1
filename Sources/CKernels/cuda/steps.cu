// What the gates of a recurrent layer make of rows [x * m_g | h * r_g | 1]: squares as those of products.cu,
// each of one piece. Rows are never written down.

/// Term k of a row.
CK_INLINE float ck_step_term(const ck_device_step *p, int gate, int row, int k) {
    const int sample = row % p->samples, j = k - p->features;
    if (j < 0) return ck_masked(&p->input_masks, p->input[(long)row * p->features + k], sample, k, gate);
    if (j >= p->units) return 1.0f;
    const int before = p->state_repeats ? sample : row;
    const float h = p->state ? p->state[(long)before * p->units + j] : 0.0f;
    return ck_masked(&p->state_masks, h, sample, j, gate);
}

CK_INLINE ck_square_part ck_step_fetch(const ck_device_step *p, const ck_device_piece *piece, int k0,
                                       const int side) {
    ck_square_part part;
    const int lane = CK_THREAD % 32, other = CK_THREAD / 32;
    CK_UNROLL for (int i = 0; i < side / 8; i++) {
        const int row = CK_BLOCK_X * side + other + 8 * i, k = k0 + lane;
        part.a[i] = row < p->rows && k < piece->end ? ck_step_term(p, piece->gate, row, k) : 0.0f;
        const int e = CK_THREAD + 256 * i, bk = k0 + e / side, column = CK_BLOCK_Y * side + e % side;
        const bool has_b = bk < piece->end && column < p->units;
        part.b[i] =
            has_b ? p->weights[(long)bk * p->gates * p->units + piece->gate * p->units + column] : 0.0f;
    }
    return part;
}

CK_INLINE void ck_step_body(const ck_device_step *p, float *room, const int side) {
    const int pitch = side + 1, each = side / 16;
    float *const a = room, *const b = room + CK_TERMS_AT_ONCE * pitch;
    const ck_device_piece *const piece = &p->pieces[CK_BLOCK_Z];
    float total[4][4] = {}, sums[4][4] = {};
    ck_square_part next = ck_step_fetch(p, piece, piece->first, side);
    for (int k0 = piece->first; k0 < piece->end; k0 += CK_TERMS_AT_ONCE) {
        const int count = piece->end - k0 < CK_TERMS_AT_ONCE ? piece->end - k0 : CK_TERMS_AT_ONCE;
        CK_WAIT_FOR_BLOCK();
        CK_UNROLL for (int i = 0; i < side / 8; i++) {
            const int e = CK_THREAD + 256 * i;
            a[CK_THREAD % 32 * pitch + CK_THREAD / 32 + 8 * i] = next.a[i];
            b[e / side * pitch + e % side] = next.b[i];
        }
        CK_WAIT_FOR_BLOCK();
        if (k0 + count < piece->end) next = ck_step_fetch(p, piece, k0 + CK_TERMS_AT_ONCE, side);
        ck_square_terms(a, b, count, side, sums);
        const int done = k0 + count - piece->first;
        if (done % CK_PRODUCT_RUN != 0 && k0 + count < piece->end) continue;
        CK_UNROLL for (int i = 0; i < each; i++) {
            CK_UNROLL for (int j = 0; j < each; j++) {
                total[i][j] = done > CK_PRODUCT_RUN ? total[i][j] + sums[i][j] : sums[i][j];
                sums[i][j] = 0.0f;
            }
        }
    }
    CK_UNROLL for (int i = 0; i < each; i++) {
        CK_UNROLL for (int j = 0; j < each; j++) {
            const int row = ck_square_row(i, side), column = ck_square_column(j, side);
            if (row >= p->rows || column >= p->units) continue;
            const float v = piece->bias ? total[i][j] + piece->bias[column] : total[i][j];
            piece->dst[(long)row * p->units + column] = v;
        }
    }
}

CK_BOUNDED_KERNEL(step_small, ck_device_step, 256, 1) {
    CK_ROOM(float, room);
    ck_step_body(&p, room, 32);
}

CK_BOUNDED_KERNEL(step_large, ck_device_step, 256, 1) {
    CK_ROOM(float, room);
    ck_step_body(&p, room, 64);
}
