#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
#   tools/windows-installers.sh STAGE OUT     makes the two Windows installers, on Linux
#
#   STAGE   what cmake --install and windeployqt laid down on Windows: bin/maru.exe, bin/maru-server.exe, bin/*.dll and Qt's plugins
#           in folders below bin, and maru.ico beside bin
#   OUT     a folder; gets Maru-VERSION-setup.exe (NSIS, for one person) and Maru-VERSION.msi (for a computer)
#
# Needs nsis and wixl. Exit codes: 0 done, 2 something is not as it must be.
# shellcheck disable=SC2016 # $INSTDIR is one of NSIS
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
    echo "windows-installers: $*" >&2
    exit 2
}

[ $# -eq 2 ] || fail "usage: tools/windows-installers.sh STAGE OUT"
[ -d "$1" ] || fail "$1 is not a folder"
for file in bin/maru.exe bin/maru-server.exe maru.ico; do
    [ -f "$1/$file" ] || fail "$1/$file is missing"
done
for tool in makensis wixl; do
    command -v "$tool" >/dev/null || fail "$tool is missing; on Debian: apt-get install nsis wixl"
done
stage=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
version=$(sed -n 's/^ *VERSION \([0-9.]*\)$/\1/p' "$root/CMakeLists.txt" | head -n 1)
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "no version of three numbers in CMakeLists.txt"

lists=$(mktemp -d)
trap 'rm -rf "$lists"' EXIT

# All but the server, which has its own choice in both installers. Names with a quote, a dollar or the like do not come from Qt.
mapfile -t files < <(cd "$stage/bin" && find . -type f ! -name maru-server.exe -printf '%P\n' | LC_ALL=C sort)
mapfile -t folders < <(cd "$stage/bin" && find . -mindepth 1 -type d -printf '%P\n' | LC_ALL=C sort)
for name in "${files[@]}" "${folders[@]}"; do
    [[ $name =~ ^[A-Za-z0-9._/+-]+$ ]] || fail "a name that the installers cannot hold: $name"
done

# NSIS
{
    for file in "${files[@]}"; do
        folder=$(dirname "$file")
        printf 'SetOutPath "$INSTDIR%s"\n' "$([ "$folder" = . ] || printf '\\%s' "${folder//\//\\}")"
        printf 'File "%s"\n' "$stage/bin/$file"
    done
} >"$lists/install.nsh"
{
    for file in "${files[@]}"; do printf 'Delete "$INSTDIR\\%s"\n' "${file//\//\\}"; done
    for ((i = ${#folders[@]} - 1; i >= 0; i--)); do printf 'RMDir "$INSTDIR\\%s"\n' "${folders[i]//\//\\}"; done
} >"$lists/uninstall.nsh"
makensis -V2 -WX -INPUTCHARSET UTF8 -DSTAGE="$stage" -DLISTS="$lists" -DVERSION="$version" -DICON="$stage/maru.ico" \
    -DOUT="$out/Maru-$version-setup.exe" "$root/packaging/windows/maru.nsi" >&2

# MSI: a component for each file, with an id that stays the same from version to version.
# guid TEXT : a UUID of version 5 in form, out of our own name
guid() {
    local sum
    sum=$(printf 'maru component %s' "$1" | sha1sum)
    printf '%s-%s-5%s-a%s-%s' "${sum:0:8}" "${sum:8:4}" "${sum:13:3}" "${sum:17:3}" "${sum:20:12}" | tr a-f A-F
}
# identifier PREFIX TEXT : an Id of at most 72 characters
identifier() { printf '%s%s' "$1" "$(printf %s "$2" | sha1sum | cut -c1-16)"; }
component() {
    printf '<Component Id="%s" Guid="%s" Win64="yes"><File Id="%s" Source="stage/bin/%s" KeyPath="yes"/></Component>\n' \
        "$(identifier C "$1")" "$(guid "$1")" "$(identifier F "$1")" "$1"
}
# tree FOLDER : what lies in it, folders inside each other
tree() {
    local file folder
    for file in "${files[@]}" maru-server.exe; do
        [ "$(dirname "$file")" != "$1" ] || component "$file"
    done
    for folder in "${folders[@]}"; do
        if [ "$(dirname "$folder")" = "$1" ]; then
            printf '<Directory Id="%s" Name="%s">\n' "$(identifier D "$folder")" "$(basename "$folder")"
            tree "$folder"
            printf '</Directory>\n'
        fi
    done
}
tree . >"$lists/tree"
for file in "${files[@]}"; do printf '<ComponentRef Id="%s"/>\n' "$(identifier C "$file")"; done >"$lists/client"
printf '<ComponentRef Id="%s"/>\n' "$(identifier C maru-server.exe)" >"$lists/server"
sed -e "s|@VERSION@|$version|g; s|@ICON@|stage/maru.ico|" -e "/^@TREE@/{r $lists/tree
d}" -e "/^@CLIENT@/{r $lists/client
d}" -e "/^@SERVER@/{r $lists/server
d}" "$root/packaging/windows/maru.wxs.in" >"$lists/maru.wxs"
ln -s "$stage" "$lists/stage" # wixl looks for files beside the .wxs only
wixl -a x64 -o "$out/Maru-$version.msi" "$lists/maru.wxs" >&2
printf '%s\n' "$out/Maru-$version-setup.exe" "$out/Maru-$version.msi"
