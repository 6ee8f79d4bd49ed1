#!/bin/sh
# Makes lockstep.pb-c.h and lockstep.pb-c.c from lockstep.proto. Both are kept beside it, so that a build
# needs no protoc-c.
set -eu
cd "$(dirname "$0")"
if ! command -v protoc-c >/dev/null 2>&1; then
    echo "generate.sh: protoc-c is not installed; on Debian and Ubuntu: apt-get install protobuf-c-compiler" >&2
    exit 3
fi
protoc-c --c_out=. lockstep.proto
