# Read by cpack once per generator.
if(CPACK_GENERATOR STREQUAL "DEB")
    set(CPACK_INSTALL_PREFIX /usr)
    set(CPACK_SET_DESTDIR ON) # some files have absolute places
    set(CPACK_COMPONENT_INCLUDE_TOPLEVEL_DIRECTORY OFF)
    set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # each package has its own
elseif(CPACK_GENERATOR STREQUAL "TGZ")
    # One tree that runs from where it is unpacked, without what belongs to a system.
    list(FILTER CPACK_COMPONENTS_ALL EXCLUDE REGEX "_system$")
    list(APPEND CPACK_COMPONENTS_ALL archive)
    set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
endif()
