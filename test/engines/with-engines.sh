#!/usr/bin/env bash
# with-engines.sh COMMAND…: runs a command beside real servers and returns its exit code.
# Starts Elasticsearch 8 and 9 and Redis on free loopback ports, says where in TEST_ELASTICSEARCH_8_URL,
# TEST_ELASTICSEARCH_9_URL and TEST_REDIS_URL, and ends them again whatever happens.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
elasticsearch8=8.19.16
elasticsearch9=9.5.3

run=$(mktemp -d "${TMPDIR:-/tmp}/upnext-servers.XXXXXX")
chmod 755 "$run"

stop_all() {
  wait # a server that is still starting has not said its pid yet
  "$here/elasticsearch.sh" stop "$run/elasticsearch-8" &
  "$here/elasticsearch.sh" stop "$run/elasticsearch-9" &
  "$here/redis.sh" stop "$run/redis" &
  wait
  rm -rf "$run"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

"$here/redis.sh" install
"$here/elasticsearch.sh" install "$elasticsearch8" >/dev/null
"$here/elasticsearch.sh" install "$elasticsearch9" >/dev/null

{ read -r port8; read -r port9; read -r port_redis; } < <("$here/free-port.sh" 3)

"$here/elasticsearch.sh" start "$elasticsearch8" "$port8" "$run/elasticsearch-8" &
starting8=$!
"$here/elasticsearch.sh" start "$elasticsearch9" "$port9" "$run/elasticsearch-9" &
starting9=$!
"$here/redis.sh" start "$port_redis" "$run/redis"
wait "$starting8"
wait "$starting9"

export TEST_ELASTICSEARCH_8_URL="http://127.0.0.1:$port8"
export TEST_ELASTICSEARCH_9_URL="http://127.0.0.1:$port9"
export TEST_REDIS_URL="redis://127.0.0.1:$port_redis"

# In the background, so that a signal ends the servers at once and not after the command.
"$@" &
command=$!
trap 'kill "$command" 2>/dev/null || true; exit 143' INT TERM HUP
wait "$command"
