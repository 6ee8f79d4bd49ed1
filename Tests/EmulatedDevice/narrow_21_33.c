#define CK_COLUMNS 1
#define CK_FEATURES 21
#define CK_UNITS 33
#define CK_BIAS 0
#define CK_ACTIVATION CK_RELU
#define CK_RECURRENT CK_HARD_SIGMOID
#include "narrow.h"
