#!/bin/sh
# Makes a small web site of README.md and docs/: one page a file, links kept.
#   scripts/site.sh FOLDER
set -eu
site=$1
mkdir -p "$site/docs" "$site/src" "$site/servers/web"

page() { # SOURCE TARGET
  {
    printf '<!doctype html><html lang="en"><meta charset="utf-8">'
    printf '<meta name="viewport" content="width=device-width">'
    printf '<title>openiocp</title><style>%s</style><body>' \
      'body{max-width:46em;margin:2em auto;padding:0 1em;font:16px/1.5 sans-serif}
       pre,code{background:#f3f3f3}pre{padding:.8em;overflow:auto}
       table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.2em .6em}'
    cmark-gfm --unsafe -e table "$1" |
      sed -E 's/href="([^":]*)\.md(#[^"]*)?"/href="\1.html\2"/g'
    printf '</body></html>\n'
  } >"$2"
}

for source in *.md docs/*.md src/README.md servers/web/README.md; do
  [ -f "$source" ] || continue
  page "$source" "$site/${source%.md}.html"
done
cp "$site/README.html" "$site/index.html"
