#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>
#include "include/ckernels.h"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define CK_USES_AVX2
#include "lanes.h"

#define CK_VARIANT avx2
#include "variant.h"
#pragma clang attribute pop

#endif
