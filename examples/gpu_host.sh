#!/usr/bin/env bash
# Finds the faces on another host, which has the GPU, and sorts the photos on this one.
#
#     examples/gpu_host.sh PHOTOS OUT HOST
#
# SSH is the ssh command, DETECT the command on the host. Photos travel as Arrow, a third smaller
# than in NDJSON.
set -euo pipefail
photos=$1 out=$2 host=$3

scan --inline --format arrow "$photos" |
  ${SSH:-ssh} "$host" "${DETECT:-detect --gpu --batch-size 32} --format arrow" |
  group |
  place "$out"
