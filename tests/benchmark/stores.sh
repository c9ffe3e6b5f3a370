#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
# Runs a benchmark with the URL of a PostgreSQL that is made for it on the disk of TMPDIR as its last argument:
# bench_store [URL…] measures the stores side by side in one run, bench_search MESSAGES QUESTIONS (docs/performance.md).
# Usage: stores.sh PROGRAM [ARGUMENT…]
set -eu
bench=$1
shift
bin=${MARU_POSTGRES_BIN:-}
if [ -z "$bin" ]; then
    for found in /usr/lib/postgresql/*/bin; do
        bin=$found # the newest one
    done
fi
if [ ! -x "$bin/initdb" ]; then
    echo "PostgreSQL is not installed: without it" >&2
    exec "$bench" "$@"
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/maru-stores-XXXXXX")
as= # PostgreSQL does not run as root
if [ "$(id -u)" -eq 0 ]; then
    as="setpriv --reuid postgres --regid postgres --clear-groups"
    chown postgres: "$folder"
fi
run() { # away from folders that the other user may not enter
    (cd / && $as "$@")
}
finish() {
    run "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM
run "$bin/initdb" -U maru -A trust -E UTF8 --locale=C -D "$folder/data" >/dev/null
run "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o "-k $folder -c listen_addresses=" start >/dev/null
run "$bin/createdb" -h "$folder" -U maru maru
"$bench" "$@" "postgres:///maru?host=$folder&user=maru"
