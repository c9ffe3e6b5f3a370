; SPDX-FileCopyrightText: 2026 The Maru authors
; SPDX-License-Identifier: MIT
;
; The installer for one person, without administrator's rights. Built by tools/windows-installers.sh, which defines STAGE, LISTS, VERSION,
; ICON and OUT; LISTS is a folder with two files it made: install.nsh and uninstall.nsh, every file of the stage by name, so that the
; uninstaller removes what was installed and nothing else.
;
;   Maru-setup.exe /S [/SERVER] [/D=C:\folder]     silent; /SERVER: the server too, started at every log-on
;
; Exit codes: 0 done, 2 not done, 3 a program of Maru is running.
Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
ManifestDPIAware true

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include Sections.nsh

!define CLASS "Software\Classes\maru"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Maru"
!define RUNNING 3

Name "Maru"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\Maru"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
ShowInstDetails nevershow
BrandingText "Maru ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "Maru"
VIAddVersionKey FileDescription "Maru setup"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey LegalCopyright "The Maru authors, MIT licence"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\maru.exe"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Korean"
!insertmacro MUI_LANGUAGE "Japanese"

LangString running ${LANG_ENGLISH} "Maru is running. Close its windows and its server, then try again."
LangString running ${LANG_KOREAN} "마루가 실행 중입니다. 창과 서버를 닫고 다시 시도하세요."
LangString running ${LANG_JAPANESE} "Maruが実行中です。ウィンドウとサーバーを閉じてから、もう一度お試しください。"
LangString nameClient ${LANG_ENGLISH} "Maru"
LangString nameClient ${LANG_KOREAN} "마루"
LangString nameClient ${LANG_JAPANESE} "Maru"
LangString nameServer ${LANG_ENGLISH} "Server"
LangString nameServer ${LANG_KOREAN} "서버"
LangString nameServer ${LANG_JAPANESE} "サーバー"
LangString nameLogon ${LANG_ENGLISH} "Server at log-on"
LangString nameLogon ${LANG_KOREAN} "로그인할 때 서버 켜기"
LangString nameLogon ${LANG_JAPANESE} "サインイン時にサーバーを起動"
LangString aboutClient ${LANG_ENGLISH} "The chat window, and maru:// links."
LangString aboutClient ${LANG_KOREAN} "채팅 창과 maru:// 링크입니다."
LangString aboutClient ${LANG_JAPANESE} "チャットのウィンドウとmaru://リンクです。"
LangString aboutServer ${LANG_ENGLISH} "Lets others meet on this computer. Only one in an office or a classroom needs it."
LangString aboutServer ${LANG_KOREAN} "이 컴퓨터에 다른 사람들이 모이게 합니다. 사무실이나 교실에 하나면 됩니다."
LangString aboutServer ${LANG_JAPANESE} "このコンピューターにほかの人が集まれるようにします。オフィスや教室に1つあれば十分です。"
LangString aboutLogon ${LANG_ENGLISH} "Starts the server whenever you log on."
LangString aboutLogon ${LANG_KOREAN} "로그인할 때마다 서버를 켭니다."
LangString aboutLogon ${LANG_JAPANESE} "サインインするたびにサーバーを起動します。"

; A program that runs cannot be written to.
!macro StopIfRunning program
    ${If} ${FileExists} "$INSTDIR\${program}"
        ClearErrors
        FileOpen $0 "$INSTDIR\${program}" a
        ${If} ${Errors}
            MessageBox MB_OK|MB_ICONEXCLAMATION "$(running)" /SD IDOK
            SetErrorLevel ${RUNNING}
            Quit
        ${EndIf}
        FileClose $0
    ${EndIf}
!macroend

Section "$(nameClient)" client
    SectionIn RO
    !insertmacro StopIfRunning "maru.exe"
    !insertmacro StopIfRunning "maru-server.exe"
    ; What an older version had and this one has not would stay for ever. Not the uninstaller of another program in that folder.
    ReadRegStr $0 HKCU "${UNINSTALL}" "InstallLocation"
    ${If} $0 == $INSTDIR
    ${AndIf} ${FileExists} "$INSTDIR\uninstall.exe"
        ExecWait '"$INSTDIR\uninstall.exe" /S /UPGRADE _?=$INSTDIR'
    ${EndIf}
    !include "${LISTS}/install.nsh"
    SetOutPath "$INSTDIR"
    WriteUninstaller "$INSTDIR\uninstall.exe"
    CreateShortcut "$SMPROGRAMS\Maru.lnk" "$INSTDIR\maru.exe"

    WriteRegStr HKCU "${CLASS}" "" "URL:Maru"
    WriteRegStr HKCU "${CLASS}" "URL Protocol" ""
    WriteRegStr HKCU "${CLASS}\DefaultIcon" "" '"$INSTDIR\maru.exe",0'
    WriteRegStr HKCU "${CLASS}\shell\open\command" "" '"$INSTDIR\maru.exe" --server "%1"'

    WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Maru"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The Maru authors"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\maru.exe"
    WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
    ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
    WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
SectionEnd

Section /o "$(nameServer)" server
    SetOutPath "$INSTDIR"
    File "${STAGE}/bin/maru-server.exe"
    CreateShortcut "$SMPROGRAMS\Maru server.lnk" "$INSTDIR\maru-server.exe"
SectionEnd

Section /o "$(nameLogon)" logon
    WriteRegStr HKCU "${RUN}" "MaruServer" '"$INSTDIR\maru-server.exe"'
SectionEnd

!macro DeleteOwnRunValue
    ReadRegStr $0 HKCU "${RUN}" "MaruServer"
    ${If} $0 == '"$INSTDIR\maru-server.exe"'
        DeleteRegValue HKCU "${RUN}" "MaruServer"
    ${EndIf}
!macroend

; What was chosen before and is no longer goes.
Section "-unchosen"
    ${IfNot} ${SectionIsSelected} ${logon}
        !insertmacro DeleteOwnRunValue
    ${EndIf}
    ; Not the link of a server in another folder
    ${IfNot} ${SectionIsSelected} ${server}
    ${AndIf} ${FileExists} "$INSTDIR\maru-server.exe"
        Delete "$INSTDIR\maru-server.exe"
        Delete "$SMPROGRAMS\Maru server.lnk"
    ${EndIf}
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
    !insertmacro MUI_DESCRIPTION_TEXT ${client} "$(aboutClient)"
    !insertmacro MUI_DESCRIPTION_TEXT ${server} "$(aboutServer)"
    !insertmacro MUI_DESCRIPTION_TEXT ${logon} "$(aboutLogon)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

; An upgrade keeps what was chosen before, in this folder: the server of another one stays what starts at the log-on.
Function .onInit
    ${If} ${FileExists} "$INSTDIR\maru-server.exe"
        !insertmacro SelectSection ${server}
    ${EndIf}
    ReadRegStr $0 HKCU "${RUN}" "MaruServer"
    ${If} $0 == '"$INSTDIR\maru-server.exe"'
        !insertmacro SelectSection ${logon}
    ${EndIf}
    ${GetParameters} $0
    ClearErrors
    ${GetOptions} $0 "/SERVER" $1
    ${IfNot} ${Errors}
        !insertmacro SelectSection ${server}
        !insertmacro SelectSection ${logon}
    ${EndIf}
    ClearErrors
    ${GetOptions} $0 "/NOSERVER" $1
    ${IfNot} ${Errors}
        !insertmacro UnselectSection ${server}
        !insertmacro UnselectSection ${logon}
    ${EndIf}
FunctionEnd

Function .onSelChange
    ${If} ${SectionIsSelected} ${logon}
        !insertmacro SelectSection ${server}
    ${EndIf}
FunctionEnd

; By these entries the client starts at the log-on, one for each profile that asked for it: Maru, Maru-NAME.
!macro DeleteClientRunValues
    StrLen $2 '"$INSTDIR\maru.exe"'
    StrCpy $3 0
    ${Do}
        EnumRegValue $0 HKCU "${RUN}" $3
        ${If} $0 == ""
            ${Break}
        ${EndIf}
        ReadRegStr $1 HKCU "${RUN}" $0
        StrCpy $1 $1 $2
        StrCpy $4 $0 4
        ${If} $4 == "Maru"
        ${AndIf} $1 == '"$INSTDIR\maru.exe"'
            DeleteRegValue HKCU "${RUN}" $0 ; the next one takes its number
        ${Else}
            IntOp $3 $3 + 1
        ${EndIf}
    ${Loop}
!macroend

; What people wrote stays: the store of the server and the settings of the client lie elsewhere. With /UPGRADE only the files of this
; version go, but for the server, which the newer setup puts in or takes away as it was chosen.
Section "Uninstall"
    !insertmacro StopIfRunning "maru.exe"
    !insertmacro StopIfRunning "maru-server.exe"
    !include "${LISTS}/uninstall.nsh"
    ${GetParameters} $0
    ClearErrors
    ${GetOptions} $0 "/UPGRADE" $1
    ${IfNot} ${Errors}
        Return
    ${EndIf}
    Delete "$INSTDIR\maru-server.exe"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR" ; only if nothing of somebody else's is in it
    Delete "$SMPROGRAMS\Maru.lnk"
    Delete "$SMPROGRAMS\Maru server.lnk"

    ; Another installation may have taken the links over.
    ReadRegStr $0 HKCU "${CLASS}\shell\open\command" ""
    ${If} $0 == '"$INSTDIR\maru.exe" --server "%1"'
        DeleteRegKey HKCU "${CLASS}"
    ${EndIf}
    !insertmacro DeleteOwnRunValue
    !insertmacro DeleteClientRunValues
    DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd
