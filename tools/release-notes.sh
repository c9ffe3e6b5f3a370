#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
#   tools/release-notes.sh VERSION     prints the notes of a release: its part of CHANGELOG.md, and packaging/release-notes.md
#
# VERSION must be that of CMakeLists.txt and have a part in CHANGELOG.md with a date; otherwise it says so and ends with 2.
set -euo pipefail
root=${MARU_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}

fail() {
    echo "release-notes: $*" >&2
    exit 2
}

[[ $# -eq 1 && $1 =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "usage: tools/release-notes.sh VERSION, such as 0.1.0"
tree=$(sed -n 's/^ *VERSION \([0-9.]*\)$/\1/p' "$root/CMakeLists.txt" | head -n 1)
[ "$tree" = "$1" ] || fail "the tree is version $tree, not $1"
part=$(awk -v head="## [$1]" 'index($0, head) == 1 { inside = 1; print; next } inside && /^## / { exit } inside' "$root/CHANGELOG.md")
[ -n "$part" ] || fail "CHANGELOG.md has no part for $1"
[[ ${part%%$'\n'*} =~ \ -\ [0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] || fail "CHANGELOG.md: ${part%%$'\n'*} has no date"
printf '%s\n\n' "$(tail -n +2 <<<"$part")"
sed "s/@VERSION@/$1/g" "$root/packaging/release-notes.md"
