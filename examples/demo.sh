#!/bin/sh
# Organises the six sample photos of a development dependency into out/demo, through the pipe
# that is facepipe's shape: four processes, each of which could be swapped or run elsewhere.
set -eu
cd "$(dirname "$0")/.."
bin="$PWD/dist/cmds/bin"
photos=node_modules/@vladmandic/face-api/demo
mkdir -p out

"$bin/scan.js" "$photos"/sample?.jpg |
  "$bin/detect.js" --keep-filtered |
  "$bin/group.js" --threshold 0.55 |
  "$bin/place.js" out/demo > out/demo.ndjson

cd out
find demo -type f | sort
