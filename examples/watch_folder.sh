#!/usr/bin/env bash
# Sorts the photos of a folder into a folder per person, and again whenever some come, change or go.
#
#     examples/watch_folder.sh PHOTOS OUT
#
# PAUSE is the time between two looks, in seconds. STATE names the file that keeps who is who; it
# holds biometric data. ROUNDS ends it after so many runs. More options for organize may follow OUT.
set -euo pipefail
photos=$1 out=$2
shift 2

sorted= before=
for ((rounds = 0; rounds != ${ROUNDS:--1}; )); do
  now=$(find "$photos" -type f -exec ls -ln {} + | cksum)
  # Two looks alike: whoever copies photos into the folder is done.
  if [[ $now == "$before" && $now != "$sorted" ]]; then
    # Exit code 3: some photos cannot be read, which the next look will not change.
    facepipe organize "$photos" "$out" --state "${STATE:-$out.state}" "$@" > /dev/null || [ $? -eq 3 ]
    sorted=$now
    rounds=$((rounds + 1))
  fi
  before=$now
  sleep "${PAUSE:-10}"
done
