#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
#   isolated.sh COMMAND…
#
# Runs a command with a network that has loopback only and processes of its own: whatever it starts, the whole of a booted system
# too, ends with it. Needs root; without it the test is skipped (77), loudly, and with CI=true that is a failure.
PATH=$PATH:/usr/sbin:/sbin
enter="unshare --net --mount --pid --fork --kill-child --mount-proc"
if ! command -v ip >/dev/null || ! $enter ip link set lo up 2>/dev/null; then
    echo "SKIPPED: namespaces are not allowed here, or iproute2 is missing"
    [ "${CI:-}" = true ] && exit 1
    exit 77
fi
exec $enter sh -c 'ip link set lo up && exec "$@"' sh "$@"
