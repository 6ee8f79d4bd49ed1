// Any x86-64, and any other processor: multiply-adds are fused by the C library where the processor cannot.
#include "lanes.h"

#define CK_VARIANT plain
#include "variant.h"
