#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
#   tools/appimage.sh [--tree] BUILD OUT
#
# Makes OUT/Maru-VERSION-MACHINE.AppImage of the client from a build folder, with Qt inside. Needs linuxdeploy and linuxdeploy-plugin-qt
# in PATH, which Debian does not have: only the release workflow makes AppImages, and nobody here has run one.
# --tree stops when the tree for linuxdeploy, OUT/AppDir, is there and whole; that much CTest runs (packaging_appdir).
set -euo pipefail

tree_only=no
if [ "${1:-}" = --tree ]; then
    tree_only=yes
    shift
fi
if [ $# -ne 2 ]; then
    sed -n '5,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
tree=$out/AppDir

rm -rf "$tree"
cmake --install "$build" --component client --prefix "$tree/usr" --strip >/dev/null
for file in bin/maru share/applications/maru.desktop share/icons/hicolor/256x256/apps/maru.png share/metainfo/org.maruchat.maru.metainfo.xml; do
    [ -s "$tree/usr/$file" ] || {
        echo "tools/appimage.sh: $build has no $file" >&2
        exit 1
    }
done
mkdir -p "$tree/usr/share/doc/maru"
cp "$root/LICENSE" "$root/packaging/third-party.txt" "$tree/usr/share/doc/maru/"
cp "$root/resources/emoji/LICENSE" "$tree/usr/share/doc/maru/LICENSE.unicode"
version=$("$tree/usr/bin/maru" --version)
[ "$tree_only" = no ] || exit 0

for tool in linuxdeploy linuxdeploy-plugin-qt; do
    command -v "$tool" >/dev/null || {
        echo "tools/appimage.sh: $tool is not in PATH (https://github.com/linuxdeploy)" >&2
        exit 1
    }
done
# What a program that only links Qt does not name: the icons' format, Wayland beside X11.
export EXTRA_QT_MODULES="svg;waylandclient"
export EXTRA_PLATFORM_PLUGINS="libqwayland-generic.so;libqwayland-egl.so;libqoffscreen.so"
cd "$out"
LINUXDEPLOY_OUTPUT_VERSION=${version#maru } OUTPUT="Maru-${version#maru }-$(uname -m).AppImage" linuxdeploy --appdir "$tree" --plugin qt --output appimage \
    --desktop-file "$tree/usr/share/applications/maru.desktop" --icon-file "$tree/usr/share/icons/hicolor/256x256/apps/maru.png"
