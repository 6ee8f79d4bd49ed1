#define CK_EMULATED
#define CK_EMULATED_PROGRAM ""
#include "../../Sources/CKernels/cuda/kernels.cu"
