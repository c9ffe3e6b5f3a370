#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
#   prepare.sh FOLDER PACKAGES
#
# The systems on which the packages are installed, as layers for overlayfs in FOLDER (kept from run to run):
#   base    Debian 12, minimal, with systemd
#   server  above it what maru-server depends on, and no more
#   server-mongodb  above base what maru-server and maru-server-mongodb depend on
#   client  above base what maru-client depends on, without what it recommends
# The packages themselves are installed by the tests, without any network.
set -euo pipefail
folder=$1
packages=$2
mirror=${MARU_MIRROR:-http://deb.debian.org/debian}
PATH=$PATH:/usr/sbin:/sbin

skip() {
    echo "SKIPPED: $1"
    [ "${CI:-}" = true ] && exit 1
    exit 77
}
[ "$(id -u)" -eq 0 ] || skip "root is needed"
for need in debootstrap unshare dpkg-deb; do
    command -v "$need" >/dev/null || skip "$need is not installed"
done
grep -qw overlay /proc/filesystems || modprobe overlay 2>/dev/null || skip "this kernel has no overlayfs"

mkdir -p "$folder/archives/partial"
cd "$folder"

# A layer is written under another name and counts once it has its own: an interrupted run leaves none behind.
if [ ! -d base ]; then
    rm -rf --one-file-system base.new
    debootstrap --variant=minbase --include=systemd-sysv,ca-certificates bookworm base.new "$mirror" >debootstrap.log 2>&1 || {
        tail -n 5 debootstrap.log
        skip "Debian 12 cannot be installed from $mirror"
    }
    echo force-unsafe-io >base.new/etc/dpkg/dpkg.cfg.d/maru-test # nothing of it outlives the test
    printf '#!/bin/sh\nexit 101\n' >base.new/usr/sbin/policy-rc.d # until it boots
    chmod 755 base.new/usr/sbin/policy-rc.d
    rm -f base.new/var/cache/apt/archives/*.deb
    mv base.new base
fi

# layer NAME DEPENDS : base and what these words ask for
layer() {
    local name=$1 depends=$2
    [ "$(cat "$name.depends" 2>/dev/null)" != "$depends" ] || return 0
    rm -rf --one-file-system "$name" "$name.new" "$name.work"
    mkdir -p "$name.new" "$name.work" root
    echo "Installing what maru-$name depends on"
    DEPENDS=$depends NAME=$name unshare --mount --pid --fork --kill-child sh -euc '
        mount -t overlay overlay -o "lowerdir=$PWD/base,upperdir=$PWD/$NAME.new,workdir=$PWD/$NAME.work" root
        mount --bind archives root/var/cache/apt/archives
        mount -t proc proc root/proc
        exec chroot root env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 sh -euc "
            apt-get update -q
            apt-get satisfy -y -q --no-install-recommends -o APT::Keep-Downloaded-Packages=true \"\$1\"
        " sh "$DEPENDS"
    ' >"$name.log" 2>&1 || {
        tail -n 5 "$name.log"
        skip "the dependencies of maru-$name cannot be installed"
    }
    rm -rf --one-file-system "$name.work"
    mv "$name.new" "$name"
    printf '%s\n' "$depends" >"$name.depends"
}

for name in server client server-mongodb; do
    package=$(echo "$packages"/maru-"$name"_*.deb)
    if [ -e "$package" ]; then
        depends=$(dpkg-deb -f "$package" Depends)
        # What one of ours asks of another comes from us.
        if [[ $depends =~ (.*)maru-server\ \([^\)]*\)(.*) ]]; then
            depends=${BASH_REMATCH[1]}$(dpkg-deb -f "$packages"/maru-server_*.deb Depends)${BASH_REMATCH[2]}
        fi
        layer "$name" "$depends"
    fi
done
