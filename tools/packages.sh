#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
# The one list of what Maru needs on Debian and its children, and how it is installed. Sourced by ./run, ./test and .ci/run.
# shellcheck disable=SC2034 # the lists are read by those who source this file
#
# An entry is a package, or package:command when the command may also come from elsewhere (Node.js from its own repository).

maru_server_packages=(
    g++:g++ cmake:cmake ninja-build:ninja ccache:ccache
    qt6-base-dev qt6-websockets-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools libqt6sql6-sqlite
    libqt6sql6-psql # the store in PostgreSQL; without it --db postgres://… says what to install
    libicu-dev libexpected-dev libssl-dev
    pkg-config:pkg-config libavahi-client-dev # DNS-SD; without them the server is built without it
    libqrencode-dev # the QR code on the server's page; without it the page has none
    libmongoc-dev # the store in MongoDB; without it the plugin is not built (docs/decisions/0026)
    libsodium-dev # passwords (docs/decisions/0013-libsodium.md)
)
# qtkeychain-qt6-dev: tokens in the keychain (docs/decisions/0022); without it they lie in a file.
# qt6-base-dev brings Qt D-Bus, for the desktop's notifications (docs/decisions/0028); without it they are the tray's.
# The image plugin of qt6-svg-dev shows our icons; the fonts are for Korean and emoji on a machine that has none.
# qt6-wayland: on a desktop with Wayland alone there is no window without it.
maru_client_packages=(
    qt6-svg-dev libqt6svg6 qt6-qpa-plugins qt6-wayland qt6-translations-l10n qtkeychain-qt6-dev libfontconfig-dev
    fonts-noto-cjk fonts-noto-color-emoji
)
# libbenchmark-dev is for the programs of tests/benchmark, which no test runs but which must compile.
maru_test_packages=(
    fonts-dejavu-core libbenchmark-dev
    nodejs:node npm:npm sqlite3:sqlite3 libsqlite3-dev strace:strace
    sway:sway wtype:wtype # windows on Wayland; the test runs a compositor of its own
    xvfb:Xvfb openbox:openbox xdotool:xdotool x11-xserver-utils:xmodmap imagemagick:import
    chromium:chromium python3-socketio python3-websocket python3-requests
    nginx:nginx haproxy:haproxy openssl:openssl iproute2:ip curl:curl shellcheck:shellcheck
    avahi-daemon:avahi-daemon avahi-utils:avahi-browse dbus-daemon:dbus-daemon # each test runs its own, in a network of its own
    dunst:dunst trayer:trayer python3-dbus python3-gi # a notification service, a tray, and a service that takes replies
    zbar-tools:zbarimg # reads the QR code of the server's page
    prometheus:promtool # checks the metrics
    faketime:faketime # a server whose clock is wrong
    postgresql # each test runs a server of its own
    python3-mockupdb python3-mongomock # what stands in for a MongoDB server, which Debian does not have
)
# Hangul is typed through the two input methods that Debian has; each test runs its own, on a session bus of its own.
maru_test_packages+=(dbus-daemon:dbus-daemon dbus-bin:dbus-send ibus:ibus-daemon ibus-hangul fcitx5:fcitx5 fcitx5-hangul fcitx5-frontend-qt6)
# A screen reader of the tests asks what the window tells the screen readers of Linux.
maru_test_packages+=(at-spi2-core gir1.2-atspi-2.0 python3-gi)
# The packages are checked as Debian and the desktops do, and installed in systems that debootstrap makes.
maru_test_packages+=(
    dpkg-dev:dpkg-shlibdeps lintian:lintian desktop-file-utils:desktop-file-validate appstream:appstreamcli
    man-db:man mandoc:mandoc bsdextrautils:col systemd:systemd-analyze debootstrap:debootstrap
)
# The Windows installers are made by nsis and wixl, read by msitools, and run by wine, which takes 670 MB: so only CI has these. The
# property lists of macOS are read by the last two.
maru_installer_packages=(
    nsis:makensis wixl:wixl msitools:msiinfo wine:wine wine64 libxml2-utils:xmllint libplist-utils:plistutil
)
# tools/emojitable.py reads unicode-data and unicode-cldr-core; its table is in the repository, so nothing here needs them.
# The fuzz targets are built with clang, whose package only recommends the sanitizers' libraries.
maru_ci_packages=(clang-format:clang-format clang-14:clang++-14 libclang-rt-14-dev llvm-14:llvm-symbolizer-14)

maru_say() { printf '%s\n' "$*" >&2; }

# maru_missing ENTRY… : prints the packages among them that are not there
maru_missing() {
    local entry package tool PATH=$PATH:/usr/sbin:/sbin # servers are there, where a user does not look
    for entry in "$@"; do
        package=${entry%%:*}
        tool=${entry#*:}
        if [ "$tool" != "$entry" ] && command -v "$tool" >/dev/null 2>&1; then
            continue
        fi
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s\n' "$package"
    done
}

# maru_install ENTRY… [-- ENTRY…] : installs through apt what is missing, says what, and does nothing if all is there. Those after --
# are left out, loudly, where apt has no such package: Ubuntu has Chromium as a snap only. With CI=true that is a failure.
maru_install() {
    local missing package needed=() optional=() code=0
    if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
        maru_other_systems
        return 0
    fi
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        needed+=("$1")
        shift
    done
    mapfile -t missing < <(maru_missing "${needed[@]}")
    mapfile -t optional < <(maru_missing "${@:2}" | sort -u)
    [ "${#missing[@]}" -gt 0 ] || [ "${#optional[@]}" -gt 0 ] || return 0
    # A fresh machine has no package lists, an old one stale ones: look once, only now.
    if maru_may_install; then
        maru_apt_get update -q || maru_say "apt-get update failed; trying with the lists at hand"
    fi
    for package in "${optional[@]}"; do
        if maru_apt_has "$package"; then
            missing+=("$package")
        else
            maru_say "NOT INSTALLED: apt has no package $package here; the tests that need it are skipped"
            [ "${CI:-}" != true ] || code=1
        fi
    done
    [ "$code" -eq 0 ] && [ "${#missing[@]}" -gt 0 ] || return "$code"
    if ! maru_may_install; then
        maru_say "Missing packages; as root, run: apt-get install ${missing[*]}"
        return 1
    fi
    maru_say "Installing with apt: ${missing[*]}"
    maru_apt_install "${missing[@]}"
}

maru_may_install() { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null 2>&1; }

# maru_apt_has PACKAGE : apt knows a version of it that could be installed
maru_apt_has() { [[ $(LC_ALL=C apt-cache policy "$1" 2>/dev/null) =~ Candidate:\ [^\(] ]]; }

maru_as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

maru_apt_get() { maru_as_root env DEBIAN_FRONTEND=noninteractive apt-get "$@" </dev/null >&2; }

# maru_apt_install PACKAGE… : Debian starts a server as soon as its package is there, and again at every boot. The tests run
# instances of their own, and nobody asked for one on port 80: so it is not started, and not enabled.
maru_policy=/usr/sbin/policy-rc.d # what Debian asks before it starts a service
maru_apt_install() {
    local package units=()
    for package in "$@"; do
        case $package in
        avahi-daemon) units+=(avahi-daemon.socket "$package") ;;
        nginx | haproxy | prometheus | postgresql) units+=("$package") ;;
        esac
    done
    ( # a subshell, so that the file goes again whatever happens
        if [ "${#units[@]}" -gt 0 ] && [ ! -e "$maru_policy" ]; then
            trap 'maru_as_root rm -f "$maru_policy"' EXIT
            printf '#!/bin/sh\nexit 101\n' | maru_as_root tee "$maru_policy" >/dev/null
            maru_as_root chmod 755 "$maru_policy"
        fi
        maru_apt_get install -y -q --no-install-recommends "$@"
    ) || return
    if [ "${#units[@]}" -gt 0 ] && command -v systemctl >/dev/null 2>&1; then
        maru_as_root systemctl --quiet disable "${units[@]}" >&2 || maru_say "Not disabled: ${units[*]}"
    fi
}

# Where there is no apt: says what to install, and leaves the judgement to CMake.
maru_other_systems() {
    case "$(uname -s)" in
    Darwin)
        maru_say "On macOS Maru needs: brew install cmake ninja qt icu4c openssl@3 libsodium tl-expected ccache"
        if command -v brew >/dev/null 2>&1; then
            local prefix paths=${CMAKE_PREFIX_PATH:-}
            for prefix in qt icu4c openssl@3 libsodium tl-expected; do
                paths="$(brew --prefix "$prefix" 2>/dev/null);$paths"
            done
            export CMAKE_PREFIX_PATH="$paths"
        fi
        ;;
    MINGW* | MSYS* | CYGWIN*)
        maru_say "On Windows Maru needs: Qt 6.4 or newer from the Qt installer (with Qt WebSockets, MinGW, CMake and Ninja),"
        maru_say "and ICU, OpenSSL 3, libsodium and tl-expected (vcpkg install --triplet x64-mingw-dynamic icu openssl libsodium tl-expected)."
        maru_say "Set CMAKE_PREFIX_PATH to both, e.g. \"C:/Qt/6.8.0/mingw_64;C:/vcpkg/installed/x64-mingw-dynamic\", and have the bin folders of both in PATH."
        ;;
    *)
        maru_say "No apt here. Maru needs: a C++20 compiler, CMake 3.25, Ninja, Qt 6.4 (Base, WebSockets, Svg, Tools), ICU, OpenSSL 3, libsodium, tl-expected."
        ;;
    esac
}
