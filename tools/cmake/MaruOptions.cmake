# How every target of Maru is compiled, and the two helpers the CMakeLists files use.

if(CMAKE_CXX_COMPILER_LAUNCHER STREQUAL "" OR NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
    find_program(MARU_CCACHE ccache)
    if(MARU_CCACHE)
        # Without these two words ccache does not cache what uses a precompiled header.
        set(CMAKE_CXX_COMPILER_LAUNCHER
            ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${MARU_CCACHE})
    endif()
endif()

# One precompiled header for all targets: nearly half of a unit's compile time goes into these files. With g++, and with clang where a
# sanitizer makes the build long; clang-tidy, and clang otherwise, should see what a file includes by itself. Neither compiler takes a header
# that was compiled with other flags, a sanitizer for instance: then there is one for each kind of flags. Of -D only those matter that the
# header itself knows; QT_NETWORK_LIB and its like are free.
option(MARU_PCH "Precompile the headers nearly every file includes" ON)
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT (CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND MARU_SANITIZE))
    set(MARU_PCH OFF)
elseif(CMAKE_CXX_CLANG_TIDY)
    set(MARU_PCH OFF)
endif()
# Words without which ccache does not cache what uses a precompiled header.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set(MARU_PCH_OPTIONS -fpch-preprocess)
else()
    set(MARU_PCH_OPTIONS "SHELL:-Xclang -fno-pch-timestamp")
endif()
# maru_use_pch(TARGET [TEST] [FLAG…]) : FLAG, what the target is compiled with beyond what all are; TEST, it is a test
function(maru_use_pch target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "TEST" "" "")
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "EXECUTABLE" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
        return() # g++ 14 does not take for -fPIE what was compiled for -fPIC; 12 does
    endif()
    if(MARU_PCH)
        string(MAKE_C_IDENTIFIER "maru_pch${ARGN}" pch)
        if(NOT TARGET ${pch})
            file(WRITE ${PROJECT_BINARY_DIR}/${pch}.cpp "// the header is all\n")
            add_library(${pch} OBJECT ${PROJECT_BINARY_DIR}/${pch}.cpp)
            set_target_properties(${pch} PROPERTIES AUTOMOC OFF AUTORCC OFF)
            target_link_libraries(${pch} PRIVATE Qt6::Core tl::expected maru_options)
            target_compile_options(${pch} PUBLIC ${MARU_PCH_OPTIONS} PRIVATE ${arg_UNPARSED_ARGUMENTS})
            if(arg_TEST)
                target_link_libraries(${pch} PRIVATE Qt6::Test)
                maru_compile_as_test(${pch})
                target_precompile_headers(${pch} PRIVATE ${PROJECT_SOURCE_DIR}/tools/cmake/pchtest.h)
            else()
                target_precompile_headers(${pch} PRIVATE ${PROJECT_SOURCE_DIR}/tools/cmake/pch.h)
            endif()
        endif()
        target_compile_options(${target} PRIVATE ${MARU_PCH_OPTIONS})
        target_precompile_headers(${target} REUSE_FROM ${pch})
    endif()
endfunction()

# A test's own code is compiled in little time rather than for little time: what it tests is optimized as ever.
function(maru_compile_as_test target)
    set_target_properties(${target} PROPERTIES MARU_TEST ON)
    if(NOT MSVC)
        # Qt defines these two as each test's folder, which would need a precompiled header each. QFINDTESTDATA looks beside the source then.
        target_compile_options(${target} PRIVATE -O0 -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR)
    endif()
endfunction()

add_library(maru_options INTERFACE)
target_compile_definitions(maru_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_FOREACH
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_DISABLE_DEPRECATED_BEFORE=0x060400
    QT_STRICT_ITERATORS QT_MESSAGELOGCONTEXT)
if(NOT MSVC)
    target_compile_options(maru_options INTERFACE
        -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
        -Woverloaded-virtual -Wimplicit-fallthrough
        # A designated initializer names what differs from the default; the rest is left out on purpose.
        -Wno-missing-field-initializers
        # g++ 12 sees uninitialised members in every optional inside a variant it inlines; the sanitizers look for real ones.
        $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
if(MARU_WERROR)
    target_compile_options(maru_options INTERFACE $<IF:$<CXX_COMPILER_ID:MSVC>,/WX,-Werror>)
endif()

# Hardening, where the compiler knows it; fortified functions need optimized code, and sanitizers replace them by their own.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT MARU_SANITIZE)
    target_compile_options(maru_options INTERFACE
        -fstack-protector-strong $<$<NOT:$<OR:$<CONFIG:Debug>,$<BOOL:$<TARGET_PROPERTY:MARU_TEST>>>>:-D_FORTIFY_SOURCE=2>)
    target_link_options(maru_options INTERFACE -Wl,-z,relro,-z,now)
endif()
if(MARU_SANITIZE STREQUAL "address")
    add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all
        -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS)
    add_link_options(-fsanitize=address,undefined)
elseif(MARU_SANITIZE STREQUAL "thread")
    add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
    add_link_options(-fsanitize=thread)
elseif(MARU_SANITIZE)
    message(FATAL_ERROR "MARU_SANITIZE: '${MARU_SANITIZE}' is neither 'address' nor 'thread'")
endif()

# maru_add_library(NAME SOURCES a.cpp … HEADERS a.h … LINK lib …)
# A static library of one ring of the house: explicit files, headers in a verified set.
function(maru_add_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;HEADERS;LINK")
    add_library(${name} STATIC)
    target_sources(${name}
        PRIVATE ${arg_SOURCES}
        PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${arg_HEADERS})
    target_link_libraries(${name} PUBLIC ${arg_LINK} PRIVATE maru_options)
    maru_use_pch(${name})
endfunction()

# The only source of a target includes what moc makes of it, and nothing else is to be looked for: AUTOMOC, with a program that looks, four
# steps and an empty mocs_compilation.cpp for each target, took as long as a third of the test itself.
function(maru_use_own_moc target source)
    get_filename_component(name ${source} NAME_WE)
    set(output ${CMAKE_CURRENT_BINARY_DIR}/${name}.moc)
    set_target_properties(${target} PROPERTIES AUTOMOC OFF AUTORCC OFF)
    qt6_generate_moc(${source} ${output} TARGET ${target})
    target_sources(${target} PRIVATE ${output})
    target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
endfunction()

# maru_add_test(NAME SOURCES tst.cpp … LINK lib … LABELS unit|gui|integration|e2e [TIMEOUT s] [ENVIRONMENT …])
function(maru_add_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LINK;LABELS;ENVIRONMENT")
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    if(MARU_SANITIZE)
        math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * 3") # so much slower are they
    endif()
    add_executable(${name} ${arg_SOURCES})
    list(LENGTH arg_SOURCES count)
    if(count EQUAL 1)
        maru_use_own_moc(${name} ${arg_SOURCES})
    endif()
    target_link_libraries(${name} PRIVATE ${arg_LINK} Qt6::Test maru_options)
    maru_compile_as_test(${name})
    maru_use_pch(${name} TEST)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES
        LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_FATAL_WARNINGS=1;MARU_BEACON=off;${arg_ENVIRONMENT}")
endfunction()
