# find_package(openiocp) gives the target openiocp::openiocp; the headers come
# with it and with nothing else, so <windows.h> is there only for who asks.
get_filename_component(_openiocp_prefix "${CMAKE_CURRENT_LIST_DIR}" ABSOLUTE)
find_path(OPENIOCP_INCLUDE_DIR iocp/port.h PATH_SUFFIXES openiocp
  HINTS "${_openiocp_prefix}/../../../include" "${_openiocp_prefix}/../../../../include")
find_library(OPENIOCP_LIBRARY openiocp
  HINTS "${_openiocp_prefix}/../..")
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(openiocp DEFAULT_MSG OPENIOCP_LIBRARY OPENIOCP_INCLUDE_DIR)
if(openiocp_FOUND AND NOT TARGET openiocp::openiocp)
  add_library(openiocp::openiocp UNKNOWN IMPORTED)
  set_target_properties(openiocp::openiocp PROPERTIES
    IMPORTED_LOCATION "${OPENIOCP_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${OPENIOCP_INCLUDE_DIR}")
endif()
