#!/bin/sh
# `make soak`: everything at once, for SECONDS on each engine in turn, with
# CONNECTIONS connections; a seed that failed is printed with the line that
# plays it again.
#   scripts/soak.sh BUILD SECONDS CONNECTIONS SEED [ENGINE ...]
set -eu
build=$1 seconds=$2 connections=$3 seed=$4
shift 4
[ $# -gt 0 ] || set -- uring epoll mixed
program=$(cd "$build" && pwd)/soak
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export SOAK_SECONDS="$seconds" SOAK_CONNECTIONS="$connections" SOAK_SEED="$seed"
# The case ends what hangs after ten minutes; a longer load needs more.
export IOCP_TEST_TIMEOUT_SCALE="${IOCP_TEST_TIMEOUT_SCALE:-$((1 + seconds / 60))}"
status=0
for engine in "$@"; do
  case $engine in
  uring) settings='IOCP_BACKEND=uring IOCP_DIRECT=never' ;;
  epoll) settings='IOCP_BACKEND=epoll' ;;
  mixed) settings='IOCP_BACKEND=uring IOCP_DIRECT=alternate IOCP_SHARDS=3' ;;
  *) echo "$0: no engine $engine" >&2; exit 2 ;;
  esac
  echo "# $engine"
  # shellcheck disable=SC2086 # several words
  (cd "$folder" && env $settings "$program") || {
    status=1
    echo "replay: make soak SECONDS=$seconds CONNECTIONS=$connections SEED=$seed ENGINES=$engine"
  }
done
exit "$status"
