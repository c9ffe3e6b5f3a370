#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
# What ./test and .ci/run share: the environment of what they start, and counting what CTest ran. Sourced.

# Of the server's settings (server/config/configkeys.cpp) only the beacon is the caller's.
maru_forget_settings() {
    unset PORT DB_URL MARU_NAME MARU_CONFIG MARU_PORT MARU_LISTEN MARU_DATA MARU_DB MARU_PLAIN MARU_CERT MARU_KEY MARU_ORIGIN MARU_TRUSTED_PROXY \
        MARU_STICKY_COOKIE MARU_IDENTITY MARU_NAMESPACES MARU_RATE_LIMIT MARU_LANGUAGE MARU_MAX_FILE MARU_QUOTA MARU_LOG_FORMAT MARU_LOG_LEVEL \
        MARU_LOG_FILE MARU_LOG_SIZE MARU_METRICS
}

maru_passed=0
maru_failed=0
maru_skipped=0

# maru_count JUNIT : adds what stands in a file written by ctest --output-junit; false if no test ran.
# Inside that file the output of the tests is escaped, so that no test can forge a line.
maru_count() {
    local counts
    # A test that says itself that it cannot run here is skipped; one that CTest could not start has failed.
    counts=$(awk '
        /^[ \t]*<testcase .* status="run"/ { passed++ }
        /^[ \t]*<testcase .* status="fail"/ { failed++ }
        /^[ \t]*<testcase .* status="disabled"/ { skipped++ }
        /^[ \t]*<testcase .* status="notrun"/ { asks = 1; next }
        asks { if (/<skipped message="SKIP_/) skipped++; else failed++; asks = 0 }
        END { print passed + 0, failed + 0, skipped + 0 }' "$1" 2>/dev/null) || return 1
    [ -n "$counts" ] || return 1
    # shellcheck disable=SC2086 # three numbers
    set -- $counts
    maru_passed=$((maru_passed + $1))
    maru_failed=$((maru_failed + $2))
    maru_skipped=$((maru_skipped + $3))
    [ $(($1 + $2)) -gt 0 ]
}

# maru_check NAME COMMAND… : one check that is no CTest test, counted like one
maru_check() {
    local name=$1
    shift
    maru_say "-- $name"
    if "$@"; then
        maru_passed=$((maru_passed + 1))
    else
        maru_failed=$((maru_failed + 1))
        maru_say "-- $name: FAILED"
    fi
}

# The closing line, and the verdict.
maru_close() {
    printf '%d passed, %d failed, %d skipped\n' "$maru_passed" "$maru_failed" "$maru_skipped"
    [ "$maru_failed" -eq 0 ] && [ "$maru_passed" -gt 0 ]
}
