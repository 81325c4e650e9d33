#!/bin/sh
# Turns the archive of parts into the installed static library: one object in
# which only the iocp_ names are left, so that ours can clash with nobody's.
#   static-library.sh ARCHIVE OUTPUT COMPILER [OPTION ...]
set -eu
parts=$1
output=$2
shift 2
object=$output.o
"$@" -r -nostdlib -o "$object" \
  -Wl,--whole-archive "$parts" -Wl,--no-whole-archive
${OBJCOPY:-objcopy} --localize-hidden "$object"
rm -f "$output"
${AR:-ar} rcs "$output" "$object"
rm -f "$object"
