# Fails if a file includes what its folder must not know: another folder of Maru, or a module of Qt.
# On Debian `#include <QtSql/…>` compiles without linking Qt6::Sql, so the link interfaces alone do not hold the rings.
#
# Usage: cmake -DROOT=<source tree> [-DQT_HEADERS=<folder that holds QtCore/, QtSql/ …>] -P checklayers.cmake
# Without QT_HEADERS the module of `<QFoo>` is guessed from its name; `<QtModule/…>` is always known.
cmake_minimum_required(VERSION 3.25)
if(NOT ROOT)
    message(FATAL_ERROR "checklayers: -DROOT=<source tree> is missing")
endif()

# layer: the folders it may include | the modules of Qt it may include, beside QtCore
set(rules
    "common: |"
    "common/discovery: common | Network"
    "server/chat: common |"
    "server/session: common server/chat | Network"
    "server/transport: common server/session | Network"
    "server/storage: common server/chat | Sql"
    "server/cluster: common server/chat | Network"
    "server/http: common server/chat server/transport | Network"
    "server/admin: common server/chat server/storage | Network WebSockets" # the self-test is a client
    "server/config: common server/chat server/transport | Network"
    "server/discovery: common common/discovery | Network"
    "server: common common/discovery server/chat server/session server/transport server/storage server/cluster server/http server/admin server/config server/discovery | Network"
    "client/connection: common common/discovery | Network WebSockets"
    "client/session: common client/connection | Network"
    "client/store: common | Sql"
    "client/host: common | Gui Network" # a server of one's own
    "client/process: common | Network" # profiles, and one instance of each
    "client/servers: common client/connection client/session client/store client/model | Gui"
    "client/files: common client/connection | Gui Network"
    "client/model: common common/discovery client/files client/session client/store | Gui"
    "client/widgets: common client/model | Gui Widgets Svg SvgWidgets"
    "client/attention: common client/widgets | Gui Widgets DBus"
    "client: common common/discovery client/attention client/host client/process client/servers client/connection client/session client/store client/model client/widgets | Gui Widgets Svg Network DBus"
)
set(layers "")
foreach(rule IN LISTS rules)
    string(REGEX MATCH "^([^:]+): *([^|]*)\\|(.*)$" matched "${rule}")
    set(layer "${CMAKE_MATCH_1}")
    set(folders "${CMAKE_MATCH_2}")
    set(modules "${CMAKE_MATCH_3}")
    list(APPEND layers "${layer}")
    separate_arguments(folders UNIX_COMMAND "${folders}")
    separate_arguments(modules UNIX_COMMAND "${modules}")
    set("folders_${layer}" ${folders} "${layer}")
    set("modules_${layer}" ${modules} Core)
endforeach()
set(qtModules Core Gui Widgets Network WebSockets Sql Svg SvgWidgets Test Concurrent DBus Xml PrintSupport OpenGL OpenGLWidgets)

# The module of a header written without one: where its file lies, else what its name says.
function(module_of header out)
    set("${out}" "" PARENT_SCOPE)
    foreach(module IN LISTS qtModules)
        if(QT_HEADERS AND EXISTS "${QT_HEADERS}/Qt${module}/${header}")
            set("${out}" "${module}" PARENT_SCOPE)
            return()
        endif()
    endforeach()
    if(header MATCHES "^[Qq][Ss]ql")
        set("${out}" Sql PARENT_SCOPE)
    elseif(header MATCHES "^[Qq][Ww]eb[Ss]ocket")
        set("${out}" WebSockets PARENT_SCOPE)
    elseif(header MATCHES "^[Qq]([Tt]cp|[Uu]dp|[Ss]sl|[Ll]ocal[Ss]|[Hh]ost|[Nn]etwork|[Aa]bstract[Ss]ocket)")
        set("${out}" Network PARENT_SCOPE)
    elseif(header MATCHES "^[Qq]([Ww]idget|[Aa]pplication|[Mm]ain[Ww]indow|[Dd]ialog|[Ll]abel|[Mm]essage[Bb]ox|[Ll]ist[Vv]iew|[Mm]enu)")
        set("${out}" Widgets PARENT_SCOPE)
    endif()
endfunction()

# "server/chat/x.h" → server/chat, "server/x.h" → server, "common/text/x.h" → common, but common/discovery
function(layer_of path out)
    if(path MATCHES "^common/discovery/")
        set("${out}" common/discovery PARENT_SCOPE)
    elseif(path MATCHES "^common/")
        set("${out}" common PARENT_SCOPE)
    elseif(path MATCHES "^((server|client)/[^/]+)/")
        set("${out}" "${CMAKE_MATCH_1}" PARENT_SCOPE)
    else()
        string(REGEX REPLACE "/.*" "" top "${path}")
        set("${out}" "${top}" PARENT_SCOPE)
    endif()
endfunction()

set(bad "")
set(count 0)
file(GLOB_RECURSE files RELATIVE "${ROOT}" "${ROOT}/common/*.h" "${ROOT}/common/*.cpp" "${ROOT}/server/*.h"
     "${ROOT}/server/*.cpp" "${ROOT}/client/*.h" "${ROOT}/client/*.cpp")
foreach(file IN LISTS files)
    math(EXPR count "${count} + 1")
    layer_of("${file}" layer)
    if(NOT layer IN_LIST layers)
        list(APPEND bad "${file}: its folder stands in no rule of tools/checklayers.cmake")
        continue()
    endif()
    file(STRINGS "${ROOT}/${file}" lines REGEX "^[ \t]*#[ \t]*include[ \t]*[\"<]")
    foreach(line IN LISTS lines)
        string(REGEX REPLACE "^[ \t]*#[ \t]*include[ \t]*[\"<]([^\">]+)[\">].*$" "\\1" header "${line}")
        if(header MATCHES "^(common|server|client)/")
            layer_of("${header}" target)
            if(NOT target IN_LIST "folders_${layer}")
                list(APPEND bad "${file}: ${layer} must not know ${target}: ${header}")
            endif()
        elseif(header MATCHES "^tests/")
            list(APPEND bad "${file}: the product must not know the tests: ${header}")
        elseif(header MATCHES "^Qt([A-Z][A-Za-z]*)(/.*)?$")
            set(module "${CMAKE_MATCH_1}") # or a header of QtCore, as <QtEndian>
            if(module IN_LIST qtModules AND NOT module IN_LIST "modules_${layer}")
                list(APPEND bad "${file}: ${layer} must not know Qt${module}: ${header}")
            endif()
        elseif(header MATCHES "^[Qq][A-Za-z]")
            module_of("${header}" module)
            if(module AND NOT module IN_LIST "modules_${layer}")
                list(APPEND bad "${file}: ${layer} must not know Qt${module}: ${header}")
            endif()
        elseif(line MATCHES "include[ \t]*\"" AND NOT header MATCHES "^[a-z0-9_]+\\.moc$")
            list(APPEND bad "${file}: write includes from the project's root: ${header}")
        endif()
    endforeach()
endforeach()
if(count EQUAL 0)
    message(FATAL_ERROR "checklayers: no source files under ${ROOT}")
endif()
if(bad)
    list(JOIN bad "\n  " text)
    message(FATAL_ERROR "Layering broken:\n  ${text}")
endif()
message(STATUS "checklayers: ${count} files")
