// The device's texts, as they are compiled where there is a device.

#include "include/cktexts.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char kernels[] = {
#embed "cuda/kernels.cu"
    , 0};
static const char lanes[] = {
#embed "cuda/lanes.h"
    , 0};
static const char masks[] = {
#embed "cuda/masks.cu"
    , 0};
static const char gates[] = {
#embed "cuda/gates.cu"
    , 0};
static const char tiles[] = {
#embed "cuda/tiles.cu"
    , 0};
static const char narrow[] = {
#embed "cuda/narrow.cu"
    , 0};
static const char products[] = {
#embed "cuda/products.cu"
    , 0};
static const char steps[] = {
#embed "cuda/steps.cu"
    , 0};
static const char cells[] = {
#embed "cuda/cells.cu"
    , 0};
static const char shapes[] = {
#embed "cuda/shapes.cu"
    , 0};
static const char gradients[] = {
#embed "cuda/gradients.cu"
    , 0};
static const char updates[] = {
#embed "cuda/updates.cu"
    , 0};
static const char device[] = {
#embed "include/ckdevice.h"
    , 0};
static const char words[] = {
#embed "include/ckwords.h"
    , 0};
static const char activations[] = {
#embed "activations.h"
    , 0};
static const char rounds[] = {
#embed "rounds.h"
    , 0};
static const char cell[] = {
#embed "cell.h"
    , 0};
static const char gru_cell[] = {
#embed "gru_cell.h"
    , 0};
static const char elementary[] = {
#embed "elementary.h"
    , 0};
static const char distances[] = {
#embed "distances.h"
    , 0};
static const char optimizers[] = {
#embed "optimizers.h"
    , 0};

/// The compiler at run time has no headers of its own.
static const char integers[] =
    "typedef signed char int8_t; typedef unsigned char uint8_t; typedef int int32_t;"
    "typedef unsigned int uint32_t; typedef long long int64_t; typedef unsigned long long uint64_t;";

static const ck_text texts[] = {
    {"kernels.cu", kernels},
    {"lanes.h", lanes},
    {"masks.cu", masks},
    {"gates.cu", gates},
    {"tiles.cu", tiles},
    {"narrow.cu", narrow},
    {"products.cu", products},
    {"steps.cu", steps},
    {"cells.cu", cells},
    {"shapes.cu", shapes},
    {"gradients.cu", gradients},
    {"updates.cu", updates},
    {"ckdevice.h", device},
    {"ckwords.h", words},
    {"activations.h", activations},
    {"rounds.h", rounds},
    {"cell.h", cell},
    {"gru_cell.h", gru_cell},
    {"elementary.h", elementary},
    {"distances.h", distances},
    {"optimizers.h", optimizers},
    {"stdint.h", integers},
    {"stdbool.h", ""},
};

const ck_text *ck_texts(int *count) {
    *count = sizeof texts / sizeof *texts;
    return texts;
}
