#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
# Builds the libFuzzer targets (preset "dev-asan") and runs each of them for so long, two at a time:
#   tools/fuzz.sh SECONDS [TARGET…]     TARGET: httphead, text … ; without, all
# One line per target. Fails if a target finds something: a broken property, a sanitizer's report, a leak, an input that takes more than
# 10 s or 1 GiB; the input's path is printed. What was learned stays in build/fuzz/corpus, for the next run.
# MARU_FUZZ_JOBS=N: N at a time; MARU_FUZZ_BUILT=1: as they are, without building.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

seconds=${1:-}
case $seconds in
'' | *[!0-9]*)
    sed -n '5,9s/^# \{0,1\}//p' tools/fuzz.sh >&2
    exit 2
    ;;
esac
shift
mkdir -p build

if [ -z "${MARU_FUZZ_BUILT:-}" ]; then
    cmake --preset dev-asan -DMARU_WERROR="${MARU_WERROR:-OFF}" >build/fuzz-configure.log 2>&1 || {
        cat build/fuzz-configure.log >&2
        exit 1
    }
    cmake --build --preset dev-asan --target fuzzers || exit 1
fi
if [ $# -eq 0 ]; then
    for target in tests/fuzz/fuzz_*.cpp; do
        target=${target##*/fuzz_}
        set -- "$@" "${target%.cpp}"
    done
fi
mkdir -p build/fuzz/artifacts build/fuzz/logs build/fuzz/tmp

# Refused bytes are not worth a line each.
export QT_LOGGING_RULES="*=false" MARU_BEACON=off TMPDIR=$PWD/build/fuzz/tmp
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS="suppressions=$PWD/tools/lsan.supp:print_suppressions=0"
ASAN_SYMBOLIZER_PATH=$(command -v llvm-symbolizer-14 || true)
export ASAN_SYMBOLIZER_PATH

run_target() {
    local target=$1 log=build/fuzz/logs/$1.log corpus=build/fuzz/corpus/$1 dictionary=()
    [ ! -f "tests/fuzz/$target.dict" ] || dictionary=("-dict=tests/fuzz/$target.dict")
    mkdir -p "$corpus"
    # -max_total_time is looked at between two inputs only: what hangs for good is ended from outside.
    timeout -k 10 $((seconds + 60)) "build/dev-asan/bin/fuzz_$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=8300 \
        "${dictionary[@]}" -artifact_prefix="$PWD/build/fuzz/artifacts/$target-" -print_final_stats=1 -close_fd_mask=1 \
        "$corpus" "tests/fuzz/corpus/$target" >"$log" 2>&1 </dev/null
    local code=$? executions
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    if [ "$code" -eq 0 ]; then
        printf '%-14s %6d s  %11d executions  nothing found\n' "$target" "$seconds" "${executions:-0}"
        return 0
    fi
    printf '%-14s FOUND (exit code %d), its log: %s\n' "$target" "$code" "$log"
    # The input itself, for machines whose files are gone afterwards (libFuzzer prints it for short inputs).
    grep -E '^Base64: ' "$log" | sed 's/^/    /'
    grep -E '^(==[0-9]+==ERROR|SUMMARY|.*: runtime error|.*the property does not hold|Test unit written)|Test unit written' "$log" | sed 's/^/    /'
    return 1
}

failed=0
running=0
for target in "$@"; do
    if [ "$running" -ge "${MARU_FUZZ_JOBS:-2}" ]; then
        wait -n || failed=1
        running=$((running - 1))
    fi
    run_target "$target" &
    running=$((running + 1))
done
while [ "$running" -gt 0 ]; do
    wait -n || failed=1
    running=$((running - 1))
done
exit "$failed"
