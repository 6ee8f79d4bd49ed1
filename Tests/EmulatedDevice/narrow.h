// The kernels for few units, compiled for the constants of the file that includes this, under the name by
// which the device's code asks for them.

#define CK_EMULATED
#define CK_SPELLED(x) #x
#define CK_SPELL(x) CK_SPELLED(x)
#define CK_EMULATED_PROGRAM                                                                   \
    "CK_COLUMNS=" CK_SPELL(CK_COLUMNS) " CK_FEATURES=" CK_SPELL(CK_FEATURES) " CK_UNITS="      \
    CK_SPELL(CK_UNITS) " CK_BIAS=" CK_SPELL(CK_BIAS) " CK_ACTIVATION=" CK_SPELL(CK_ACTIVATION) \
    " CK_RECURRENT=" CK_SPELL(CK_RECURRENT)

#include "../../Sources/CKernels/cuda/kernels.cu"
