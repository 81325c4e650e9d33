#!/bin/sh
# Installs into a folder of its own and builds the example from there as a user
# would: shared and static, gcc and clang, C and C++, every warning an error.
#   tests/install/install.sh BUILD_FOLDER SOURCE_FOLDER
# shellcheck disable=SC2317 # the functions are called by try
set -u
build=$1
source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0
failed=0

verdict() { # STATUS NAME
  number=$((number + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $number - $2"
  else
    echo "not ok $number - $2"
    sed 's/^/# /' "$work/log" | head -n 20
    failed=1
  fi
}

try() { # NAME COMMAND...
  name=$1
  shift
  "$@" >"$work/log" 2>&1
  verdict $? "$name"
}

DESTDIR=$work/root meson install -C "$build" --no-rebuild --quiet >"$work/log" 2>&1
verdict $? 'meson install into DESTDIR'
prefix=$work/root$(meson introspect "$build" --buildoptions |
  python3 -c 'import json,sys; print({o["name"]: o["value"] for o in json.load(sys.stdin)}["prefix"])')
libdir=$(dirname "$(find "$prefix" -name libopeniocp.so)")
PKG_CONFIG_PATH=$libdir/pkgconfig
PKG_CONFIG_SYSROOT_DIR=$work/root
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
LD_LIBRARY_PATH=$libdir
export LD_LIBRARY_PATH

cflags=$(pkg-config --cflags openiocp)
shared=$(pkg-config --libs openiocp)
static=$(pkg-config --static --libs openiocp | sed "s|-lopeniocp|$libdir/libopeniocp.a|")
probe=$source/tests/install/probe.c
warnings='-Wall -Wextra -Werror'

build_and_run() { # COMPILER FLAGS LIBRARIES
  # shellcheck disable=SC2086 # lists of words
  $1 $warnings $2 $cflags "$probe" -o "$work/probe" $3 && "$work/probe"
}
for compiler in 'gcc -std=c11' 'clang -std=c11' 'gcc -std=gnu17' \
  'g++ -x c++ -std=c++11' 'clang++ -x c++ -std=c++17'; do
  try "$compiler, shared" build_and_run "$compiler" '' "-x none $shared"
  try "$compiler, static" build_and_run "$compiler" '' "-x none $static"
done
echo_example() {
  # shellcheck disable=SC2086
  gcc -Wall -Wextra $cflags "$source/examples/echo.c" -o "$work/echo" $shared
}
try 'the example of README.md' echo_example

private_headers() {
  printf '#include <windows.h>\nint main(void){return 0;}\n' >"$work/plain.c"
  ! gcc -fsyntax-only "$work/plain.c"
}
try '<windows.h> is there only for who asks pkg-config' private_headers

only_ours() { # NM_FLAGS LIBRARY: no defined global but iocp_
  # shellcheck disable=SC2086
  nm $1 --defined-only "$2" | awk 'NF == 3 && $2 != "A" {print $3}' |
    grep -v '^iocp_' | sed 's/@.*//' >"$work/foreign"
  [ ! -s "$work/foreign" ] || { cat "$work/foreign"; return 1; }
}
try 'the shared library exports iocp_ names only' only_ours -D "$libdir/libopeniocp.so"
try 'the static library has iocp_ globals only' only_ours -g "$libdir/libopeniocp.a"
soname() { objdump -p "$libdir/libopeniocp.so" | grep 'SONAME *libopeniocp.so.0$'; }
try 'SONAME' soname

cmake_package() {
  mkdir -p "$work/cmake" && cd "$work/cmake" || return 1
  printf '%s\n' 'cmake_minimum_required(VERSION 3.16)' 'project(user C)' \
    'find_package(openiocp REQUIRED)' "add_executable(user $probe)" \
    'target_link_libraries(user openiocp::openiocp)' >CMakeLists.txt
  cmake -Dopeniocp_DIR="$libdir/cmake/openiocp" . && cmake --build . && ./user
}
try 'CMake find_package' cmake_package
spellings() {
  for header in Windows.h WinSock2.h Winsock2.h WS2tcpip.h Ws2tcpip.h MSWSock.h Mswsock.h; do
    # shellcheck disable=SC2086
    printf '#include <%s>\n' "$header" | gcc $cflags -fsyntax-only -x c - || return 1
  done
}
try 'every spelling of the headers' spellings
probe_runs() { # on whatever engine this machine has
  "$prefix/bin/openiocp-probe" --version && "$prefix/bin/openiocp-probe"
  [ $? -le 1 ]
}
try 'openiocp-probe' probe_runs
echo "1..$number"
exit "$failed"
