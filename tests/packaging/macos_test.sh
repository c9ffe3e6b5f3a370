#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
# The property lists of macOS: whole, read by Apple's format's own tool, and saying what the rest of the tree says. Usage: macos_test.sh ROOT CMAKE
set -u
root=$1
cmake=$2
failures=0
fail() {
    echo "FAIL: $*"
    failures=$((failures + 1))
}
for tool in xmllint plistutil; do
    if ! command -v "$tool" >/dev/null 2>&1; then
        echo "SKIPPED: $tool is not installed (libxml2-utils libplist-utils)"
        [ "${CI:-}" = true ] && exit 1
        exit 77
    fi
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# As CMake fills it in for a bundle.
cat >"$work/fill.cmake" <<'X'
set(MACOSX_BUNDLE_EXECUTABLE_NAME Maru)
set(MACOSX_BUNDLE_GUI_IDENTIFIER org.maruchat.maru)
set(MACOSX_BUNDLE_ICON_FILE maru.icns)
set(MACOSX_BUNDLE_BUNDLE_VERSION 1.2.3)
set(MACOSX_BUNDLE_SHORT_VERSION_STRING 1.2.3)
configure_file(${IN} ${OUT})
X
"$cmake" -DIN="$root/packaging/macos/Info.plist.in" -DOUT="$work/Info.plist" -P "$work/fill.cmake" || fail "Info.plist cannot be filled in"
cp "$root/packaging/macos/org.maruchat.maru-server.plist" "$work/agent.plist"

for file in Info agent; do
    xmllint --nonet --noout "$work/$file.plist" || fail "$file.plist is no XML"
    # To the binary form and back: what plistutil does not understand does not come back.
    plistutil -i "$work/$file.plist" -f bin -o "$work/$file.bin"
    plistutil -i "$work/$file.bin" -f xml -o "$work/$file.xml"
    [ -s "$work/$file.xml" ] || fail "$file.plist is no property list"
done
# shellcheck disable=SC2016
grep -q '\${' "$work/Info.plist" && fail "Info.plist: something was not filled in"

# says FILE KEY EXPECTED : the value behind that key, or what it holds
says() {
    local got
    got=$(xmllint --nonet --xpath "normalize-space(//key[.='$2']/following-sibling::*[1])" "$work/$1.xml" 2>&1)
    [ "$got" = "$3" ] || fail "$1.plist: $2 is '$got', not '$3'"
}
# is FILE KEY ELEMENT : the kind of value
is() { [ "$(xmllint --nonet --xpath "name(//key[.='$2']/following-sibling::*[1])" "$work/$1.xml")" = "$3" ] || fail "$1.plist: $2 is not $3"; }
says Info CFBundleURLSchemes maru
says Info CFBundleIconFile maru.icns
says Info CFBundleExecutable Maru
says Info CFBundleIdentifier org.maruchat.maru
says Info CFBundleShortVersionString 1.2.3
says Info CFBundleLocalizations "en ko ja"
is Info NSLocalNetworkUsageDescription string
is Info NSHighResolutionCapable true
says agent Label org.maruchat.maru-server
is agent RunAtLoad true
is agent SuccessfulExit false
says agent ExitTimeOut 15

# The agent's log is its user's own: in their home, for their eyes only, and neither of the two who write it takes the other's lines away.
program=/Applications/Maru.app/Contents/MacOS/maru-server
command=$(xmllint --nonet --xpath "string(//key[.='ProgramArguments']/following-sibling::*[1]/string[3])" "$work/agent.xml")
[[ $command == *"$program "* ]] || fail "the agent does not start $program"
grep -q /tmp/ "$work/agent.xml" && fail "the agent writes into a folder of everybody"
cat >"$work/server" <<'X'
#!/bin/sh
[ "$1" = --log-file ] && echo "the log" >>"$2"
echo "a fault" >&2
exit 2
X
chmod +x "$work/server"
log="$work/a home/Library/Logs/maru-server.log"
for _ in 1 2; do
    HOME="$work/a home" /bin/sh -c "${command//"$program"/"'$work/server'"}"
    [ $? -eq 2 ] || fail "launchd does not learn how the server ended"
done
[ "$(sort "$log" | uniq -c | tr -s ' \n' ' ')" = " 2 a fault 2 the log " ] || fail "the log says: $(cat "$log")"
[ "$(find "$work/a home" -perm /077)" = "" ] || fail "others may read the log"

[ "$failures" -eq 0 ]
