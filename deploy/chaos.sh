#!/usr/bin/env bash
# Trains small jobs with real processes while these are killed, stopped and ended at random, workers join and leave,
# disks fill up and garbage arrives on every socket. Each job must end with the same weights as when left in peace, and
# leave nothing behind. As root, disks are small file systems of their own; otherwise none fills up.
#
#     deploy/chaos.sh [--seed S] [--rounds N | --minutes M]
#
# Round r has the seed S + r; by default S comes from the clock and there are 10 rounds. One round again:
# deploy/chaos.sh --seed SEED --rounds 1. deploy/test.sh runs a round with a fixed seed, with --long some more.
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

refuse() {
    trap - ERR
    say "$* Usage: deploy/chaos.sh [--seed S] [--rounds N | --minutes M]"
    exit 2
}

export CHAOS_SEED="$(date +%s)" CHAOS_ROUNDS="" CHAOS_MINUTES=""
while (($# > 0)); do
    case "$1" in
        --seed) CHAOS_SEED="${2:-}" ;;
        --rounds) CHAOS_ROUNDS="${2:-}" ;;
        --minutes) CHAOS_MINUTES="${2:-}" ;;
        *) refuse "Unknown option $1." ;;
    esac
    [[ "${2:-}" =~ ^[0-9]+$ ]] || refuse "$1 needs a whole number, not '${2:-}'."
    shift 2
done

say "Building Lockstep and its tests, optimised; the first time this takes some minutes."
build --build-tests

say "Chaos from seed $CHAOS_SEED on."
phase="running chaos"
swift test --package-path "$root" --configuration release --skip-build --filter ChaosOnDemand ||
    { trap - ERR; say "Chaos failed; the lines above tell seeds, events and files."; exit 1; }
