#!/bin/sh
# The one place that names the Debian packages we need, and installs those of
# the groups given that are missing. docs/dependencies.md says why each.
#   scripts/packages.sh build [test] [wine] [bench] [model] [tidy]
set -eu

build='gcc libc6-dev meson ninja-build pkg-config liburing-dev libhwloc-dev node-llhttp'
site='cmark-gfm'
test='clang g++ python3 gcc-mingw-w64-x86-64 cmake wrk curl valgrind'
wine='gcc-mingw-w64-x86-64 wine64 wine'
bench='python3 linux-perf util-linux g++ libuv1-dev libevent-dev libasio-dev nginx-light gnuplot-nox'
model='spin gcc libc6-dev'
tidy='clang-format clang-tidy shellcheck'
sanitize='libc6-dev'

wanted=
for group in "$@"; do
  case $group in
  build) wanted="$wanted $build" ;;
  site) wanted="$wanted $site" ;;
  test) wanted="$wanted $test" ;;
  wine) wanted="$wanted $wine" ;;
  bench) wanted="$wanted $bench" ;;
  model) wanted="$wanted $model" ;;
  tidy) wanted="$wanted $tidy" ;;
  sanitize) wanted="$wanted $sanitize" ;;
  *) echo "unknown group: $group" >&2; exit 2 ;;
  esac
done

missing=
for package in $wanted; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
[ "$(id -u)" -eq 0 ] || as_root=sudo
echo "Installing:$missing"
# A machine that never asked has no package lists.
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of words
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq \
  --no-install-recommends $missing
