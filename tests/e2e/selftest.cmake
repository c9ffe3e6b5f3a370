# The self-test that users run on their own disk, as they run it. Usage: cmake -DSERVER=<maru-server> -DKILLS=<n> -P selftest.cmake
execute_process(COMMAND "${SERVER}" selftest --kill9 ${KILLS}
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE errors)
message(STATUS "${output}${errors}")
if(NOT result EQUAL 0)
    message(FATAL_ERROR "maru-server selftest --kill9 ${KILLS} ended with ${result}")
endif()
# Acked messages there must be: a self-test that sent nothing proves nothing.
if(NOT "\n${output}" MATCHES "\n${KILLS} kills, [1-9][0-9]* acked, 0 lost, 0 doubled, 0 out of order\n$")
    message(FATAL_ERROR "its closing line is not the expected one")
endif()
