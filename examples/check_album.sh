#!/usr/bin/env bash
# Makes sure that every face of an album is known: ends with 1 and prints the photos with others.
#
#     examples/check_album.sh ALBUM GALLERY
#
# Small and blurred faces count too: whoever knows them can still tell who they are. THRESHOLD is the
# confidence from which a face is known. A photo that cannot be read ends it with 3.
set -euo pipefail
album=$1 gallery=$2

strangers=$(
  scan "$album" |
    detect --cache --keep-filtered |
    gallery identify "$gallery" --threshold "${THRESHOLD:-strict}" |
    jq -r 'select(.kind == "face" and ((.matches // []) | length) == 0) | .path' |
    sort -u
)
[ -z "$strangers" ] && exit 0
sed 's/^/unknown faces in /' <<< "$strangers"
exit 1
