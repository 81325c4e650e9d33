#!/bin/sh
# `make asan`, `make tsan`: the whole native suite in an instrumented build.
set -eu
cd "$(dirname "$0")/.."
case $1 in
asan) what=address,undefined ;;
tsan) what=thread ;;
*) echo "usage: $0 asan|tsan" >&2; exit 2 ;;
esac
# Lines are all that a report needs, and cost less to compile and link.
scripts/configure.sh "build/$1" -Db_sanitize=$what -Db_lundef=false -Db_ndebug=false \
  -Dc_args=-g1
export ASAN_OPTIONS=detect_stack_use_after_return=1:abort_on_error=1:allocator_may_return_null=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
# Each case is a process, and the library's threads live as long: the second
# that ThreadSanitizer waits at the exit of one, for races there, becomes 20 ms.
export TSAN_OPTIONS="atexit_sleep_ms=20:halt_on_error=1:second_deadlock_stack=1:allocator_may_return_null=1:suppressions=$PWD/tests/tsan.supp"
export IOCP_TEST_TIMEOUT_SCALE="${IOCP_TEST_TIMEOUT_SCALE:-2}"
run=
# `mixed` has rings in it, and `uring` nothing else; what no engine has a part
# in is the same on each.
suites='--suite unit --suite linux --suite conformance --suite soak'
suites="$suites --no-suite cases-on-uring"
suites="$suites --no-suite no-engine-on-uring --no-suite no-engine-on-epoll"
# The sanitizer's shadow does not fit every layout the kernel may choose, and
# takes too long to make for the thousands of processes of the fault loops and
# of the hostile calls.
if [ "$1" = tsan ]; then
  run='setarch -R'
else
  suites="$suites --suite faults --suite hostile"
fi
status=0
# It builds what these suites need, and no more.
# shellcheck disable=SC2086 # several words
$run meson test -C "build/$1" --print-errorlogs \
  --timeout-multiplier 5 $suites || status=$?
scripts/summary.py "build/$1" || status=1
exit "$status"
