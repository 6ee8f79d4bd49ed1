/// The sources of the kernels that a device's compiler compiles at run time.
#ifndef CKTEXTS_H
#define CKTEXTS_H

#pragma clang assume_nonnull begin

typedef struct ck_text {
    /// By which others include it.
    const char *name;
    const char *text;
} ck_text;

/// All of them, the first of which includes the others.
const ck_text *ck_texts(int *count);

#pragma clang assume_nonnull end

#endif
