#!/usr/bin/env bash
# with-engines.sh COMMAND…: runs a command beside real servers and returns its exit code.
# Starts them on free loopback ports, says where they are, and ends them again whatever happens:
#   TEST_ELASTICSEARCH_8_URL, TEST_ELASTICSEARCH_9_URL, TEST_OPENSEARCH_2_URL   without security
#   TEST_ELASTICSEARCH_SECURED_URL, TEST_ELASTICSEARCH_SECURED_CA   https and users, see elasticsearch-security.sh
#   TEST_REDIS_URL
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
elasticsearch8=8.19.16
elasticsearch9=9.5.3
opensearch2=opensearch-2.19.6

run=$(mktemp -d "${TMPDIR:-/tmp}/upnext-servers.XXXXXX")
chmod 755 "$run"

stop_all() {
  wait # a server that is still starting has not said its pid yet
  for name in elasticsearch-8 elasticsearch-9 opensearch-2 elasticsearch-secured; do
    "$here/elasticsearch.sh" stop "$run/$name" &
  done
  "$here/redis.sh" stop "$run/redis" &
  wait
  rm -rf "$run"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

"$here/redis.sh" install
for version in "$elasticsearch8" "$elasticsearch9" "$opensearch2"; do
  "$here/elasticsearch.sh" install "$version" >/dev/null
done

mapfile -t ports < <("$here/free-port.sh" 9)
port8=${ports[0]} port9=${ports[1]} port_open=${ports[2]} port_secured=${ports[3]} port_redis=${ports[4]}
# Ports between nodes are taken here as well: chosen while others start, they could be one of theirs.
transport() { echo "transport.port=${ports[$1]}"; }

starting=()
"$here/elasticsearch.sh" start "$elasticsearch8" "$port8" "$run/elasticsearch-8" "$(transport 5)" &
starting+=($!)
"$here/elasticsearch.sh" start "$elasticsearch9" "$port9" "$run/elasticsearch-9" "$(transport 6)" &
starting+=($!)
"$here/elasticsearch.sh" start "$opensearch2" "$port_open" "$run/opensearch-2" "$(transport 7)" &
starting+=($!)
SECURED=true HEAP=384m "$here/elasticsearch.sh" start "$elasticsearch9" "$port_secured" "$run/elasticsearch-secured" "$(transport 8)" &
starting+=($!)
"$here/redis.sh" start "$port_redis" "$run/redis"
for pid in "${starting[@]}"; do wait "$pid"; done

export TEST_ELASTICSEARCH_8_URL="http://127.0.0.1:$port8"
export TEST_ELASTICSEARCH_9_URL="http://127.0.0.1:$port9"
export TEST_OPENSEARCH_2_URL="http://127.0.0.1:$port_open"
export TEST_ELASTICSEARCH_SECURED_URL="https://localhost:$port_secured"
export TEST_ELASTICSEARCH_SECURED_CA="$run/elasticsearch-secured/ca.pem"
export TEST_REDIS_URL="redis://127.0.0.1:$port_redis"

# In the background, so that a signal ends the servers at once and not after the command.
"$@" &
command=$!
trap 'kill "$command" 2>/dev/null || true; exit 143' INT TERM HUP
wait "$command"
