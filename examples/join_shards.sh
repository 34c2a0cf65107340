#!/usr/bin/env bash
# Groups the parts that shard.sh made and places the photos, once all parts are there.
#
#     examples/join_shards.sh PARTS FOLDER OUT
set -euo pipefail
parts=$1 folder=$2 out=$3

files=()
for part in $(seq "$parts"); do
  file="$folder/part-$part-of-$parts.ndjson"
  if ! tail -n 1 "$file" 2> /dev/null | grep -q '^{"kind":"end"'; then
    echo "join_shards.sh: $file is missing or not whole" >&2
    exit 4
  fi
  files+=("$file")
done

cat "${files[@]}" | group | place "$out"
