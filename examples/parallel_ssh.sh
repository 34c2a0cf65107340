#!/usr/bin/env bash
# Finds faces on several hosts, with GNU parallel over ssh, and sorts the photos on this one: the
# same records in the same order as here alone. The hosts share no disk; photos travel inside the
# records. Each host needs facepipe and its models.
#
#     examples/parallel_ssh.sh PHOTOS OUT HOST...
#
# A host may be anything that ssh reaches, and may be given twice. PHOTOS_A_JOB changes how many
# photos are sent at a time, PARALLEL_SSH the ssh command, DETECT the command on the hosts, such as
# DETECT="detect --quiet --gpu". RECORDS names a file that keeps the faces, to group them again;
# they are biometric data.
set -euo pipefail
photos=$1 out=$2
shift 2

logins=()
for host in "$@"; do logins+=(--sshlogin "1/$host"); done

# A photo that cannot be read (exit code 3) stops nothing; any other failure stops everything.
# --quiet, because only the last job sees the end of the stream.
detect="${DETECT:-detect --quiet} || [ \$? -eq 3 ]"

scan --inline "$photos" |
  parallel --pipe --max-replace-args "${PHOTOS_A_JOB:-50}" --block 64M "${logins[@]}" \
    --keep-order --halt now,fail=1 "$detect" |
  tee "${RECORDS:-/dev/null}" |
  group |
  place "$out"
