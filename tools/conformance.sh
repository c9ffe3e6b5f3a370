#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
#   tools/conformance.sh DOCS [PORT]   runs both official conformance suites against build/ci/bin/conformanceserver
#
#   DOCS   the folder `docs` of a checkout of socketio/socket.io; nothing in it is changed
#   PORT   where the server listens; default 3000, which the suites name
#
# $MARU_CONFORMANCE names another program. Ends in one line for each suite, and fails if a case failed or none ran.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

docs=${1:-}
port=${2:-3000}
program=${MARU_CONFORMANCE:-build/ci/bin/conformanceserver}
suite_seconds=120 # one suite takes about 5 s; a server that hangs must not hang this

say() { printf '%s\n' "$*" >&2; }

if [ -z "$docs" ] || [ "$docs" = -h ] || [ "$docs" = --help ]; then
    sed -n '5,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    exit 2
fi
if [ ! -x "$program" ]; then
    say "tools/conformance.sh: $program is missing; cmake --build --preset ci --target conformanceserver"
    exit 2
fi
for tool in node npm; do
    if ! command -v "$tool" >/dev/null 2>&1; then
        say "tools/conformance.sh: $tool is not installed"
        exit 2
    fi
done

scratch=$(mktemp -d)
server=
end_server() {
    [ -n "$server" ] || return 0
    kill "$server" 2>/dev/null
    wait "$server" 2>/dev/null
    server=
}
trap 'end_server; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

# Waits for the line that the server prints once it accepts; false if it ends, or says nothing for 10 s.
wait_for_server() {
    local i
    for ((i = 0; i < 100; ++i)); do
        [ -s "$1" ] && return 0
        kill -0 "$server" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}

# run_suite MODE FOLDER : one suite against a server of its own
run_suite() {
    local mode=$1 source=$docs/$2 copy=$scratch/$1 passed failed
    if [ ! -f "$source/test-suite.js" ]; then
        say "tools/conformance.sh: no suite in $source"
        return 1
    fi
    cp -R "$source" "$copy" || return 1
    if ! (cd "$copy" && npm ci --no-audit --no-fund --ignore-scripts </dev/null) >"$copy/npm.log" 2>&1; then
        cat "$copy/npm.log" >&2
        say "tools/conformance.sh: npm ci failed in a copy of $source"
        return 1
    fi
    sed -i.orig "s|^const URL = .*|const URL = \"http://localhost:$port\";|" "$copy/test-suite.js" || return 1

    "$program" --mode "$mode" --port "$port" >"$copy/server.out" 2>"$copy/server.err" &
    server=$!
    if ! wait_for_server "$copy/server.out"; then
        cat "$copy/server.err" >&2
        say "tools/conformance.sh: $program does not listen on port $port"
        end_server
        return 1
    fi
    (cd "$copy" && timeout "$suite_seconds" npx --no-install mocha --exit test-suite.js) </dev/null 2>&1 | tee "$copy/mocha.log"
    end_server

    passed=$(sed -n 's/^ *\([0-9][0-9]*\) passing.*/\1/p' "$copy/mocha.log")
    failed=$(sed -n 's/^ *\([0-9][0-9]*\) failing.*/\1/p' "$copy/mocha.log")
    # Without a summary mocha did not come to its end.
    [ -n "$passed" ] || failed=${failed:-all}
    results+=("$mode suite: ${passed:-0} passed, ${failed:-0} failed")
    [ "${passed:-0}" -gt 0 ] && [ "${failed:-0}" = 0 ]
}

results=()
code=0
run_suite engine engine.io-protocol/v4-test-suite || code=1
run_suite socket socket.io-protocol/v5-test-suite || code=1
[ "${#results[@]}" -eq 2 ] || code=1
printf '%s\n' "${results[@]}"
exit "$code"
