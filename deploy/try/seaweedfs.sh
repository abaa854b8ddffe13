#!/bin/sh
# As the image of the makers starts a `server`: its folder, and as many volumes of 1 GiB as the disk has room for.
set -eu
[ "$1" = server ]
shift
exec /usr/bin/weed -logtostderr=true server -dir=/data -volume.max=0 -master.volumeSizeLimitMB=1024 "$@"
