#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
# One file of Node tests as one CTest test. Usage: run-node.sh MODULES FILE
# Without Node.js or the packages the test is skipped (77), loudly; with CI=true that is a failure.
modules=$1
file=$2
missing=
command -v node >/dev/null 2>&1 || missing="Node.js is not installed"
[ -n "$missing" ] || [ -d "$modules/socket.io-client" ] || missing="no Node packages in $modules (./test installs them)"
if [ -n "$missing" ]; then
    echo "SKIPPED $file: $missing"
    [ "${CI:-}" = true ] && exit 1
    exit 77
fi
NODE_PATH=$modules exec node --test "$file"
