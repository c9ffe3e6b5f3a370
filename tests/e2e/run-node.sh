#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
# One file of Node tests as one CTest test. Usage: run-node.sh MODULES FILE [NEED…]
# A need is a program, or one of the words below. Without Node.js, its packages or a need the test is skipped (77), loudly;
# with CI=true that is a failure.
modules=$1
file=$2
shift 2
PATH=$PATH:/usr/sbin:/sbin # where Debian keeps servers, and where a user does not look

# has NEED : is it here?
has() {
    case $1 in
    # Debian's Python, whatever other there is: only that one has Debian's modules.
    python3-socketio) /usr/bin/python3 -c 'import socketio, websocket, requests' ;;
    python3-mongo) /usr/bin/python3 -c 'import mockupdb, mongomock' ;;
    python3-dbus) /usr/bin/python3 -c 'import dbus, gi' ;;
    postgres) ls /usr/lib/postgresql/*/bin/initdb || [ -x "$MARU_POSTGRES_BIN/initdb" ] ;;
    # What a screen reader of Debian's Python needs.
    atspi) [ -x /usr/libexec/at-spi2-registryd ] && /usr/bin/python3 -c 'import gi; gi.require_version("Atspi", "2.0")' ;;
    ibus-hangul) command -v ibus-daemon && [ -x /usr/libexec/ibus-engine-hangul ] ;;
    fcitx5-hangul) command -v fcitx5 && [ -e /usr/share/fcitx5/addon/hangul.conf ] && dpkg-query -s fcitx5-frontend-qt6 ;;
    qt6-wayland) ls /usr/lib/*/qt6/plugins/platforms/libqwayland-generic.so ;;
    # Hosts and a switch of one's own: root, and a kernel that has them.
    netns)
        ip netns add "maru-$$-try" || return
        ip -n "maru-$$-try" link add switch0 type bridge && ip netns exec "maru-$$-try" true
        set -- $?
        ip netns delete "maru-$$-try"
        return "$1"
        ;;
    *) command -v "$1" ;;
    esac >/dev/null 2>&1
}

missing=
has node || missing="Node.js is not installed"
[ -n "$missing" ] || [ -d "$modules/socket.io-client" ] || missing="no Node packages in $modules (./test installs them)"
if [ -z "$missing" ]; then
    for need in "$@"; do
        has "$need" || missing="$missing $need"
    done
    [ -z "$missing" ] || missing="not here, or not allowed:$missing"
fi
if [ -n "$missing" ]; then
    echo "SKIPPED $file: $missing"
    [ "${CI:-}" = true ] && exit 1
    exit 77
fi
NODE_PATH=$modules exec node --test "$file"
