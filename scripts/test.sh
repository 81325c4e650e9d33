#!/bin/sh
# `make test`: everything that must pass, then one line of counts.
#   native       unit, linux, conformance, hostile, soak, faults, sim, model, gate, headers,
#                install and web suites
#   wine         the conformance cases as a Windows program
#   asan tsan    the native suites under sanitizers
#   tidy         format, names, sizes, layers
# A test run alone: `meson test -C build/native NAME`.
set -eu
cd "$(dirname "$0")/.."
status=0
scripts/configure.sh build/native
ninja -C build/native
meson test -C build/native --no-rebuild --print-errorlogs || status=$?
# Wine's programs run one by one and mostly wait: beside the sanitizers' work.
IOCP_TEST_TIMEOUT_SCALE=${IOCP_TEST_TIMEOUT_SCALE:-2} scripts/wine.sh \
  >build/wine.out 2>&1 &
wine=$!
scripts/sanitize.sh asan || status=$?
scripts/sanitize.sh tsan || status=$?
wait "$wine" || status=$?
cat build/wine.out
scripts/tidy.sh || status=$?
echo
scripts/summary.py build/native build/wine build/asan build/tsan || status=1
exit "$status"
