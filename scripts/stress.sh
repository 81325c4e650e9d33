#!/bin/sh
# `make stress`: tests/linux/stress_test.c for SECONDS on each engine.
#   scripts/stress.sh BUILD-FOLDER SECONDS ENGINE...
set -eu
build=$(cd "$1" && pwd)
export STRESS_SECONDS="$2"
shift 2

failures=0
for engine; do
  case $engine in
  mixed) set -- IOCP_BACKEND=uring IOCP_DIRECT=alternate IOCP_SHARDS=3 ;;
  uring) set -- IOCP_BACKEND=uring IOCP_DIRECT=never ;;
  *) set -- "IOCP_BACKEND=$engine" ;;
  esac
  echo "# $engine, $STRESS_SECONDS s"
  (cd "$build/on-$engine" && env "$@" "$build/linux-stress") || failures=1
done
exit "$failures"
