// Everything that a device runs. What is element by element is the processors' own text.

#include "lanes.h"

#define CK_VARIANT device
#define CK_JOIN2(a, b) a##_##b
#define CK_JOIN(a, b) CK_JOIN2(a, b)
#define CK_NAME(name) CK_JOIN(name, CK_VARIANT)

#include "activations.h"
#include "rounds.h"
#include "cell.h"
#include "gru_cell.h"
#include "elementary.h"
#include "distances.h"
#include "optimizers.h"

#include "masks.cu"
#include "gates.cu"
#if defined(CK_UNITS)
#include "narrow.cu"
#else
#include "tiles.cu"
#include "products.cu"
#include "steps.cu"
#include "cells.cu"
#include "shapes.cu"
#include "gradients.cu"
#include "updates.cu"
#endif
