#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
# Both Windows installers, built from a stage of stand-ins, then installed, used, upgraded and uninstalled under wine; and what their
# builder says to a stage that is none. Usage: windows_test.sh ROOT WORK ICON
# shellcheck disable=SC2016 # backslashes and dollars here are those of Windows
set -u
root=$1
work=$2
icon=$3
failures=0
fail() {
    echo "FAIL: $*"
    failures=$((failures + 1))
}
for tool in makensis wixl msiinfo msiextract wine; do
    if ! command -v "$tool" >/dev/null 2>&1; then
        echo "SKIPPED: $tool is not installed (nsis wixl msitools wine)"
        [ "${CI:-}" = true ] && exit 1
        exit 77
    fi
done

rm -rf "$work"
mkdir -p "$work/stage/bin/platforms" "$work/home"
cd "$work" || exit 1
build="$root/tools/windows-installers.sh"

# -- the builder and what it refuses
refuses() {
    local line
    line=$("$build" "${@:2}" 2>&1) && fail "windows-installers ${*:2}: taken"
    [[ $line == *"$1"* ]] || fail "windows-installers ${*:2}: '$line' does not say '$1'"
}
refuses "usage" stage
refuses "no-stage is not a folder" no-stage out
refuses "stage/bin/maru.exe is missing" stage out
for name in maru maru-server; do
    makensis -V1 -WX -DOUT="$work/stage/bin/$name.exe" "$root/tests/packaging/standin.nsi" || fail "no stand-in for $name.exe"
done
refuses "stage/maru.ico is missing" stage out
cp "$icon" stage/maru.ico
echo core >stage/bin/Qt6Core.dll
echo windows >stage/bin/platforms/qwindows.dll
touch 'stage/bin/a"b.dll'
refuses 'a name that the installers cannot hold: a"b.dll' stage out
rm 'stage/bin/a"b.dll'

"$build" stage out >built || fail "the installers were not built"
setup=$(sed -n 1p built)
msi=$(sed -n 2p built)
version=${setup##*/Maru-}
version=${version%-setup.exe}
if ! [ -f "$setup" ] || ! [ -f "$msi" ]; then
    fail "no installers"
    exit 1
fi
# An older version, which had more files
cp -r stage older
mkdir older/bin/dropped
echo old | tee older/bin/Old.dll >older/bin/dropped/plugin.dll
older=$("$build" older out-older | sed -n 1p)

# -- the MSI's tables and files
table() { msiinfo export "$msi" "$1" | tr -d '\r'; }
has() { table "$1" | grep -qF -- "$2" || fail "MSI, table $1: no '$2' in: $(table "$1")"; }
has Property $'ProductVersion\t'"$version"
has Property $'ALLUSERS\t1'
has Upgrade '{8F2A4C0E-5B0D-5E0C-9A51-6B1E5C7D2A10}'
has CustomAction 'add rule name="Maru server" dir=in action=allow enable=yes profile=private,domain program="[INSTALLDIR]maru-server.exe"'
[ "$(table Component | grep -c $'\t\\(256\\|260\\)\t')" = "$(($(table Component | wc -l) - 3))" ] || fail "MSI: a component that is not 64-bit"
before() { # before A B : A runs before B
    table InstallExecuteSequence | awk -F '\t' -v a="$1" -v b="$2" '$1 == a { x = $3 } $1 == b { y = $3 } END { exit !(x && y && x < y) }' ||
        fail "MSI: $1 is not before $2"
}
before FindNetsh InstallInitialize
before RemoveExistingProducts InstallInitialize
before FirewallRemove FirewallAdd
before FirewallAdd InstallFinalize
msiextract -C extracted "$msi" >/dev/null
(cd stage/bin && find . -type f -exec sha256sum {} +) | sort -k 2 >staged.sums
(cd "$(dirname "$(find extracted -name maru.exe)")" && find . -type f -exec sha256sum {} +) | sort -k 2 >extracted.sums
cmp -s staged.sums extracted.sums || fail "MSI: its files are not those of the stage"

# -- wine
export HOME=$work/home WINEPREFIX=$work/wine WINEARCH=win64 WINEDEBUG=-all LC_ALL=C.UTF-8
# No browser engines, and nothing of wine's menus on the desktop of who runs this.
export WINEDLLOVERRIDES="mscoree=;mshtml=;winemenubuilder.exe=d;netsh.exe=n"
unset DISPLAY WAYLAND_DISPLAY
wineserver=$(command -v wineserver || echo /usr/lib/wine/wineserver64)
trap '"$wineserver" -k 2>/dev/null; rm -rf "$WINEPREFIX"' EXIT
wine wineboot -i >wineboot.log 2>&1 || { fail "wine has no prefix"; cat wineboot.log; exit 1; }
"$wineserver" -p60 # stays between the programs, which are then quicker
c=$WINEPREFIX/drive_c
user=$(basename "$(find "$c/users" -mindepth 1 -maxdepth 1 -type d ! -name Public | head -n 1)")
local=$c/users/$user/AppData/Local
menu="$c/users/$user/AppData/Roaming/Microsoft/Windows/Start Menu/Programs"
# wine_code CODE PROGRAM… : runs it and looks at its exit code
wine_code() {
    local code=0
    timeout 60 wine "${@:2}" >>wine.log 2>&1 || code=$?
    [ "$code" -eq "$1" ] || fail "${*:2}: exit code $code, not $1"
}
# value KEY NAME EXPECTED : what stands in the registry; NAME (default) for the unnamed one, EXPECTED - for none
value() {
    local got
    if [ "$2" = "(default)" ]; then
        got=$(wine reg query "$1" /ve 2>/dev/null)
    else
        got=$(wine reg query "$1" /v "$2" 2>/dev/null)
    fi
    got=$(printf %s "$got" | tr -d '\r' | sed -n 's/^ .*REG_[A-Z]*  *//p; s/^ .*REG_SZ$//p')
    [ "$3" = - ] && { [ -z "$got" ] || fail "$1 $2 is still '$got'"; return; }
    [ "$got" = "$3" ] || fail "$1 $2 is '$got', not '$3'"
}
there() { [ -e "$1" ] || fail "not there: $1"; }
gone() { [ ! -e "$1" ] || fail "still there: $1"; }
ran() { [ ! -f "$c/ran.log" ] || iconv -f UTF-16LE -t UTF-8 "$c/ran.log" | tr -d '\r'; }
# ran_line TEXT : within 10 s a stand-in was started with a line that holds this
ran_line() {
    local i
    for ((i = 0; i < 100; i++)); do
        ran | grep -qF -- "$1" && return
        sleep 0.1
    done
    fail "never started: $1; but: $(ran)"
}

uninstallKey='HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Maru'
runKey='HKCU\Software\Microsoft\Windows\CurrentVersion\Run'
classKey='HKCU\Software\Classes\maru'

# -- NSIS: for one person, silently
wine_code 0 "$setup" /S
folder=$local/Programs/Maru
windows="C:\\users\\$user\\AppData\\Local\\Programs\\Maru"
for file in maru.exe Qt6Core.dll platforms/qwindows.dll; do
    cmp -s "$folder/$file" "stage/bin/$file" || fail "NSIS: $file is not as staged"
done
gone "$folder/maru-server.exe"
there "$menu/Maru.lnk"
value "$uninstallKey" DisplayVersion "$version"
value "$uninstallKey" InstallLocation "$windows"
value "$uninstallKey" QuietUninstallString "\"$windows\\uninstall.exe\" /S"
value "$classKey\\shell\\open\\command" "(default)" "\"$windows\\maru.exe\" --server \"%1\""
wine reg query "$classKey" /v "URL Protocol" >>wine.log 2>&1 || fail "NSIS: no URL Protocol"
value "$runKey" MaruServer -
wine_code 0 start /unix "$menu/Maru.lnk"
ran_line "maru.exe"
# wine 8 does not look into a person's own classes: what Windows would start is started by hand.
wine reg query "$classKey\\shell\\open\\command" /ve | tr -d '\r' |
    sed -n 's/^.*REG_SZ  *//; s|%1|maru://192.168.0.12:5000/3-2|p' >"$c/link.bat"
wine_code 0 cmd /c 'C:\link.bat'
ran_line '--server "maru://192.168.0.12:5000/3-2"'

# -- an upgrade that finds Maru running touches nothing, then one that adds the server
echo older >"$folder/Qt6Core.dll"
wine "$folder/maru.exe" --wait >>wine.log 2>&1 &
waiting=$!
ran_line "--wait"
wine_code 3 "$setup" /S
[ "$(cat "$folder/Qt6Core.dll")" = older ] || fail "NSIS: a running Maru was half replaced"
wine_code 3 "$folder/uninstall.exe" /S "_?=$windows"
there "$folder/maru.exe"
touch "$c/go-on"
wait "$waiting"
wine_code 0 "$older" /S
there "$folder/Old.dll"
there "$folder/dropped/plugin.dll"
# The client's own start at the log-on, for two profiles, and what is none of it
starts() { wine reg add "$runKey" /v "$1" /d "$2" /f >>wine.log 2>&1 || fail "no $1 at the log-on"; }
starts Maru "\"$windows\\maru.exe\" --minimized"
starts Maru-학교 "\"$windows\\maru.exe\" --profile \"학교\""
starts Maru-other '"C:\other\maru.exe" --minimized'
starts Maru-third '"C:\third\maru.exe" --minimized'
starts Mine "\"$windows\\maru.exe\""
wine_code 0 "$setup" /S /SERVER
gone "$folder/Old.dll"
gone "$folder/dropped"
value "$runKey" Maru "\"$windows\\maru.exe\" --minimized"
value "$uninstallKey" InstallLocation "$windows"
cmp -s "$folder/Qt6Core.dll" stage/bin/Qt6Core.dll || fail "NSIS: the upgrade left an old file"
there "$folder/maru-server.exe"
there "$menu/Maru server.lnk"
value "$runKey" MaruServer "\"$windows\\maru-server.exe\""
rm "$folder/maru-server.exe" && touch "$folder/maru-server.exe"
wine_code 0 "$setup" /S # keeps what was chosen
cmp -s "$folder/maru-server.exe" stage/bin/maru-server.exe || fail "NSIS: an upgrade forgot the server"
wine_code 0 "$setup" /S /NOSERVER # as if unticked
gone "$folder/maru-server.exe"
gone "$menu/Maru server.lnk"
value "$runKey" MaruServer -
there "$folder/maru.exe"
wine_code 0 "$setup" /S /SERVER

# -- beside it in a second folder, silently: the server of the first still starts at the log-on; what could uninstall another program
# from that folder is not started
mkdir "$c/other"
cp stage/bin/maru.exe "$c/other/uninstall.exe"
wine_code 0 "$setup" /S '/D=C:\other'
there "$c/other/maru.exe"
gone "$c/other/maru-server.exe"
ran | grep -q uninstall && fail "NSIS: somebody else's uninstaller was started: $(ran)"
there "$menu/Maru server.lnk"
value "$runKey" MaruServer "\"$windows\\maru-server.exe\""
wine_code 0 "$c/other/uninstall.exe" /S '_?=C:\other'
value "$runKey" Maru-other -
value "$runKey" Maru "\"$windows\\maru.exe\" --minimized"
value "$runKey" MaruServer "\"$windows\\maru-server.exe\""
wine_code 0 "$setup" /S /SERVER

# -- uninstalled, but for what is somebody else's
echo mine >"$folder/notes.txt"
wine_code 0 "$folder/uninstall.exe" /S "_?=$windows"
[ "$(find "$folder" -type f ! -name uninstall.exe)" = "$folder/notes.txt" ] || fail "NSIS: left behind: $(find "$folder")"
gone "$folder/platforms"
gone "$menu/Maru.lnk"
gone "$menu/Maru server.lnk"
value "$uninstallKey" DisplayVersion -
value "$classKey\\shell\\open\\command" "(default)" -
value "$runKey" MaruServer -
value "$runKey" Maru -
value "$runKey" Maru-학교 -
value "$runKey" Maru-third '"C:\third\maru.exe" --minimized'
value "$runKey" Mine "\"$windows\\maru.exe\""

# -- MSI: for the computer. netsh is a stand-in, since wine's does nothing.
machineRun='HKLM\Software\Microsoft\Windows\CurrentVersion\Run'
machineClass='HKLM\Software\Classes\maru'
programs="$c/Program Files/Maru"
cp stage/bin/maru.exe "$c/windows/system32/netsh.exe"
rm -f "$c/ran.log"
cp "$msi" "$c/maru.msi"
wine_code 0 msiexec /i 'C:\maru.msi' /qn
there "$programs/maru.exe"
cmp -s "$programs/platforms/qwindows.dll" stage/bin/platforms/qwindows.dll || fail "MSI: a file below a folder is not as staged"
gone "$programs/maru-server.exe"
value "$machineRun" MaruServer -
value "$machineClass\\shell\\open\\command" "(default)" '"C:\Program Files\Maru\maru.exe" --server "%1"'
wine reg query "$machineClass" /v "URL Protocol" >>wine.log 2>&1 || fail "MSI: no URL Protocol"
ran | grep -q firewall && fail "MSI: the firewall was changed without a server: $(ran)"
wine_code 0 start 'maru://192.168.0.12:5000/3-2'
ran_line 'Maru\maru.exe" --server "maru://192.168.0.12:5000/3-2"'
wine_code 0 msiexec /x 'C:\maru.msi' /qn
gone "$programs"
value "$machineClass\\shell\\open\\command" "(default)" -

wine_code 0 msiexec /i 'C:\maru.msi' /qn ADDLOCAL=Client,Server
cmp -s "$programs/maru-server.exe" stage/bin/maru-server.exe || fail "MSI: no server"
value "$machineRun" MaruServer '"C:\Program Files\Maru\maru-server.exe"'
ran_line 'advfirewall firewall add rule name="Maru server" dir=in action=allow enable=yes profile=private,domain program="C:\Program Files\Maru\maru-server.exe"'
rm -f "$c/ran.log"
wine_code 0 msiexec /x 'C:\maru.msi' /qn
gone "$programs"
value "$machineRun" MaruServer -
ran_line 'advfirewall firewall delete rule name="Maru server"'
ran | grep -q 'add rule' && fail "MSI: uninstalling adds a firewall rule"

[ "$failures" -eq 0 ]
