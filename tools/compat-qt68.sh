#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
#   tools/compat-qt68.sh [CMAKE_ARGUMENT…]
#
# Compiles server, client and tests with Qt 6.8, CMake 3.31 and g++ 14: those of Debian 13, in a folder of its own, build/trixie.
# Needs root, debootstrap and a mirror of Debian. The second time only what changed is compiled (ccache). CTest runs it when
# configured with -DMARU_COMPAT=ON, label compat.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

# skip REASON : what cannot be done here is said, and with CI=true it is a failure
skip() {
    maru_say "SKIPPED tools/compat-qt68.sh: $1"
    [ "${CI:-}" = true ] && exit 1
    exit 77
}
[ "$(id -u)" -eq 0 ] || skip "needs root, for a chroot"
command -v debootstrap >/dev/null 2>&1 || skip "debootstrap is not installed"

mirror=${MARU_MIRROR:-http://deb.debian.org/debian}
root=$PWD/build/trixie
mkdir -p build

if [ ! -e "$root/.maru-ready" ]; then
    rm -rf --one-file-system "$root"
    maru_say "Installing Debian 13 into $root"
    debootstrap --variant=minbase --include=ca-certificates trixie "$root" "$mirror" >build/trixie.log 2>&1 || {
        tail -n 5 build/trixie.log >&2
        skip "Debian 13 cannot be reached at $mirror"
    }
    touch "$root/.maru-ready"
fi

# What ./run installs on Debian 12, less what only runs it; the names are the same.
packages=()
for entry in "${maru_server_packages[@]}" "${maru_client_packages[@]}" libsqlite3-dev; do
    case $entry in
    fonts-* | qt6-translations-l10n) ;;
    *) packages+=("${entry%%:*}") ;;
    esac
done
if [ "$(cat "$root/.maru-packages" 2>/dev/null)" != "${packages[*]}" ]; then
    chroot "$root" sh -c 'apt-get update -q &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o Dpkg::Options::=--force-unsafe-io "$@"' \
        sh "${packages[@]}" </dev/null >>build/trixie.log 2>&1 || {
        tail -n 5 build/trixie.log >&2
        exit 1
    }
    printf '%s\n' "${packages[*]}" >"$root/.maru-packages"
fi

# A mount namespace of its own: when this ends, whatever way, nothing stays mounted.
mkdir -p "$root/src" build/trixie-build build/trixie-ccache "$root/build" "$root/ccache"
export root
unshare --mount --pid --fork --kill-child sh -eu -c '
    mount --bind "$PWD" "$root/src"
    mount -o remount,bind,ro "$root/src"
    mount --bind "$PWD/build/trixie-build" "$root/build"
    mount --bind "$PWD/build/trixie-ccache" "$root/ccache"
    mount -t proc proc "$root/proc"
    exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 CCACHE_DIR=/ccache sh -euc "
        cmake -S /src -B /build -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0 \"\$@\"
        cmake --build /build
        QT_QPA_PLATFORM=offscreen /build/bin/maru --version
        /build/bin/maru-server --version
    " sh "$@"
' sh "$@" </dev/null
