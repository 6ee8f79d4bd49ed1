// Normal numbers, two from two words of a stream by the transform of Box and Muller (1958). In Float64,
// product by product and sum by sum: initial weights are made of these bits.

/// ln x for x = (k + 1) 2^-32 with whole 0 <= k < 2^32.
CK_INLINE vdouble ck_logarithm(vdouble x) {
    const vulong bits = (vulong)x;
    vdouble exponent = __builtin_convertvector((vlong)(bits >> 52) - 1023, vdouble);
    vdouble fraction = (vdouble)((bits & 0xfffffffffffffu) | 0x3ff0000000000000u);
    const vdouble larger = exponent + 1.0, half = fraction * 0.5;
    const vlong is_large = fraction > 1.4142135623730951;
    exponent = is_large ? larger : exponent;
    fraction = is_large ? half : fraction;
    // ln f = 2 artanh s; |s| <= 0.172, so that the term after s^23 is below 2^-60.
    const vdouble s = (fraction - 1.0) / (fraction + 1.0), square = s * s;
    vdouble series = 0.0;
    for (int power = 23; power >= 1; power -= 2) series = series * square + 1.0 / power;
    return exponent * 0.6931471805599453 + 2.0 * s * series;
}

/// cos and sin of 2 pi word 2^-32.
CK_INLINE void ck_cosine_and_sine(vuint word, vdouble *cosine, vdouble *sine) {
    const vulong wide = __builtin_convertvector(word, vulong), quarter = (wide + (1u << 29)) >> 30;
    const vdouble quarters = __builtin_convertvector(quarter, vdouble);
    const vdouble turns = __builtin_convertvector(word, vdouble) * 0x1p-32;
    const vdouble angle = (turns - quarters / 4.0) * 6.283185307179586, square = angle * angle;
    // Taylor series on |angle| <= pi / 4.
    vdouble c = 1.0, s = 1.0;
    for (int n = 18; n >= 2; n -= 2) {
        c = 1.0 - c * square / (double)(n * (n - 1));
        s = 1.0 - s * square / (double)(n * (n + 1));
    }
    s *= angle;
    const vlong is_odd = (vlong)(quarter & 1) != 0;
    const vdouble x = is_odd ? s : c, y = is_odd ? c : s;
    *cosine = (vlong)((quarter + 1) & 2) != 0 ? -x : x;
    *sine = (vlong)(quarter & 2) != 0 ? -y : y;
}

/// 32 numbers of 32 words.
CK_INLINE void ck_normals(vfloat numbers[2], vuint lower, vuint upper, double deviation) {
    const vuint first = __builtin_shufflevector(
        lower, upper, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    const vuint second = __builtin_shufflevector(
        lower, upper, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    const vdouble x = (__builtin_convertvector(first, vdouble) + 1.0) * 0x1p-32;
    const vdouble radius = __builtin_elementwise_sqrt(-2.0 * ck_logarithm(x));
    vdouble cosine, sine;
    ck_cosine_and_sine(second, &cosine, &sine);
    const vfloat even = ck_narrowed(radius * cosine * deviation);
    const vfloat odd = ck_narrowed(radius * sine * deviation);
    numbers[0] = __builtin_shufflevector(
        even, odd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    numbers[1] = __builtin_shufflevector(
        even, odd, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

static void CK_NAME(philox_normals)(float *dst, long n, long count, ck_stream stream, double deviation) {
    for (long m = 0; m < count; m++, dst += n) {
        const vuint slot = stream.slot + (uint32_t)m;
        for (long k = 0; k < n; k += 64) {
            vuint words[4];
            vfloat numbers[4];
            ck_philox_blocks(words, (uint32_t)(k / 4) + CK_LANE_NUMBERS, slot, stream);
            ck_normals(numbers, words[0], words[1], deviation);
            ck_normals(numbers + 2, words[2], words[3], deviation);
            for (long part = 0; part < 4 && k + part * CK_LANES < n; part++) {
                const long at = k + part * CK_LANES;
                ck_store(dst + at, numbers[part], ck_part(at, n));
            }
        }
    }
}
