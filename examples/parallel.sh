#!/usr/bin/env bash
# Finds faces in several processes of one host, with GNU parallel, and sorts the photos as one
# process would: the same records in the same order.
#
#     examples/parallel.sh PHOTOS OUT
#
# detect uses every core by itself, so this pays only where one process cannot: where it is given
# --workers 1, or a GPU of its own. It is the pattern of parallel_ssh.sh, to be tried at home.
# PHOTOS_A_JOB and JOBS change the defaults. RECORDS names a file that keeps the faces, to group
# them again; they are biometric data.
set -euo pipefail
photos=$1 out=$2

# A photo that cannot be read (exit code 3) stops nothing; any other failure stops everything, and
# since the end of the stream is then missing, place --mode move would refuse. --quiet, because
# only the last job sees that end.
detect='detect --quiet --workers 1 || [ $? -eq 3 ]'

scan "$photos" |
  parallel --pipe --max-replace-args "${PHOTOS_A_JOB:-200}" --jobs "${JOBS:-100%}" \
    --keep-order --halt now,fail=1 "$detect" |
  tee "${RECORDS:-/dev/null}" |
  group |
  place "$out"
