#!/usr/bin/env bash
# Installs what is missing, builds everything optimised and tests it.
#
#     deploy/test.sh                        unit tests; then real processes and simulated clusters, in short
#     deploy/test.sh --long                 what takes longer: many simulated seeds, planted faults, chaos, damaged bytes
#     deploy/test.sh --filter SeriesTests   any other arguments go to `swift test`
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

is_long=""
arguments=()
for argument in "$@"; do
    if [[ "$argument" == --long ]]; then is_long=yes; else arguments+=("$argument"); fi
done

say "Building Lockstep and its tests, optimised; the first time this takes some minutes."
build --build-tests

report="$(mktemp)"
trap 'rm -f "$report"' EXIT

# Runs the tests that the arguments choose. Where none are chosen, that is no success.
run() {
    phase="running the tests"
    swift test --package-path "$root" --configuration release --skip-build --disable-xctest \
        --xunit-output "$report" "$@" ||
        { trap - ERR; say "Tests failed; the lines marked with ✘ above name them."; exit 1; }
    grep -qE '<testsuite [^>]*tests="[1-9]' "$report" ||
        { trap - ERR; say "No test was run: none is called like that, or it is one of --long."; exit 2; }
}

# Targets whose tests start processes or compute for seconds. All others come first: they tell within seconds.
slow='^(ClusterTests|HostileBytesTests|SimulationTests)\.'

[[ -z "$is_long" ]] || export LOCKSTEP_LONG=1
if ((${#arguments[@]} > 0)); then
    say "Running the tests that are asked for."
    run "${arguments[@]}"
elif [[ -n "$is_long" ]]; then
    say "Running the long tests."
    run --filter AtLength
else
    say "Running the unit tests."
    run --skip "$slow"
    say "Running short tests of real processes and simulated clusters."
    run --filter "$slow"
fi
say "All tests passed."
