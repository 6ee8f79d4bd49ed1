#!/usr/bin/env bash
# Proves on a machine with an NVIDIA device and without Swift that the device gives the processor's bits, and
# measures it: kernels, whole trainings on the processor, on the device, and on both with workers of both
# killed. Within five minutes.
#
#     FOLDER/check.sh [RESULTS]
#
# FOLDER is what deploy/gpu/pack.sh has made; RESULTS is where logs and figures go (default: ./results). Ends
# with 1 where something differs.
set -Eeuo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
results="${1:-$PWD/results}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$results"
tar -C "$work" -xJf "$here/lockstep.tar.xz"
export LD_LIBRARY_PATH="$work/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" PATH="$work/bin:$PATH"
cd "$work"
failed=0

say() { echo "$*" | tee -a "$results/check.txt"; }
fail() {
    say "FAILED   $*"
    failed=1
}
sha() { sed -nE 's/.*"weights_sha256" *: *"([0-9a-f]+)".*/\1/p' "$1"; }
seconds() { sed -nE 's/.*"wall_seconds" *: *([0-9.]+).*/\1/p' "$1"; }

# train NAME DEVICES WORKERS JOB...: the training's JSON in RESULTS/NAME.json.
train() {
    local name="$1" devices="$2" workers="$3"
    shift 3
    lockstep train "$@" --devices "$devices" --workers "$workers" --threads 2 --state "$work/$name" --json \
        > "$results/$name.json" 2> "$results/$name.err" || fail "$name: $(tail -n 1 "$results/$name.err")"
    cat "$work/$name"/logs/worker-*.log > "$results/$name.workers.log" 2> /dev/null || true
    local weights time
    weights="$(sha "$results/$name.json")"
    time="$(seconds "$results/$name.json")"
    say "$(printf '%-12s %.16s  %.1f s' "$name" "$weights" "${time:-0}")"
}

# kill_one NAME WORKER LINE: kills a worker of a training, a second after its log has such a line.
kill_one() {
    local pid="" log="$work/$1/logs/$2.log"
    for _ in $(seq 400); do
        if grep -qs "$3" "$log"; then break; fi
        sleep 0.05
    done
    sleep 1
    pid="$(pgrep -f -- "--data $work/$1/data --name $2 " | head -n 1 || true)"
    if [[ -n "$pid" ]] && kill -KILL "$pid" 2> /dev/null; then
        say "killed   $2 of $1, process $pid"
    else
        say "FAILED   to kill $2 of $1"
        touch "$work/failed"
    fi
}

same() {
    local first="" name
    for name in "$@"; do
        local found
        found="$(sha "$results/$name.json")"
        [[ -n "$first" ]] || first="$found"
        if [[ -z "$found" || "$found" != "$first" ]]; then say "DIFFERS  $name"; failed=1; return; fi
    done
    say "same     weights of $*: $first"
}

say "== device"
lockstep doctor --state "$work/none" | tee -a "$results/check.txt" | grep device || true
grep -q "the same bits as the processor" "$results/check.txt" ||
    fail "the device gives other bits, or is not there"

say "== trainings"
train demo-cpu cpu 4
train demo-cuda cuda 1
train demo-both cpu,cuda 2
same demo-cpu demo-cuda demo-both
# all_ways NAME JOB: on the processor, on the device, and on both with a worker of each killed.
all_ways() {
    train "$1-cpu" cpu 4 "$2" --csv "$here/ETTh1.csv"
    train "$1-cuda" cuda 1 "$2" --csv "$here/ETTh1.csv"
    grep -qs "is computed on" "$results/$1-cuda.workers.log" || fail "$1 is not computed on the device"
    kill_one "$1-both" worker-1 "connecting to" &
    kill_one "$1-both" worker-2 "is computed on" &
    train "$1-both" cpu,cuda 4 "$2" --csv "$here/ETTh1.csv"
    wait
    if [[ -e "$work/failed" ]]; then failed=1; fi
    same "$1-cpu" "$1-cuda" "$1-both"
}

if [[ -f "$here/ETTh1.csv" ]]; then
    # So many epochs that workers can be killed on the way.
    sed -e 's/^  epochs: .*/  epochs: 40/' -e '/early_stopping/d' "$here/etth1.yaml" > lstm.yaml
    sed -e 's/^  epochs: .*/  epochs: 40/' -e '/early_stopping/d' "$here/etth1-24.yaml" > gru.yaml
    # Many units, few long steps: what a device is for.
    sed -e 's/lookback: .*/lookback: 720/' -e 's/horizon: .*/horizon: 96/' -e 's/segment: 24.*/segment: 48/' \
        -e '/dense: {units: 64/d' -e 's/gru: .*/gru: {units: 256, dropout: 0.1, recurrent_dropout: 0.1}/' \
        -e 's/segments: 1}.*/segments: 2}/' -e 's/dense: {units: 24}/dense: {units: 48}/' \
        -e 's/batch_size: .*/batch_size: 256/' -e 's/microbatches: .*/microbatches: 32/' \
        -e 's/^  epochs: .*/  epochs: 4/' -e '/early_stopping/d' "$here/etth1-24.yaml" > wide.yaml
    all_ways lstm lstm.yaml
    all_ways gru gru.yaml
    all_ways wide wide.yaml
fi

say "== steps that stay on the device, ms (median of 50 times 20)"
for layer in lstm gru; do
    lockstep benchmark step --device cuda --layer "$layer" 2>&1 | tee -a "$results/check.txt"
done
say "== the same through a coordinator, one worker"
for devices in cpu cuda; do
    lockstep benchmark cluster --devices "$devices" --workers 1 --seconds 2 2>&1 | tee -a "$results/check.txt"
done
if ((failed)); then say "Something differs or failed; $results tells what."; exit 1; fi
say "All bits are the same."
