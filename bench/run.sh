#!/bin/sh
# Prints every figure: see run.py, or `bench/run.sh --help`. First compiles the
# echo server for Wine, where mingw is; without it the page leaves Wine out.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/..
if command -v x86_64-w64-mingw32-gcc >/dev/null; then
  (
    cd "$root"
    PATH=$PWD/scripts:$PATH # the cross file names wine-run
    scripts/configure.sh build/wine --cross-file=cross/mingw64.ini
    ninja -C build/wine openiocp-echo.exe >build/wine/bench.log
  ) || echo "bench: no echo server for Wine, see build/wine/bench.log" >&2
fi
exec python3 -B "$here/run.py" "$@"
