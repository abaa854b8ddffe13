#!/usr/bin/env bash
# docker-compose.yml through Debian's docker-compose 1.29, which knows all of it but the name at its top.
#
#   deploy/try/compose.sh up -d
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
file=$(mktemp)
trap 'rm -f "$file"' EXIT
sed '/^name:/d' "$root/docker-compose.yml" >"$file"
docker-compose --project-name echocohort --project-directory "$root" --file "$file" "$@"
