#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
#   optional.sh SOURCE CACHE FOLDER
#
# Builds in FOLDER-client what others build who have none of the optional libraries: the server with Qt's TLS in the place of libssl, the
# tests of that, which are run, and the client. In FOLDER the server alone is configured, as where there are no Widgets. The compiler is
# that of the build folder whose CMakeCache.txt is CACHE. Whatever CMake looks for without REQUIRED is what is missing.
set -euo pipefail
source=$1
cache=$2
folder=$3

# without FOLDER… : the arguments that take away what these folders look for; the tests' own is not looked for here
without() {
    local files
    mapfile -t files < <(cd "$source" && find CMakeLists.txt tools/cmake "$@" \( -name CMakeLists.txt -o -name '*.cmake' \))
    missing=()
    # find_package(NAME …) without REQUIRED; Qt's own parts need each other
    while read -r name; do
        missing+=("-DCMAKE_DISABLE_FIND_PACKAGE_$name=ON")
    done < <(cd "$source" && grep -hE '^[^#]*find_package\(' "${files[@]}" | grep -vE 'REQUIRED|PkgConfig|find_package\(Qt6 ' |
        sed -E 's/.*find_package\( *([A-Za-z0-9_.-]+).*/\1/' | sort -u)
    # find_library(NAME …) and find_path(NAME …) without REQUIRED: "found", so that CMake does not look, and false
    while read -r name; do
        missing+=("-D$name=OFF")
    done < <(cd "$source" && grep -hE '^[^#]*find_(library|path)\(' "${files[@]}" | grep -v REQUIRED |
        sed -E 's/.*find_(library|path)\( *([A-Za-z0-9_]+).*/\2/' | sort -u)
    echo "Without: ${missing[*]-nothing, all is required}"
}

value() { sed -nE "s/^$1:[A-Z]+=//p" "$cache"; }

# configure FOLDER ARGUMENT… ; what pkg-config finds is taken away by its own means: Qt looks for it as well, and expects it
configure() {
    local to=$1
    shift
    PKG_CONFIG_LIBDIR=/nonexistent cmake -S "$source" -B "$to" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0 \
        -DCMAKE_CXX_COMPILER="$(value CMAKE_CXX_COMPILER)" -DMARU_WERROR="$(value MARU_WERROR)" ${missing[@]+"${missing[@]}"} "$@"
    if grep -oE -m 1 'MARU_HAS_[A-Z]+|lib(mongoc|avahi)[^ ]*\.so' "$to/build.ninja"; then
        echo "This was found all the same." >&2
        return 1
    fi
}

# Without Widgets the server is the same, if it can be configured at all.
without common server
configure "$folder" -DBUILD_TESTING=OFF -DMARU_TLS=qt -DMARU_CLIENT=OFF \
    -DCMAKE_DISABLE_FIND_PACKAGE_Qt6Widgets=ON -DCMAKE_DISABLE_FIND_PACKAGE_Qt6Svg=ON

without common server client
configure "$folder-client" -DBUILD_TESTING=ON -DMARU_TLS=qt -DMARU_CLIENT=ON -DMARU_NOTIFICATIONS=OFF
cmake --build "$folder-client" --target maru-server maru tst_tlshandshake tst_tlsdoor
"$folder-client/bin/maru-server" --version
QT_QPA_PLATFORM=offscreen "$folder-client/bin/maru" --version
ctest --test-dir "$folder-client" -R '^tst_(tlshandshake|tlsdoor)$' --no-tests=error --output-on-failure
