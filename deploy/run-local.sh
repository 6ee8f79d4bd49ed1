#!/usr/bin/env bash
# Installs what is missing, builds Lockstep and trains the embedded demo on two workers of this machine.
# Arguments go to `lockstep train`, such as a job file or --workers 4.
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

say "Building Lockstep, optimised; the first time this takes some minutes."
build
bin="$(swift build --package-path "$root" --configuration release --show-bin-path)"

say "Training on this machine: lockstep train --workers 2${*:+ $*}"
exec "$bin/lockstep" train --workers 2 "$@"
