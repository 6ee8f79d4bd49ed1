#include "include/cklaunch.h"

static int pieces(long whole, int part) { return (int)((whole + part - 1) / part); }

/// As tiles.cu has it.
static int tile_pitch(int terms) {
    const int fours = (terms + 3) / 4;
    return (fours % 2 == 1 ? fours : fours + 1) * 4;
}

ck_launch ck_launch_elements(const char *kernel, long count) {
    return (ck_launch){kernel, {pieces(count, 256), 1, 1}, 256, 0, false};
}

ck_launch ck_launch_masks(const ck_device_masks *masks, int count) {
    long most = 1;
    for (int k = 0; k < count; k++) {
        const long blocks = (long)pieces(masks->list[k].count, 4) * masks->list[k].masks;
        if (blocks > most) most = blocks;
    }
    const int width = pieces(most, 128);
    return (ck_launch){"draw_masks", {width < 1024 ? width : 1024, count, 1}, 128, 0, false};
}

/// `count` products, each in squares: large ones where there are enough of them.
static ck_launch squares(const char *large, const char *small, int rows, int columns, int count,
                         ck_device_limits limits) {
    const bool is_large = (long)pieces(rows, 64) * pieces(columns, 64) * count >= limits.multiprocessors;
    const int side = is_large ? 64 : 32;
    return (ck_launch){
        is_large ? large : small, {pieces(rows, side), pieces(columns, side), count}, 256,
        2 * 32 * (side + 1) * 4, false};
}

ck_launch ck_launch_product(const ck_device_product *p, ck_device_limits limits) {
    return squares("product_large", "product_small", p->rows, p->columns, 1, limits);
}

ck_launch ck_launch_step(const ck_device_step *p, int count, ck_device_limits limits) {
    return squares("step_large", "step_small", p->rows, p->units, count, limits);
}

ck_launch ck_launch_queries(const ck_device_queries *p, int leaves) {
    const int weights = p->segments * p->position + p->channels * (p->width - p->position);
    return (ck_launch){"gradient_queries", {pieces(weights, 64), leaves, 1}, 64, 0, false};
}

int ck_gradient_runs(int time_steps, int samples, int rows_together) {
    int together = rows_together > 0 ? rows_together / samples : time_steps;
    if (together < 1) together = 1;
    const int groups = pieces(time_steps, together), rest = time_steps - (groups - 1) * together;
    return (groups - 1) * pieces((long)together * samples, CK_PRODUCT_RUN) +
           pieces((long)rest * samples, CK_PRODUCT_RUN);
}

ck_launch ck_launch_gradient(ck_device_gradient *p, int leaves, ck_device_limits limits) {
    const int terms = p->features + p->units + p->biases, groups = leaves * p->gates;
    const long large = (long)pieces(terms, 64) * pieces(p->columns, 64) * groups;
    const bool is_large = large >= limits.multiprocessors;
    const int teams = is_large ? 2 : 4, height = is_large ? 64 : 32, width = is_large ? 64 : 32;
    const int x = pieces(terms, height), y = pieces(p->columns, width);
    // Where there are few pieces, each goes to so many blocks that every multiprocessor has two.
    const int wanted = pieces(2 * limits.multiprocessors, x * y * groups);
    const int most = is_large || !p->run_sums ? 1 : pieces(p->most_runs, teams);
    p->parts = wanted < 1 ? 1 : wanted < most ? wanted : most;
    return (ck_launch){
        is_large ? "gradient_large" : "gradient_small", {x, y, groups * p->parts}, teams * 128,
        teams * (32 * (height + width + 8) + height * width) * 4 + teams * 128 * 16, false};
}

ck_launch ck_launch_gradient_total(const ck_device_gradient *p, int leaves) {
    const long size = (long)(p->features + p->units + p->biases) * p->gates * p->columns;
    return (ck_launch){"gradient_total", {pieces(size, 128), leaves, 1}, 128, 0, false};
}

ck_launch ck_launch_bias(const ck_device_bias *p, int leaves) {
    return (ck_launch){"gradient_bias", {pieces(p->columns, 32), leaves, 1}, 32, 0, false};
}

ck_launch ck_launch_loss(int leaves) {
    return (ck_launch){"leaf_loss", {leaves, 1, 1}, 256, 1024 * 8, false};
}

ck_launch ck_launch_nodes(const ck_device_nodes *p, int nodes) {
    return (ck_launch){"sum_nodes", {pieces(p->count, 256), nodes, 1}, 256, 0, false};
}

static int tile_results(int units, ck_tile_shape shape) {
    return pieces(units, CK_PRODUCT_RUN) * 4 * shape.samples * shape.units;
}

bool ck_tile_fits(ck_tile_shape shape, int units, ck_device_limits limits) {
    const int numbers = 16 * 4 * shape.units + 4 * shape.samples * tile_pitch(16);
    return (numbers + tile_results(units, shape)) * 4 <= limits.shared_bytes;
}

/// The largest part of a run of terms, or all, that fits beside what else a block has to hold.
static ck_launch tiled(const char *kernel, ck_device_lstm *p, int terms, int results, ck_tile_shape shape,
                       ck_device_limits limits) {
    static const int chunks[] = {384, 192, 128, 96, 64, 48, 32, 16};
    ck_launch launch = {
        kernel, {pieces(p->units, shape.units), pieces(p->samples, shape.samples), 1}, shape.threads, 0,
        false};
    const bool together = launch.blocks[0] * launch.blocks[1] <= limits.multiprocessors;
    for (int resident = together; resident >= 0; resident--) {
        for (int k = 0; k < 8; k++) {
            const int chunk = k == 0 && terms < 384 ? terms : chunks[k];
            if (chunk > terms) continue;
            const int numbers = (resident ? terms : chunk) * 4 * shape.units +
                                4 * shape.samples * tile_pitch(chunk) + results;
            if (numbers * 4 > limits.shared_bytes) continue;
            p->chunk = chunk;
            p->resident = resident;
            p->step_count = together ? p->time_steps : 1;
            launch.shared_bytes = numbers * 4;
            launch.cooperative = together && p->time_steps > 1;
            return launch;
        }
    }
    return launch;
}

ck_launch ck_launch_forward(ck_device_lstm *p, ck_tile_shape shape, ck_device_limits limits) {
    const int results = 4 * shape.samples * shape.units;
    return tiled("lstm_forward", p, p->features + p->units, results, shape, limits);
}

ck_launch ck_launch_backward(ck_device_lstm *p, ck_tile_shape shape, ck_device_limits limits) {
    return tiled("lstm_backward", p, p->units, tile_results(p->units, shape), shape, limits);
}

/// Registers of a thread where a multiprocessor has 65536 and runs one block.
static int registers_of(int threads) {
    const int share = 65536 / (pieces(threads, 32) * 32) / 8 * 8;
    return share < 255 ? share : 255;
}

int ck_narrow_columns(int features, int units, bool has_bias) {
    const int terms = features + units + has_bias;
    // Beside the weights, a thread keeps about sixty numbers.
    if (4 * units > 512 || terms > CK_PRODUCT_RUN || terms + 60 > registers_of(4 * units)) return 0;
    return units % 2 == 0 && units >= 32 && 2 * units + 90 <= registers_of(2 * units) ? 2 : 1;
}

ck_launch ck_launch_narrow_forward(const ck_device_lstm *p) {
    const int inputs = pieces(p->features, 4) * 4, states = pieces(p->units, 4) * 4;
    const int numbers = 8 * inputs + 4 * states + 4 * p->units;
    return (ck_launch){"lstm_narrow_forward", {p->samples, 1, 1}, 4 * p->units, numbers * 4, false};
}

ck_launch ck_launch_narrow_backward(const ck_device_lstm *p, int columns) {
    const int numbers = 4 * (pieces(p->units, 4) * 4) + 4 * p->units;
    const int threads = 4 * p->units / columns;
    return (ck_launch){"lstm_narrow_backward", {p->samples, 1, 1}, threads, numbers * 4, false};
}
