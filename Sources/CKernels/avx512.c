#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>
#include "include/ckernels.h"

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512vl,avx512dq,avx512bw"))), apply_to = function)
#define CK_USES_AVX512
#include "lanes.h"

#define CK_VARIANT avx512
#include "variant.h"
#pragma clang attribute pop

#endif
