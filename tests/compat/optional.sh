#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
#   optional.sh SOURCE CACHE FOLDER
#
# Builds the server, and nothing else, as on a machine that has none of the optional libraries and no Widgets, in FOLDER; the
# compiler is that of the build folder whose CMakeCache.txt is CACHE. Whatever CMake looks for without REQUIRED is what is missing.
set -euo pipefail
source=$1
cache=$2
folder=$3

missing=()
# find_package(NAME …) without REQUIRED; the tests' own are not looked for here
while read -r name; do
    missing+=("-DCMAKE_DISABLE_FIND_PACKAGE_$name=ON")
done < <(find "$source"/CMakeLists.txt "$source"/tools/cmake "$source"/common "$source"/server \( -name CMakeLists.txt -o -name '*.cmake' \) \
    -exec grep -hE '^[^#]*find_package\(' {} + | grep -vE 'REQUIRED|PkgConfig' | sed -E 's/.*find_package\( *([A-Za-z0-9_-]+).*/\1/' | sort -u)
# Through pkg-config, which others look for as well and do not expect to be taken away.
missing+=(-DMARU_AVAHI=OFF)
# find_library(NAME …) and find_path(NAME …) without REQUIRED: "found", so that CMake does not look, and false
while read -r name; do
    missing+=("-D$name=OFF")
done < <(find "$source"/common "$source"/server -name CMakeLists.txt \
    -exec grep -hE '^[^#]*find_(library|path)\(' {} + | grep -v REQUIRED | sed -E 's/.*find_(library|path)\( *([A-Za-z0-9_]+).*/\2/' | sort -u)
echo "Without: ${missing[*]-nothing, all is required}"

value() { sed -nE "s/^$1:[A-Z]+=//p" "$cache"; }
cmake -S "$source" -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0 -DCMAKE_CXX_COMPILER="$(value CMAKE_CXX_COMPILER)" \
    -DMARU_WERROR="$(value MARU_WERROR)" -DBUILD_TESTING=OFF -DMARU_CLIENT=OFF \
    -DCMAKE_DISABLE_FIND_PACKAGE_Qt6Widgets=ON -DCMAKE_DISABLE_FIND_PACKAGE_Qt6Svg=ON ${missing[@]+"${missing[@]}"}
cmake --build "$folder" --target maru-server
"$folder/bin/maru-server" --version
