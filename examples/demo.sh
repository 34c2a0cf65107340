#!/bin/sh
# Organises the six sample photos of a development dependency into out/demo, through the pipe
# that is facepipe's shape: four processes, each of which could be swapped or run elsewhere.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/dist/test/bin:$PATH"
photos=node_modules/@vladmandic/face-api/demo
mkdir -p out

scan "$photos"/sample?.jpg |
  detect --keep-filtered |
  group --threshold 0.55 |
  place out/demo > out/demo.ndjson

cd out
find demo -type f -not -path "*/.*" | sort
