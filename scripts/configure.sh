#!/bin/sh
# Sets a build folder up once, and afterwards only changes its options.
#   scripts/configure.sh FOLDER [--cross-file=FILE] [-Doption=value ...]
set -eu
folder=$1
shift
if [ -f "$folder/build.ninja" ]; then
  for option in "$@"; do # only the first set-up takes a cross file
    case $option in
    -D*) meson configure "$folder" "$option" >/dev/null ;;
    esac
  done
else
  mkdir -p "$folder"
  meson setup "$folder" "$@" >"$folder/setup.log" 2>&1 || {
    cat "$folder/setup.log" >&2
    exit 1
  }
fi
