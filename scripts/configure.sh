#!/bin/sh
# Sets a build folder up once, and afterwards only changes its options.
#   scripts/configure.sh FOLDER [-Doption=value ...]
set -eu
folder=$1
shift
if [ -f "$folder/build.ninja" ]; then
  [ $# -eq 0 ] || meson configure "$folder" "$@" >/dev/null
else
  mkdir -p "$folder"
  meson setup "$folder" "$@" >"$folder/setup.log" 2>&1 || {
    cat "$folder/setup.log" >&2
    exit 1
  }
fi
