#define CK_COLUMNS 2
#define CK_FEATURES 7
#define CK_UNITS 64
#define CK_BIAS 1
#define CK_ACTIVATION CK_TANH
#define CK_RECURRENT CK_SIGMOID
#include "narrow.h"
