#!/usr/bin/env bash
# A real S3 server for tests: Ceph's radosgw over one monitor and one object store in memory, on 127.0.0.1.
#
#   S3_DIR=<empty folder> S3_PORT=<free> S3_MON_PORT=<free> S3_ACCESS_KEY=.. S3_SECRET_KEY=.. tools/start-s3.sh start
#   S3_DIR=<the same> tools/start-s3.sh stop
#
# `start` returns when the gateway answers (about 14 s) and leaves three daemons behind; `stop` kills them and deletes
# the folder. Nothing outside S3_DIR is read or written, so any number of them can run beside each other.
# Debian packages: radosgw ceph-mon ceph-osd ceph-common curl.
set -euo pipefail

: "${S3_DIR:?a folder of its own}"
conf=$S3_DIR/ceph.conf
export CEPH_CONF=$conf

# The pid in a file, if that process really is a daemon of this folder: pids are reused.
daemon_pid() {
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 1
  tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "$conf" && echo "$pid"
}

stop() {
  local file pid
  for file in "$S3_DIR"/run/*.pid; do
    if pid=$(daemon_pid "$file"); then kill -KILL "$pid" 2>/dev/null || true; fi
  done
  rm -rf -- "$S3_DIR"
}

need() {
  command -v "$1" >/dev/null || { echo "start-s3: $1 is missing: apt-get install $2" >&2; exit 3; }
}

# A busy machine may need several times as long as an idle one.
patience=120

# Tries a command until it succeeds. Every client of the monitor needs that, not only checks: under load a client may
# send its command before it has learnt the cluster's id, and is then refused with "wrong fsid".
until_done() {
  local what=$1 end=$((SECONDS + patience))
  shift
  until timeout $patience "$@" >>"$S3_DIR/log/commands.out" 2>&1; do
    if [ "$SECONDS" -ge "$end" ]; then
      echo "start-s3: $what: no success in $patience s" >&2
      return 1
    fi
    sleep 0.2
  done
}

explain() {
  local code=$?
  [ "$code" -eq 0 ] && return
  echo "start-s3: failed with $code after $SECONDS s; the ends of its logs:" >&2
  tail -n 5 "$S3_DIR"/log/* >&2 || true
}

write_conf() {
  cat >"$conf" <<CONF
[global]
fsid = $fsid
mon initial members = a
mon host = v1:127.0.0.1:$S3_MON_PORT
ms bind msgr2 = false
public addr = 127.0.0.1
cluster addr = 127.0.0.1
public network = 127.0.0.0/8
auth cluster required = none
auth service required = none
auth client required = none
auth allow insecure global id reclaim = false
keyring = $S3_DIR/keyring
run dir = $S3_DIR/run
pid file = $S3_DIR/run/\$type.\$id.pid
admin socket = $S3_DIR/run/\$name.asok
log file = $S3_DIR/log/\$name.log
mon cluster log file = $S3_DIR/log/cluster.log
osd objectstore = memstore
memstore device bytes = 2147483648
memstore page set = false
osd memory target = 939524096
osd class load list = *
osd class default list = *
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 1000
[mon.a]
mon data = $S3_DIR/mon
mon data avail warn = 2
mon data avail crit = 1
[osd]
osd data = $S3_DIR/osd
[client.rgw.a]
rgw data = $S3_DIR/rgw
rgw frontends = beast endpoint=127.0.0.1:$S3_PORT tcp_nodelay=1
rgw thread pool size = 64
rgw dynamic resharding = false
rgw override bucket index max shards = 1
rgw enable usage log = false
rgw enable ops log = false
CONF
}

start_monitor() {
  monmaptool --create --addv a "[v1:127.0.0.1:$S3_MON_PORT]" --fsid "$fsid" "$S3_DIR/monmap" >/dev/null
  ceph-authtool --create-keyring "$S3_DIR/keyring" --gen-key -n mon. --cap mon 'allow *' >/dev/null
  ceph-mon --mkfs -i a -c "$conf" --monmap "$S3_DIR/monmap" --keyring "$S3_DIR/keyring"
  ceph-mon -i a -c "$conf"
  until_done 'the monitor' ceph -c "$conf" --connect-timeout 20 mon stat
}

start_store() {
  local id
  id=$(cat /proc/sys/kernel/random/uuid)
  until_done 'a place for the object store' ceph -c "$conf" --connect-timeout 20 osd new "$id"
  until_done 'the files of the object store' ceph-osd -i 0 -c "$conf" --mkfs --osd-uuid "$id"
  until_done 'the object store' ceph-osd -i 0 -c "$conf"
  until_done 'the object store in the map' sh -c "ceph -c '$conf' --connect-timeout 20 osd stat | grep -q '1 up'"
}

start_gateway() {
  until_done 'the gateway' radosgw -n client.rgw.a -c "$conf"
  until_done 'an answer of the gateway' curl -fsS --max-time 2 "http://127.0.0.1:$S3_PORT/"
  until_done 'its user' radosgw-admin -n client.rgw.a -c "$conf" user create --uid=test --display-name=test \
    --access-key="$S3_ACCESS_KEY" --secret-key="$S3_SECRET_KEY"
}

start() {
  trap explain EXIT
  : "${S3_PORT:?}" "${S3_MON_PORT:?}" "${S3_ACCESS_KEY:?}" "${S3_SECRET_KEY:?}"
  need radosgw radosgw
  need ceph-mon ceph-mon
  need ceph-osd ceph-osd
  need ceph ceph-common
  need curl curl
  mkdir -p "$S3_DIR"/{mon,osd,rgw,run,log}
  fsid=$(cat /proc/sys/kernel/random/uuid)
  write_conf
  start_monitor
  start_store
  start_gateway
}

case "${1:-start}" in
  start) start ;;
  stop) stop ;;
  *) echo "usage: start-s3.sh start|stop" >&2; exit 2 ;;
esac
