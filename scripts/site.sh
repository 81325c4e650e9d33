#!/bin/sh
# Makes a small web site of README.md, LICENSE and docs/: one page a file, links
# kept.
#   scripts/site.sh FOLDER
set -eu
site=$1
if ! command -v cmark-gfm >/dev/null; then
  echo "site.sh: needs cmark-gfm (apt-get install cmark-gfm)" >&2
  exit 1
fi
mkdir -p "$site/docs/semantics" "$site/docs/seccomp" "$site/src" \
  "$site/docs/performance" "$site/servers/web"

page() { # SOURCE TARGET
  {
    printf '<!doctype html><html lang="en"><meta charset="utf-8">'
    printf '<meta name="viewport" content="width=device-width">'
    printf '<title>openiocp</title><style>%s</style><body>' \
      'body{max-width:46em;margin:2em auto;padding:0 1em;font:16px/1.5 sans-serif}
       pre,code{background:#f3f3f3}pre{padding:.8em;overflow:auto}
       table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.2em .6em}'
    cmark-gfm --unsafe -e table "$1" |
      sed -E 's/href="([^":]*)\.md(#[^"]*)?"/href="\1.html\2"/g
              s/href="(([^":]*\/)?LICENSE)"/href="\1.html"/g'
    printf '</body></html>\n'
  } >"$2"
}

for source in *.md LICENSE docs/*.md docs/semantics/*.md src/README.md \
  servers/web/README.md; do
  page "$source" "$site/${source%.md}.html"
done
cp "$site/README.html" "$site/index.html"
cp docs/seccomp/*.json "$site/docs/seccomp"
cp docs/performance/* "$site/docs/performance"
# The folder is linked to as such; its pages are listed one level up.
printf '<!doctype html><meta http-equiv="refresh" content="0;url=%s">\n' \
  ../index.html >"$site/docs/semantics/index.html"
