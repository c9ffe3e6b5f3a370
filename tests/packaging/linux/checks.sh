#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
#   checks.sh CHECK ARGUMENT…
#
# What can be said of the packages without installing them. A tool that is missing skips its check (77), loudly; with CI=true that is
# a failure.
set -euo pipefail
check=$1
shift
PATH=$PATH:/usr/sbin:/sbin

need() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null && continue
        echo "SKIPPED packaging_$check: $tool is not installed"
        [ "${CI:-}" = true ] && exit 1
        exit 77
    done
}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

scratch=$(mktemp -d "${TMPDIR:-/tmp}/maru packages 마루.XXXXXX") # a path as people have them
trap 'rm -rf "$scratch"' EXIT

# build CPACK CONFIG FOLDER : DEBs and TGZ from the build tree
check_build() {
    need dpkg-deb dpkg-shlibdeps
    rm -rf "$3"
    "$1" --config "$2" -G "DEB;TGZ" -B "$3" >"$scratch/log" 2>&1 || {
        cat "$scratch/log"
        fail "cpack failed"
    }
    ls "$3"/maru-server_*.deb "$3"/maru-*.tar.gz
}

# lintian FOLDER : no error and no warning; what is overridden says why, in packaging/linux/deb
check_lintian() {
    need lintian
    lintian --allow-root --fail-on error,warning --tag-display-limit 0 "$1"/*.deb
}

# desktop FILE
check_desktop() {
    need desktop-file-validate
    local output
    output=$(desktop-file-validate "$1") || fail "$output"
    [ -z "$output" ] || fail "$output" # warnings and hints as well
}

# appstream FILE
check_appstream() {
    need appstreamcli
    appstreamcli validate --no-net --pedantic "$1"
}

# unit FILE SERVER : no complaint, and an exposure of at most 2.0
check_unit() {
    need systemd-analyze
    local output
    # verify looks for the program: the one that was built stands in for the installed one. What the page says is checked by `man`.
    sed -e "s|/usr/bin/maru-server|$2|" -e '/^Documentation=/d' "$1" >"$scratch/maru-server.service"
    output=$(cd "$scratch" && systemd-analyze verify --man=no ./maru-server.service 2>&1) || fail "$output"
    [ -z "$output" ] || fail "$output"
    output=$(systemd-analyze security --no-pager --offline=true --threshold=20 "$1") || fail "$output"
    tail -n 1 <<<"$output"
}

# pages SERVER CLIENT PAGE… : the formatters have no complaint, and every flag of the programs is on their page
check_pages() {
    need man mandoc
    local server=$1 client=$2 page output flag
    shift 2
    for page in "$@"; do
        output=$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null)
        [ -z "$output" ] || fail "$page: $output"
        # Long lines are how this house writes, and whether other pages are in a database is not the page's fault.
        output=$(mandoc -T lint "$page" | grep -vE 'longer than 80 bytes|operating system explicitly specified|outdated mandoc.db|referenced manual not found') || true
        [ -z "$output" ] || fail "$page: $output"
    done
    # Without its settings a command works on another store than the service.
    output=$(grep -h 'sudo -u _maru maru-server' "$@" | grep -v -e '--config /etc/maru/maru-server.conf') || true
    [ -z "$output" ] || fail "an example without the settings of the service: $output"
    pages_name_flags "$server" maru-server.1 "$@"
    [ -z "$client" ] || pages_name_flags "$client" maru.1 "$@"
}

# pages_name_flags PROGRAM NAME PAGE… : every --flag of --help is on the page of that name
pages_name_flags() {
    local program=$1 name=$2 page flag text
    shift 2
    for page in "$@"; do
        [ "$(basename "$page")" = "$name" ] || continue
        text=$(MANWIDTH=1000 man -E UTF-8 -l "$page" | col -bx)
        for flag in $("$program" --help | grep -oE -- '--[a-z][a-z0-9-]+' | sort -u); do
            grep -qE -- "(^|[^a-z-])$flag([^a-z0-9-]|\$)" <<<"$text" || fail "$name does not know $flag"
        done
        return
    done
    fail "no page $name"
}

# settings SAMPLE PAGE : every setting of the sample is in maru-server.conf(5)
check_settings() {
    need man col
    local text key
    text=$(MANWIDTH=200 man -E UTF-8 -l "$2" | col -bx)
    for key in $(sed -nE 's/^#? ?([a-z][a-z-]*) ?=.*/\1/p' "$1" | sort -u); do
        grep -qE "^ +$key +" <<<"$text" || fail "maru-server.conf.5 does not know $key"
    done
}

# needs FOLDER PAGE : the libraries that the packages depend on are those that the page names for the archive, which brings none
check_needs() {
    need dpkg-deb
    local deb text library
    text=$(sed -n '/^### Other Linux/,/^## /p' "$2")
    for deb in "$1"/*.deb; do
        for library in $(dpkg-deb -f "$deb" Depends | tr ',' '\n' | sed -n 's/^ *\(lib[^ ]*\).*/\1/p'); do
            case $library in libc6 | libgcc-s1 | libstdc++6) continue ;; esac
            grep -qE "(\`| )${library//./\\.}(\`| )" <<<"$text" || fail "Other Linux does not name $library, which ${deb##*/} needs"
        done
    done
}

# tgz FOLDER : runs from where it is unpacked
check_tgz() {
    need tar
    local tree pid url
    tar -xzf "$1"/maru-*.tar.gz -C "$scratch"
    tree=$(echo "$scratch"/maru-*)
    [ -d "$tree" ] || fail "not one folder: $(ls "$scratch")"
    for file in README.md LICENSE LICENSE.unicode bin/maru-server share/man/man1/maru-server.1.gz share/doc/maru/operations.md; do
        [ -e "$tree/$file" ] || fail "$file is not there"
    done
    cd "$scratch"
    mkdir home
    if [ -e "$tree/bin/maru" ]; then
        "$tree/bin/maru" --version
    fi
    HOME=$scratch/home XDG_STATE_HOME='' MARU_BEACON=off "$tree/bin/maru-server" --port 0 >out 2>err &
    pid=$!
    trap 'kill "$pid" 2>/dev/null || true; wait "$pid" || true; rm -rf "$scratch"' EXIT
    for _ in $(seq 200); do
        url=$(sed -n 's/^maru-server listening on //p' out)
        [ -z "$url" ] || break
        kill -0 "$pid" 2>/dev/null || fail "the server ended: $(cat err)"
        sleep 0.05
    done
    [ -n "$url" ] || fail "the server does not say where it listens: $(cat out err)"
    [ -e home/.local/state/maru/maru.db ] || fail "no data in the home directory"
    kill "$pid"
    wait "$pid" || fail "the server ended with $?"
    trap 'rm -rf "$scratch"' EXIT
}

# purge POSTRM : with volumes mounted where the data is, and a link in its place, all of it goes and dpkg is content
check_purge() {
    need unshare mount
    local enter=(unshare --mount --fork)
    [ "$(id -u)" -eq 0 ] || enter+=(--map-root-user)
    "${enter[@]}" mount -t tmpfs none /var/lib 2>/dev/null || {
        echo "SKIPPED packaging_purge: this user can have no mounts of its own"
        [ "${CI:-}" = true ] && exit 1
        exit 77
    }
    mkdir "$scratch/bin"
    printf '#!/bin/sh\n' >"$scratch/bin/deb-systemd-helper"
    chmod +x "$scratch/bin/deb-systemd-helper"
    # Nothing of this machine is touched: what the script sees of it lies in memory and is gone with it.
    PATH=$scratch/bin:$PATH "${enter[@]}" sh -euc '
        fail() {
            echo "$*" >&2
            exit 1
        }
        work=$2/work
        mkdir "$work"
        mount -t tmpfs none "$work"
        cp "$1" "$work/postrm"
        for folder in /run /var/lib /var/log; do mount -t tmpfs none $folder; done
        # purges EXPECTED : what is left of the data, with one line for each place that stays
        purges() {
            said=$(sh "$work/postrm" purge 2>&1) || fail "purge ends with $?: $said"
            left=$(find /var/lib /var/log -mindepth 1 | sort | tr "\n" " ")
            [ "$left" = "$1" ] || fail "left: $left, not $1"
        }

        mkdir -p /var/lib/maru/files /var/lib/maru/parts /var/log/maru
        touch /var/lib/maru/maru.db /var/log/maru/maru-server.log
        purges ""
        [ -z "$said" ] || fail "purge says $said"

        # A volume for what people sent
        mkdir -p /var/lib/maru/files
        mount -t tmpfs none /var/lib/maru/files
        touch /var/lib/maru/files/a /var/lib/maru/maru.db /var/lib/maru/z
        purges "/var/lib/maru /var/lib/maru/files "
        echo "$said" | grep -q "^maru-server: /var/lib/maru stays" || fail "purge says $said"
        purges "/var/lib/maru /var/lib/maru/files " # again
        umount /var/lib/maru/files
        purges ""

        # A volume for all of it
        mkdir /var/lib/maru
        mount -t tmpfs none /var/lib/maru
        touch /var/lib/maru/maru.db
        purges "/var/lib/maru "
        umount /var/lib/maru
        purges ""

        # A link that root made, and one that the server could have made
        mkdir -p "$work/elsewhere" "$work/foreign"
        touch "$work/elsewhere/maru.db" "$work/foreign/kept"
        ln -s "$work/elsewhere" /var/lib/maru
        ln -s "$work/foreign" /var/lib/maru/files
        purges ""
        [ ! -e "$work/elsewhere" ] || fail "what the link led to is still there"
        [ -e "$work/foreign/kept" ] || fail "a link below was followed"
    ' sh "$1" "$scratch"
}

# completion FILE SERVER : bash offers what the program knows
check_completion() {
    local offered
    mkdir "$scratch/bin"
    ln -s "$2" "$scratch/bin/maru-server"
    # offer WORD… : what is offered for the last of these words
    offer() {
        PATH="$scratch/bin:$PATH" bash -euc '
            . "$1"
            shift
            COMP_WORDS=("$@")
            COMP_CWORD=$(($# - 1))
            _maru_server "$1"
            printf "%s " "${COMPREPLY[@]-}"' bash "$completion" "$@"
    }
    completion=$1
    offered=$(offer maru-server --pl)
    [ "$offered" = "--plain " ] || fail "--pl: $offered"
    offered=$(offer maru-server --plain "")
    [ "$offered" = "loopback lan off " ] || fail "--plain: $offered"
    offered=$(offer maru-server room "")
    [ "$offered" = "add list code archive " ] || fail "room: $offered"
    offered=$(offer maru-server user "")
    [ "$offered" = "add list passwd role ban " ] || fail "user: $offered"
    offered=$(offer maru-server se)
    [ "$offered" = "serve selftest " ] || fail "se: $offered"
}

"check_$check" "$@"
