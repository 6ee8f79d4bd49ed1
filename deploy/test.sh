#!/usr/bin/env bash
# Installs what is missing, builds everything optimised and runs every test. Arguments go to `swift test`,
# such as --filter SeriesTests.
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

say "Building Lockstep and its tests, optimised; the first time this takes some minutes."
build --build-tests

say "Running the tests."
phase="running the tests"
swift test --package-path "$root" --configuration release --skip-build "$@" ||
    { trap - ERR; say "Tests failed; the lines marked with ✘ above name them."; exit 1; }
say "All tests passed."
