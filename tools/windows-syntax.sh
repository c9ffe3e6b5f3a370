#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
#   tools/windows-syntax.sh [BUILD [FILE…]]     does the source compile for Windows, as far as that shows on Debian?
#
#   BUILD   a folder where Maru was built (build/ci), for what moc makes
#   FILE    .cpp files; all of common, server, client and packaging
#
# Compiles with mingw-w64 for Windows, without making object files: Debian has no Qt for Windows to link with, and Qt's headers are those
# of Linux, which look at the compiler for the system. So it finds headers, types and functions that Windows does not have in our own
# code, but nothing that shows when linking or running, and nothing that only Visual Studio's compiler minds.
# Needs g++-mingw-w64-x86-64-posix. Exit codes: 0 all compile, 1 some do not, 2 usage, 77 no compiler.
set -euo pipefail
build=$(realpath -m "${1:-build/ci}")
cd "${MARU_ROOT:-$(dirname "${BASH_SOURCE[0]}")/..}"
compiler=x86_64-w64-mingw32-g++-posix
if ! command -v "$compiler" >/dev/null 2>&1; then
    echo "SKIPPED windows-syntax: apt-get install g++-mingw-w64-x86-64-posix" >&2
    exit 77
fi
if ! [ -f "$build/CMakeCache.txt" ]; then
    echo "windows-syntax: nothing was built in $build" >&2
    exit 2
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# /usr/include as a whole would bring the C library of Linux.
arch=/usr/include/$(gcc -print-multiarch)
mkdir -p "$work/openssl"
ln -s /usr/include/unicode /usr/include/tl /usr/include/sodium /usr/include/sodium.h "$work/"
ln -s /usr/include/openssl/* "$work/openssl/"
ln -sf "$arch"/openssl/* "$work/openssl/"
flags=(-std=c++20 -fsyntax-only -w -DMARU_VERSION='"0"' -DWIN32 -D_WIN32_WINNT=0x0A00 -DUNICODE -D_UNICODE
    -DQT_NO_CAST_FROM_ASCII -DQT_NO_CAST_TO_ASCII -DQT_NO_FOREACH "-I$work" -I. -isystem "$arch/qt6")
for module in Core Network WebSockets Sql Gui Widgets Svg; do flags+=(-isystem "$arch/qt6/Qt$module"); done
while IFS= read -r folder; do flags+=("-I$folder"); done < <(find "$build" -type d -path '*_autogen/include' -not -path "$build/tests/*")

if [ $# -gt 1 ]; then
    files=("${@:2}")
else
    # Less what CMake compiles on Linux or Unix only.
    mapfile -t files < <(find common server client packaging -name '*.cpp' ! -name epolldispatcher.cpp ! -name '*avahi*' ! -name 'openssl*.cpp' | LC_ALL=C sort)
fi
bad=0
check() { "$compiler" "${flags[@]}" "$1" 2>"$work/$(tr / _ <<<"$1").log" || echo "error: $1" >>"$work/$(tr / _ <<<"$1").log"; }
running=0
for file in "${files[@]}"; do
    check "$file" &
    running=$((running + 1))
    if [ "$running" -ge "$(nproc)" ]; then
        wait -n
        running=$((running - 1))
    fi
done
wait
for file in "${files[@]}"; do
    log="$work/$(tr / _ <<<"$file").log"
    if grep -m 1 'error' "$log" >&2; then
        bad=$((bad + 1))
    fi
done
echo "windows-syntax: ${#files[@]} files, $bad do not compile"
[ "$bad" -eq 0 ]
