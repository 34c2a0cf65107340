#!/usr/bin/env bash
# Finds the faces of one part of the photos, for engines that run many such jobs on a shared disk:
# slurm_array.sh and kubernetes_job.yaml. A part that is done already is left alone, and one that
# is interrupted leaves nothing behind, so jobs can be repeated at will.
#
#     examples/shard.sh PART PARTS PHOTOS FOLDER
#
# FOLDER gets part-PART-of-PARTS.ndjson. DETECT changes the command, such as DETECT="detect --gpu".
set -euo pipefail
part=$1 parts=$2 photos=$3 folder=$4
result="$folder/part-$part-of-$parts.ndjson"
[ -e "$result" ] && exit 0

umask 077 # Embeddings are biometric data.
mkdir -p "$folder"
unfinished=$(mktemp "$result.XXXXXX")
trap 'rm -f "$unfinished"' EXIT

# Exit code 3 says that some photos could not be read; their error records are in the result.
scan --shard "$part/$parts" "$photos" | ${DETECT:-detect} > "$unfinished" || [ $? -eq 3 ]
mv "$unfinished" "$result"
