#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
# The shell scripts: they parse, refuse what they do not know, and count honestly. Usage: scripts_test.sh ROOT
set -u
cd "$1" || exit 1
failures=0
fail() {
    echo "FAIL: $*"
    failures=$((failures + 1))
}

for script in run test .ci/run tools/*.sh tests/e2e/*.sh; do
    bash -n "$script" || fail "$script does not parse"
done
for script in run test .ci/run; do
    [ -x "$script" ] || fail "$script is not executable"
done

./run nonsense >/dev/null 2>&1
[ $? -eq 2 ] || fail "./run nonsense does not exit with 2"
./run --help | grep -q './run server' || fail "./run --help does not explain itself"
./test --help | grep -q -e '--no-install' || fail "./test --help does not explain itself"

# shellcheck source=../../tools/packages.sh
. tools/packages.sh
# shellcheck source=../../tools/count.sh
. tools/count.sh

# count EXPECTED CODE : what maru_count and maru_close make of the junit file on stdin
count() {
    local file line code
    file=$(mktemp)
    cat >"$file"
    line=$(
        maru_count "$file"
        maru_close
        echo "code $?"
    )
    rm -f "$file"
    code=${line##*code }
    line=${line%%$'\n'*}
    [ "$line" = "$1" ] || fail "counted '$line', not '$1'"
    [ "$code" = "$2" ] || fail "'$1' ends with $code, not $2"
}
count "1 passed, 0 failed, 0 skipped" 0 <<'X'
	<testcase name="a" classname="a" time="0.2" status="run">
X
count "1 passed, 1 failed, 0 skipped" 1 <<'X'
	<testcase name="a" classname="a" time="0.2" status="run">
	<testcase name="b" classname="b" time="0.2" status="fail">
X
count "1 passed, 1 failed, 3 skipped" 1 <<'X'
	<testcase name="a" classname="a" time="0.2" status="run">
		<system-out>&lt;testcase name="x" status="fail"&gt;</system-out>
	<testcase name="b" classname="b" time="0" status="notrun">
		<skipped message="SKIP_RETURN_CODE=77"/>
	<testcase name="c" classname="c" time="0" status="notrun">
		<skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/>
	<testcase name="d" classname="d" time="0" status="disabled">
	<testcase name="e" classname="e" time="0" status="notrun">
		<skipped message="Unable to find executable"/>
X
count "0 passed, 0 failed, 1 skipped" 1 <<'X'
	<testcase name="b" classname="b" time="0" status="notrun">
		<skipped message="SKIP_RETURN_CODE=77"/>
X
count "0 passed, 0 failed, 0 skipped" 1 </dev/null

if command -v dpkg-query >/dev/null 2>&1; then
    [ -z "$(maru_missing bash-that-is-not-there:bash)" ] || fail "a command that is there counts as missing"
    [ "$(maru_missing no-such-package no-such-package:no-such-command | sort -u)" = no-such-package ] ||
        fail "a package that is not there does not count as missing"
fi

# A server that comes as a package is neither started nor enabled, and what held it back is gone again, also after a failure.
# install CODE PACKAGE… : what maru_apt_install does, with an apt-get that ends with CODE
install() (
    code=$1
    shift
    folder=$(mktemp -d)
    maru_policy=$folder/policy-rc.d
    command() { [ "$2" = systemctl ]; }
    maru_as_root() {
        case $1 in
        env)
            [ -x "$maru_policy" ] && ! "$maru_policy" && echo "held back"
            return "$code"
            ;;
        systemctl) echo "$*" ;;
        *) "$@" ;;
        esac
    }
    maru_apt_install "$@" 2>&1
    echo "code $?"
    [ ! -e "$maru_policy" ] || echo "still held back"
    rm -rf "$folder"
)
# installs EXPECTED CODE PACKAGE…
installs() {
    local expected=$1 result
    shift
    result=$(install "$@" | tr '\n' ';')
    [ "$result" = "$expected" ] || fail "installing $*: '$result', not '$expected'"
}
installs "code 0;" 0 curl
installs "code 100;" 100 curl
installs "held back;systemctl --quiet disable nginx haproxy;code 0;" 0 curl nginx haproxy
installs "held back;code 100;" 100 nginx

# What a system has no package for is left out, loudly, but for what the build needs, and but for CI.
# choose CI ENTRY… : what maru_install gives apt, where nothing is installed, and apt has all but chromium and snap-only
choose() (
    export CI=$1
    shift
    command() { return 0; }
    id() { echo 0; }
    maru_missing() { [ $# -eq 0 ] || printf '%s\n' "${@%%:*}"; }
    maru_apt_get() { echo "lists"; }
    maru_apt_install() { echo "apt: $*"; }
    apt-cache() {
        [ "$2" != chromium ] || return 0
        printf '%s:\n  Installed: (none)\n  Candidate: %s\n' "$2" "$([ "$2" = snap-only ] && echo '(none)' || echo 1.0-1)"
    }
    maru_install "$@" 2>&1 | sed '/^Installing/d; s/^\(NOT INSTALLED: .* package [^ ]*\).*/\1/'
    echo "code ${PIPESTATUS[0]}"
)
# chooses EXPECTED CI ENTRY…
chooses() {
    local expected=$1 result
    shift
    result=$(choose "$@" | tr '\n' ';')
    [ "$result" = "$expected" ] || fail "choosing of $*: '$result', not '$expected'"
}
none="NOT INSTALLED: apt has no package"
chooses "code 0;" false
chooses "lists;apt: cmake chromium;code 0;" true cmake:cmake chromium
chooses "lists;$none chromium;$none snap-only;apt: cmake nginx;code 0;" false cmake -- chromium:chromium nginx snap-only chromium:chromium
chooses "lists;$none chromium;code 0;" false -- chromium
chooses "lists;$none chromium;code 1;" true cmake -- chromium nginx
chooses "lists;apt: cmake nginx;code 0;" true cmake -- nginx
grep -q 'maru_install .* -- "${maru_test_packages\[@\]}"' test || fail "./test does not leave out what a system has no package for"

# The exit codes that the pages name are those that there are.
codes=$(sed -n 's/^ *Exit[A-Za-z]* = \([0-9]*\),.*/\1/p' server/exitcode.h | tr '\n' ' ')
[ -n "$codes" ] || fail "no exit codes in server/exitcode.h"
for page in README.md README.ko.md docs/protocol.md; do
    named=$(tr '\n' ' ' <$page | sed -E 's/.*(Exit codes|종료 코드): /, /; s/\. .*//' | grep -oE ', [0-9]+ ' | tr -d ',\n' | sed 's/^ //; s/  */ /g')
    [ "$named" = "$codes" ] || fail "$page names the exit codes $named, not $codes"
done
named=$(sed -n '/^\.Sh EXIT STATUS/,/^\.El/s/^\.It //p' packaging/linux/maru-server.1 | tr '\n' ' ')
[ "$named" = "$codes" ] || fail "maru-server(1) names the exit codes $named, not $codes"

# What a test starts must not read the settings, or write to the database, that somebody has in their environment.
forgotten=$(
    for key in $(sed -n 's/.*ConfigKey{.name = L1("\([a-z-]*\)").*/\1/p' server/config/configkeys.cpp) config; do
        key=${key//-/_}
        export "MARU_${key^^}=kept"
    done
    export PORT=kept DB_URL=kept MARU_NAME=kept
    maru_forget_settings
    env | grep =kept$
)
[ "$forgotten" = MARU_BEACON=kept ] || fail "tests see settings: $forgotten"

# copied : a folder with ./run, without packages to install, and a path of stubs
copied() {
    local folder
    folder=$(mktemp -d)
    mkdir -p "$folder/tools" "$folder/path"
    cp run "$folder/run"
    printf 'maru_server_packages=() maru_client_packages=()\nmaru_install() { :; }\nmaru_say() { echo "$*"; }\n' >"$folder/tools/packages.sh"
    echo "$folder"
}

# built [server|client] : what ./run has CMake build
built() (
    folder=$(copied)
    # Ends it there, before anything is started.
    printf '#!/bin/sh\n[ "$1" = --build ] || exit 0\nshift 3\necho "$*" >%s\nexit 1\n' "$folder/targets" >"$folder/path/cmake"
    chmod +x "$folder/path/cmake"
    DISPLAY=:0 PATH=$folder/path:$PATH bash "$folder/run" "$@" >/dev/null 2>&1
    cat "$folder/targets"
    rm -rf "$folder"
)
[ "$(built server)" = maru-server ] || fail "./run server builds $(built server)"
# A client without a server beside it could start no chat of one's own.
[ "$(built client)" = "maru-server maru" ] || fail "./run client builds $(built client)"
[ "$(built)" = "maru-server maru" ] || fail "./run builds $(built)"

# started SYSTEM : ./run in a copied tree whose programs are stubs, ended by one Ctrl+C; what they heard, sorted
started() (
    folder=$(copied)
    bin=$folder/build/release/bin
    mkdir -p "$bin/Maru.app/Contents/MacOS"
    printf '#!/bin/sh\n' >"$folder/path/cmake"
    printf '#!/bin/sh\necho %s\n' "$1" >"$folder/path/uname"
    # Not a shell: one cannot take back that its parent ignores a signal.
    cat >"$bin/maru-server" <<'X'
#!/usr/bin/env node
const { appendFileSync } = require('node:fs');
const log = 'LOG';
const isServer = __filename.endsWith('server');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
        appendFileSync(log, `${isServer ? 'server' : 'client'} stopped\n`);
        setTimeout(() => process.exit(0), 300); // time for a second one
    });
setTimeout(() => process.exit(1), 60000);
if (isServer) console.log('maru-server listening on http://127.0.0.1:1');
else appendFileSync(`${log}.client`, 'up\n');
X
    client=$bin/maru
    [ "$1" != Darwin ] || client=$bin/Maru.app/Contents/MacOS/Maru
    sed -i "s,LOG,$folder/log," "$bin/maru-server"
    cp "$bin/maru-server" "$client"
    chmod +x "$folder/path/"* "$bin/maru-server" "$client"
    set -m
    DISPLAY=:0 PATH=$folder/path:$PATH bash "$folder/run" >"$folder/out" 2>&1 &
    set +m
    for _ in $(seq 300); do
        [ ! -e "$folder/log.client" ] || break
        sleep 0.1
    done
    kill -INT -- "-$!"
    wait "$!"
    [ -s "$folder/log" ] || cat "$folder/out"
    sort "$folder/log" 2>/dev/null | tr '\n' ';'
    rm -rf "$folder"
)
for system in Linux Darwin; do
    result=$(started "$system")
    [ "$result" = "client stopped;server stopped;" ] || fail "Ctrl+C of ./run on $system: '$result'"
done

[ "$failures" -eq 0 ]
