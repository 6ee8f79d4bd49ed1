#define CK_COLUMNS 1
#define CK_FEATURES 3
#define CK_UNITS 10
#define CK_BIAS 1
#define CK_ACTIVATION CK_TANH
#define CK_RECURRENT CK_SIGMOID
#include "narrow.h"
