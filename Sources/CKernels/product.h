// Products of matrices that the cache holds, in blocks whose sums stay in registers.
//
// A number of the product takes its terms in ascending order, each by a fused multiply-add, in runs that
// begin at 0. So blocks may have any size without changing a bit, and each variant has the one that its
// registers hold.

#if defined(CK_USES_AVX512)
#define CK_BLOCK_ROWS 8
#define CK_BLOCK_VECTORS 4
#elif defined(CK_USES_AVX2)
#define CK_BLOCK_ROWS 6
#define CK_BLOCK_VECTORS 1
#else
#define CK_BLOCK_ROWS 1
#define CK_BLOCK_VECTORS 1
#endif

#define CK_BLOCK_LANES (CK_BLOCK_VECTORS * CK_LANES)
#define CK_UNROLL _Pragma("clang loop unroll(full)")

/// dst = base + sums x mask for a block; rows of sums are as long as a block can be.
///
/// All is read before anything is written: a processor that reads beside a masked store under way waits.
static void CK_NAME(product_finish)(const ck_product_terms *p, float *sums, long rows, long columns) {
    const long length = CK_BLOCK_LANES;
    for (long r = 0; r < rows; r++) {
        const float *const base = p->base ? p->base + r * p->base_stride : NULL;
        const float *const mask = p->mask ? p->mask + r * p->mask_stride : NULL;
        for (long k = 0; k < columns; k += CK_LANES) {
            const long part = ck_part(k, columns);
            vfloat result = ck_load(sums + r * length + k, CK_LANES);
            if (mask) {
                const vfloat from = base ? ck_load(base + k, part) : (vfloat)0.0f;
                result = ck_fma(result, ck_load(mask + k, part), from);
            } else if (base) {
                result += ck_load(base + k, part);
            }
            ck_store(sums + r * length + k, result, CK_LANES);
        }
    }
    for (long r = 0; r < rows; r++) {
        for (long k = 0; k < columns; k += CK_LANES) {
            const vfloat result = ck_load(sums + r * length + k, CK_LANES);
            ck_store(p->dst + r * p->dst_stride + k, result, ck_part(k, columns));
        }
    }
}

/// A block of row_count rows and vector_count vectors, of which the last has `last` lanes in use. The
/// pointers in p are those of the block.
CK_INLINE void ck_product_block(const ck_product_terms *p, const long last, const int row_count,
                                const int vector_count) {
    vfloat sum[CK_BLOCK_ROWS][CK_BLOCK_VECTORS];
    CK_UNROLL for (int r = 0; r < row_count; r++) {
        CK_UNROLL for (int v = 0; v < vector_count; v++) sum[r][v] = 0;
    }
    const int tail = vector_count - 1;
    const float *a = p->a.start, *b = p->b.start;
    for (long k = 0; k < p->depth; k++, a += p->a.column_stride, b += p->b.row_stride) {
        vfloat right[CK_BLOCK_VECTORS];
        CK_UNROLL for (int v = 0; v < tail; v++) right[v] = ck_load(b + v * CK_LANES, CK_LANES);
        right[tail] = ck_load_some(b + tail * CK_LANES, last);
        CK_UNROLL for (int r = 0; r < row_count; r++) {
            const vfloat left = a[r * p->a.row_stride];
            CK_UNROLL for (int v = 0; v < vector_count; v++) sum[r][v] = ck_fma(left, right[v], sum[r][v]);
        }
    }
    if (!p->base && !p->mask) {
        CK_UNROLL for (int r = 0; r < row_count; r++) {
            float *const dst = p->dst + r * p->dst_stride;
            CK_UNROLL for (int v = 0; v < tail; v++) ck_store(dst + v * CK_LANES, sum[r][v], CK_LANES);
            ck_store_some(dst + tail * CK_LANES, sum[r][tail], last);
        }
        return;
    }
    if (last == CK_LANES) {
        // Times 1 changes no bit.
        static const float zeros[CK_BLOCK_LANES], ones[CK_BLOCK_LANES] = {[0 ... CK_BLOCK_LANES - 1] = 1.0f};
        const float *const bases = p->base ? p->base : zeros, *const masks = p->mask ? p->mask : ones;
        const long base_stride = p->base ? p->base_stride : 0, mask_stride = p->mask ? p->mask_stride : 0;
        CK_UNROLL for (int r = 0; r < row_count; r++) {
            CK_UNROLL for (int v = 0; v < vector_count; v++) {
                const long at = v * CK_LANES;
                const vfloat base = ck_load(bases + r * base_stride + at, CK_LANES);
                const vfloat mask = ck_load(masks + r * mask_stride + at, CK_LANES);
                ck_store(p->dst + r * p->dst_stride + at, ck_fma(sum[r][v], mask, base), CK_LANES);
            }
        }
        return;
    }
    float sums[CK_BLOCK_ROWS][CK_BLOCK_LANES] __attribute__((aligned(64)));
    CK_UNROLL for (int r = 0; r < row_count; r++) {
        CK_UNROLL for (int v = 0; v < vector_count; v++) {
            ck_store(&sums[r][v * CK_LANES], sum[r][v], CK_LANES);
        }
    }
    CK_NAME(product_finish)(p, &sums[0][0], row_count, tail * CK_LANES + last);
}

/// The rows from one on; for the columns, see ck_product_from_column.
CK_INLINE ck_product_terms ck_product_from_row(ck_product_terms p, long row) {
    p.dst += row * p.dst_stride;
    p.a.start += row * p.a.row_stride;
    if (p.base) p.base += row * p.base_stride;
    if (p.mask) p.mask += row * p.mask_stride;
    return p;
}

CK_INLINE ck_product_terms ck_product_from_column(ck_product_terms p, long column) {
    p.dst += column;
    p.b.start += column * p.b.column_stride;
    if (p.base) p.base += column;
    if (p.mask) p.mask += column;
    return p;
}

/// All rows of vector_count vectors, in blocks of nearly equal height.
CK_INLINE void ck_product_panel(ck_product_terms p, long last, const int vector_count) {
    // So many sums and right sides fit into the registers.
    const long limit = vector_count < 3 ? CK_BLOCK_ROWS : CK_BLOCK_ROWS - 2;
    for (long blocks = (p.rows + limit - 1) / limit; blocks > 0; blocks--) {
        const long height = (p.rows + blocks - 1) / blocks;
        switch (height) {
#if CK_BLOCK_ROWS == 8
        case 8: ck_product_block(&p, last, 8, vector_count); break;
        case 7: ck_product_block(&p, last, 7, vector_count); break;
#endif
#if CK_BLOCK_ROWS > 4
        case 6: ck_product_block(&p, last, 6, vector_count); break;
        case 5: ck_product_block(&p, last, 5, vector_count); break;
#endif
#if CK_BLOCK_ROWS >= 4
        case 4: ck_product_block(&p, last, 4, vector_count); break;
        case 3: ck_product_block(&p, last, 3, vector_count); break;
        case 2: ck_product_block(&p, last, 2, vector_count); break;
#endif
        default: ck_product_block(&p, last, 1, vector_count); break;
        }
        p = ck_product_from_row(p, height);
        p.rows -= height;
    }
}

/// One run of terms.
static void CK_NAME(product_run)(const ck_product_terms *terms) {
    ck_product_terms p = *terms;
    const long width = CK_BLOCK_LANES;
    for (long rest = p.columns; rest > 0; rest -= width, p = ck_product_from_column(p, width)) {
        const long columns = rest < width ? rest : width, vectors = (columns + CK_LANES - 1) / CK_LANES;
        const long last = columns - (vectors - 1) * CK_LANES;
        switch (vectors) {
#if CK_BLOCK_VECTORS == 4
        case 4: ck_product_panel(p, last, 4); break;
        case 3: ck_product_panel(p, last, 3); break;
        case 2: ck_product_panel(p, last, 2); break;
#endif
        default: ck_product_panel(p, last, 1); break;
        }
    }
}

/// One run of terms with the right matrix copied first, some columns at a time, so that the rows follow each
/// other.
static void CK_NAME(product_packed)(const ck_product_terms *terms) {
    enum { width = 32 };
    float packed[CK_PRODUCT_RUN * width];
    for (long column = 0; column < terms->columns; column += width) {
        ck_product_terms p = ck_product_from_column(*terms, column);
        p.columns = terms->columns - column < width ? terms->columns - column : width;
        if (p.b.column_stride == 1) {
            for (long k = 0; k < p.depth; k++) {
                for (long c = 0; c < p.columns; c += CK_LANES) {
                    const vfloat v = ck_load(p.b.start + k * p.b.row_stride + c, ck_part(c, p.columns));
                    ck_store(packed + k * width + c, v, CK_LANES);
                }
            }
        } else {
            for (long c = 0; c < p.columns; c++) {
                const float *from = p.b.start + c * p.b.column_stride;
                for (long k = 0; k < p.depth; k++) packed[k * width + c] = from[k * p.b.row_stride];
            }
        }
        p.b = (ck_matrix){packed, width, 1};
        CK_NAME(product_run)(&p);
    }
}

/// Whether copying pays: narrow blocks use but a part of each row at a time, and the cache keeps few of rows
/// far apart.
CK_INLINE bool ck_product_packs(const ck_product_terms *p) {
    return CK_BLOCK_VECTORS == 1 && p->rows >= 16 && p->columns > CK_LANES && p->b.row_stride >= 128;
}

static void CK_NAME(product)(const ck_product_terms *terms) {
    ck_product_terms p = *terms;
    for (long k = 0; k < terms->depth || k == 0; k += CK_PRODUCT_RUN) {
        p.depth = terms->depth - k < CK_PRODUCT_RUN ? terms->depth - k : CK_PRODUCT_RUN;
        if (p.b.column_stride != 1 || ck_product_packs(&p)) {
            CK_NAME(product_packed)(&p);
        } else {
            CK_NAME(product_run)(&p);
        }
        p.a.start += p.depth * p.a.column_stride;
        p.b.start += p.depth * p.b.row_stride;
        // What the runs before have left.
        p.base = p.dst;
        p.base_stride = p.dst_stride;
    }
}
