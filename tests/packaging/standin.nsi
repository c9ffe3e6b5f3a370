; SPDX-FileCopyrightText: 2026 The Maru authors
; SPDX-License-Identifier: MIT
;
; Stands in for a program of Maru, or of Windows: notes the line it was started with in C:\ran.log. With --wait it runs until there
; is a file C:\go-on.
Unicode true
Target amd64-unicode
OutFile "${OUT}"
RequestExecutionLevel user
SilentInstall silent
!include LogicLib.nsh
!include FileFunc.nsh

Section
    FileOpen $0 "C:\ran.log" a
    FileSeek $0 0 END
    FileWriteUTF16LE $0 "$CMDLINE$\r$\n"
    FileClose $0
    ${GetParameters} $1
    ${If} $1 == "--wait"
        ${DoUntil} ${FileExists} "C:\go-on"
            Sleep 50
        ${Loop}
    ${EndIf}
SectionEnd
