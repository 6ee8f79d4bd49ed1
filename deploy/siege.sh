#!/usr/bin/env bash
# Stops coordinators for seconds to minutes (SIGSTOP), as a suspended machine or a debugger does, while they train: on
# one machine and with a worker over TCP. Each must go on as the same process and end with the weights of a job left
# in peace.
#
#     deploy/siege.sh [--rounds N] [--stops "S S ..."]
#     deploy/siege.sh two-starts [--rounds N]
#     deploy/siege.sh links [--seconds S]
#
# --rounds  stops of each kind and length (default 20)
# --stops   their lengths in seconds (default "5 30 90")
#
# two-starts: two of train and up begin in one state folder, 0 to 200 ms after each other (default: 200 rounds, of some
# seconds each). One must run; the other ends with exit code 2 and one sentence, and leaves nothing behind.
#
# links: trains over links of 20 Mbit/s, of 200 ms there and back, and that lose a tenth, in network namespaces (as root), and
# says which share of the steps is made that a plain TCP copy of weights and partials allows; --seconds of each (default 60).
#
# Stops take about five minutes a round. Ends in a table, and in 1 where a coordinator died or the weights are others; the
# state folder of such a cluster is kept.
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

refuse() {
    trap - ERR
    say "$* Usage: deploy/siege.sh [two-starts | links] [--rounds N] [--stops \"S S ...\"] [--seconds S]"
    exit 2
}

rounds=20
stops="5 30 90"
siege=stops
seconds=60
case "${1:-}" in
    two-starts) siege=two-starts rounds=200; shift ;;
    links) siege=links; shift ;;
esac
while (($# > 0)); do
    case "$1" in
        --rounds) [[ "${2:-}" =~ ^[0-9]+$ ]] || refuse "--rounds needs a whole number, not '${2:-}'."; rounds="$2" ;;
        --stops) [[ "${2:-}" =~ ^[0-9]+(\ [0-9]+)*$ ]] || refuse "--stops needs whole seconds, not '${2:-}'."; stops="$2" ;;
        --seconds) [[ "${2:-}" =~ ^[0-9]+$ ]] || refuse "--seconds needs a whole number, not '${2:-}'."; seconds="$2" ;;
        *) refuse "Unknown option $1." ;;
    esac
    shift 2
done

say "Building Lockstep, optimised; the first time this takes some minutes."
build
binaries="$root/.build/release"
if [[ "$siege" == links ]]; then
    phase="training over slow, far and lossy links"
    trap - ERR
    exec python3 "$root/deploy/siege/links.py" "$binaries" --seconds "$seconds"
fi
work="$(mktemp --directory)"
state=""
worker=""

end_cluster() {
    [[ -z "$worker" ]] || kill "$worker" 2>/dev/null || true
    worker=""
    [[ -z "$state" ]] || "$binaries/lockstep" down --state "$state" >/dev/null 2>&1 || true
    state=""
}
trap end_cluster EXIT

cat >"$work/job.yaml" <<'JOB'
name: siege
seed: 42
data: {demo: {rows: 3000}, lookback: 48, horizon: 12, split: {train: 0.7, validation: 0.15, test: 0.15}}
model:
  - lstm: {units: 16, dropout: 0.1, recurrent_dropout: 0.2}
  - dense: {units: 48}
training: {batch_size: 64, microbatches: 4, epochs: 100, optimizer: {adam: {learning_rate: 0.003}}}
JOB

field() { sed -nE "s/.*\"$1\" *: *\"?([^\",}]*).*/\1/p" | head -n 1; }

keys() {
    mkdir "$work/admitted"
    "$binaries/lockstep" keygen boss --folder "$work" >/dev/null
    "$binaries/lockstep" keygen friend --folder "$work" >/dev/null
    cp "$work/friend.pub" "$work/admitted/"
}

# Leaves $state and, over TCP, $worker.
start_cluster() {
    local kind="$1"
    state="$work/$2"
    if [[ "$kind" == local ]]; then
        "$binaries/lockstep" up --workers 2 --state "$state" >/dev/null
        return
    fi
    "$binaries/lockstep" up --workers 1 --state "$state" --listen 'tcp://127.0.0.1:*' \
        --secret-key "$work/boss.secret" --admit "$work/admitted" >/dev/null
    local address
    address="$(grep -oE 'tcp://127.0.0.1:[0-9]+' "$state/logs/coordinator.log" | head -n 1)"
    "$binaries/lockstep-worker" --coordinator "$address" --secret-key "$work/friend.secret" \
        --coordinator-key "$work/boss.pub" --data "$state/friend" >"$state/logs/friend.log" 2>&1 &
    worker=$!
}

step() { "$binaries/lockstep" status --json --state "$state" 2>/dev/null | tr -d '\n' | field step; }

# One line: kind, seconds, and what became of it.
besiege() {
    local kind="$1" seconds="$2" name="$3" coordinator summary
    start_cluster "$kind" "$name"
    coordinator="$(<"$state/lock")"
    "$binaries/lockstep" submit "$work/job.yaml" --wait --json --state "$state" >"$work/$name.json" 2>/dev/null &
    local waiting=$!
    until [[ "$(step || true)" -gt 100 ]]; do sleep 0.1; done
    kill -STOP "$coordinator"
    sleep "$seconds"
    kill -CONT "$coordinator"
    wait "$waiting" || true
    summary="$(tr -d '\n' <"$work/$name.json")"
    local verdict="same bits"
    [[ "$(field weights_sha256 <<<"$summary")" == "$expected" ]] || verdict="other weights, or none"
    [[ "$(<"$state/lock")" == "$coordinator" ]] || verdict="another coordinator"
    ! grep -q "Assertion failed" "$state/logs/coordinator.log" || verdict="an assertion"
    echo "$kind $seconds $verdict"
    end_cluster
    [[ "$verdict" != "same bits" ]] || rm -rf "${work:?}/$name"
}

# One of two starts that begin at the same time.
begin() {
    local kind="$1" job=()
    [[ "$kind" != train ]] || job=("$work/long.yaml")
    exec "$binaries/lockstep" "$kind" "${job[@]}" --workers 1 --state "$state"
}

is_over() { ! kill -0 "$1" 2>/dev/null; }

# Up to 30 seconds for a command to succeed.
patiently() {
    local tries
    for ((tries = 0; tries < 300; tries++)); do
        ! "$@" >/dev/null 2>&1 || return 0
        sleep 0.1
    done
    return 1
}

# Whether all is known of the two whose processes are in $pids: both have ended, or one was turned away. Leaves $codes.
is_decided() {
    local place
    for place in 0 1; do
        [[ "${codes[place]}" == running ]] && is_over "${pids[place]}" || continue
        codes[place]=0
        wait "${pids[place]}" || codes[place]=$?
    done
    [[ "${codes[*]}" != *running* || "${codes[*]//running/0}" != "0 0" ]]
}

# What the one that was turned away, and the one that runs, have done wrong; nothing where all is well.
faults() {
    local loser="$1" code="$2" winner="$3" runs
    [[ "$code" == 2 ]] || echo "exit code $code instead of 2"
    [[ "$(wc -l <"$state.$loser")" == 1 ]] && grep -q " is in use by " "$state.$loser" || echo "no one sentence"
    patiently "$binaries/lockstep" status --state "$state" || echo "nobody answers"
    runs="$(find "$state/runs" -mindepth 1 -maxdepth 1 | wc -l)"
    [[ "$runs" == "$([[ "$winner" == train ]] && echo 1 || echo 0)" ]] || echo "$runs runs"
}

# One line: which two, and what became of them.
start_two() {
    local kinds=("$1" "$2") gap="$3" pids codes=(running running) loser=0 winner=1 verdict
    state="$work/$4"
    begin "$1" >"$state.0" 2>&1 &
    pids=($!)
    sleep "0.$(printf '%03d' "$gap")"
    begin "$2" >"$state.1" 2>&1 &
    pids+=($!)
    patiently is_decided || true
    [[ "${codes[1]}" != 2 ]] || { loser=1 && winner=0; }
    verdict="$(faults "$loser" "${codes[loser]}" "${kinds[winner]}" | paste -sd, -)"
    if [[ "${kinds[winner]}" == up ]]; then
        "$binaries/lockstep" down --state "$state" >/dev/null 2>&1 || verdict+=", it is not down"
    else
        kill -INT "${pids[winner]}" || true
        patiently is_over "${pids[winner]}" || verdict+=", the training does not end"
    fi
    ! pgrep -f -- "--state $state" >/dev/null || verdict+=", processes are left"
    echo "$1+$2 ${verdict:-one ran}"
    [[ -n "$verdict" ]] || rm -rf "${work:?}/$4"*
    state=""
}

two_starts() {
    local round kinds=(train up) first second
    sed 's/epochs: 100/epochs: 100000/' "$work/job.yaml" >"$work/long.yaml"
    for ((round = 1; round <= rounds; round++)); do
        first="${kinds[round & 1]}"
        second="${kinds[(round >> 1) & 1]}"
        # Gaps from 0 to 200 ms, each once before one comes again.
        start_two "$first" "$second" $((round * 76 % 201)) "two-$round" >>"$work/verdicts"
        ((round % 20 != 0)) || say "$round of $rounds"
    done
    trap - ERR
    printf '%6s %s\n' rounds "starts, outcome"
    sort "$work/verdicts" | uniq --count
    if grep --invert-match --quiet "one ran$" "$work/verdicts"; then
        say "State folders of what failed: $work"
        exit 1
    fi
    rm -rf "$work"
}

if [[ "$siege" == two-starts ]]; then
    phase="starting two at once"
    two_starts
    exit 0
fi

phase="training in peace"
keys
expected="$("$binaries/lockstep" train "$work/job.yaml" --workers 2 --json --state "$work/peace" 2>/dev/null |
    tr -d '\n' | field weights_sha256)"
[[ -n "$expected" ]] || stop "The job does not train when left in peace."

phase="besieging"
for ((round = 1; round <= rounds; round++)); do
    for seconds in $stops; do
        for kind in local tcp; do
            say "Round $round of $rounds: $kind, stopped for $seconds s."
            besiege "$kind" "$seconds" "$kind-$seconds-$round" >>"$work/verdicts"
        done
    done
done

trap - ERR
printf '%6s %s\n' stops "kind, seconds, outcome"
sort "$work/verdicts" | uniq --count
if grep --invert-match --quiet "same bits$" "$work/verdicts"; then
    say "State folders of what failed: $work"
    exit 1
fi
rm -rf "$work"
