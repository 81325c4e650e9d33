#!/bin/sh
# `make wine`: compiles the conformance cases and the servers for Windows with
# mingw and runs the cases under Wine, our oracle for results and errors.
set -eu
cd "$(dirname "$0")/.."
PATH=$PWD/scripts:$PATH
WINEPREFIX=${WINEPREFIX:-$PWD/build/wine-prefix}
export PATH WINEPREFIX
scripts/configure.sh build/wine --cross-file=cross/mingw64.ini
ninja -C build/wine
server=$(command -v wineserver || echo /usr/lib/wine/wineserver)
mkdir -p "$WINEPREFIX"
"$server" -p || true # stays between programs; 2 when it is there already
wine-run wineboot -i >/dev/null 2>&1 || true
status=0
meson test -C build/wine --no-rebuild --print-errorlogs \
  --num-processes 1 || status=$?
"$server" -k || true
scripts/summary.py build/wine || status=1
exit "$status"
