#!/bin/sh
# `make serve`: the web server on a folder, or on our own documentation.
#   scripts/serve.sh BUILD_FOLDER [DIR] [PORT]
set -eu
build=$1
dir=$2
port=$3
if [ -z "$dir" ]; then
  dir=$build/site
  scripts/site.sh "$dir"
fi
exec "$build/openiocp-web" --port "$port" --listing "$dir"
