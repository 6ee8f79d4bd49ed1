#!/usr/bin/env bash
# Feeds every decoder hostile bytes: libFuzzer chooses them by the code they reach, AddressSanitizer watches memory.
#
#   deploy/fuzz.sh [--runs N | --seconds S] [--jobs K] [--keep] [DECODER...]
#
# --runs     inputs for each decoder (default 200000)
# --seconds  time for each decoder instead
# --jobs     decoders side by side (default 1)
# --keep     afterwards, puts the inputs that reach something new into the kept corpus, the smallest ones alone
#
# Decoders: envelope request reply frame checkpoint model order series job csv draft zone holidays (default: all).
# Ends in a table, and in 1 where an input crashed, hung, took too much memory or broke a promise; the input is then
# kept under .build-fuzz/fuzz/.
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

bound=(-runs=200000)
jobs=1
keep=false
decoders=()
while (($# > 0)); do
    case "$1" in
    --runs) bound=("-runs=${2:?}"); shift 2 ;;
    --seconds) bound=("-max_total_time=${2:?}"); shift 2 ;;
    --jobs) jobs="${2:?}"; shift 2 ;;
    --keep) keep=true; shift ;;
    envelope | request | reply | frame | checkpoint | model | order | series | job | csv | draft | zone | holidays)
        decoders+=("$1"); shift ;;
    *) stop "$1 is neither an option nor a decoder; the head of deploy/fuzz.sh lists them." ;;
    esac
done
((${#decoders[@]} > 0)) || decoders=(envelope request reply frame checkpoint model order series job csv draft zone holidays)

kept="$root/Tests/HostileBytesTests/Corpus"
work="$root/.build-fuzz/fuzz"
mkdir -p "$work"

# Swift's own crash reports would wait for the fuzzer's, which waits for them.
export SWIFT_BACKTRACE=enable=no
export ASAN_OPTIONS="${ASAN_OPTIONS:-malloc_context_size=2:quarantine_size_mb=16}"

build_fuzzer() {
    phase="looking for libFuzzer"
    local tools
    tools="$(dirname "$(readlink -f "$(command -v swift)")")"
    LOCKSTEP_FUZZER="$("$tools/clang" -print-resource-dir)/lib/linux/libclang_rt.fuzzer_no_main-$(uname -m).a"
    export LOCKSTEP_FUZZER
    [[ -f "$LOCKSTEP_FUZZER" ]] || stop "This Swift toolchain has no libFuzzer at $LOCKSTEP_FUZZER."
    # C sources whose way the fuzzer follows; Package.swift has the same said about ours in Swift.
    printf '%s\n' 'src:*/Protos/*' 'src:*/CYaml/*' 'fun:*' >"$work/coverage.txt"
    say "Building the fuzzer; the first time this takes some minutes."
    local options=(
        --scratch-path "$root/.build-fuzz" --product lockstep-fuzz --sanitize address -Xswiftc -use-ld=lld
        -Xcc -fsanitize-coverage=inline-8bit-counters,pc-table,trace-cmp,indirect-calls
        -Xcc "-fsanitize-coverage-allowlist=$work/coverage.txt"
    )
    build "${options[@]}"
    fuzzer="$(swift build --package-path "$root" --configuration release "${options[@]}" --show-bin-path)/lockstep-fuzz"
}

# The kept corpus holds one input a line, in base64.
unpack() {
    local decoder="$1" folder="$2" number=0 line
    mkdir -p "$folder"
    "$fuzzer" seeds "$decoder" "$folder"
    [[ ! -f "$kept/$decoder.txt" ]] || while read -r line; do
        # Not within the redirection, which a process of its own makes.
        ((number += 1))
        base64 --decode <<<"$line" >"$folder/kept-$number"
    done <"$kept/$decoder.txt"
    local input
    for input in "$kept/regressions/$decoder-"*; do
        [[ ! -f "$input" ]] || cp "$input" "$folder/"
    done
}

pack() {
    local decoder="$1" merged="$work/$1/merged" input
    rm -rf "$merged"
    mkdir -p "$merged" "$work/$decoder/seeds"
    "$fuzzer" seeds "$decoder" "$work/$decoder/seeds"
    # The seeds go first: only what they do not reach is kept. Once to every place is enough: how often an input
    # comes there would make the corpus many times as large.
    "$fuzzer" "$decoder" -merge=1 -use_counters=0 -max_len=4096 "$work/$decoder/seeds" "$work/$decoder/corpus" \
        >"$work/$decoder/merge.txt" 2>&1 || stop "Merging failed; see $work/$decoder/merge.txt."
    find "$work/$decoder/seeds" -type f ! -name 'seed-*' -printf '%s %p\n' | sort -n | while read -r _ input; do
        base64 --wrap=0 "$input"
        echo
    done >"$kept/$decoder.txt"
    rm -rf "$work/$decoder/seeds"
}

fuzz() {
    local decoder="$1" folder="$work/$1"
    mkdir -p "$folder/crashes"
    unpack "$decoder" "$folder/corpus"
    local options=(
        "${bound[@]}" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=512 -print_final_stats=1
        -artifact_prefix="$folder/crashes/"
    )
    [[ ! -f "$kept/$decoder.dict" ]] || options+=(-dict="$kept/$decoder.dict")
    # One generation alone: the table counts what this call did.
    "$fuzzer" "$decoder" "${options[@]}" "$folder/corpus" >"$folder/log.txt" 2>&1 ||
        say "$decoder: an input failed; see $folder/log.txt."
}

table() {
    local decoder log crashes failed=0
    printf '%-12s %14s %10s %8s %10s %8s\n' decoder executions a-second edges features failures
    for decoder in "${decoders[@]}"; do
        log="$work/$decoder/log.txt"
        crashes="$(grep -c "Test unit written to" "$log" || true)"
        ((failed += crashes)) || true
        printf '%-12s %14s %10s %8s %10s %8s\n' "$decoder" \
            "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" \
            "$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")" \
            "$(grep -o 'cov: [0-9]*' "$log" | tail -n 1 | cut -c 6-)" \
            "$(grep -o 'ft: [0-9]*' "$log" | tail -n 1 | cut -c 5-)" "$crashes"
    done
    return $((failed > 0))
}

build_fuzzer
phase="fuzzing"
for decoder in "${decoders[@]}"; do
    while (($(jobs -rp | wc -l) >= jobs)); do wait -n; done
    say "Fuzzing $decoder."
    fuzz "$decoder" &
done
wait
if $keep; then
    phase="choosing what to keep"
    for decoder in "${decoders[@]}"; do pack "$decoder"; done
fi
trap - ERR
table
