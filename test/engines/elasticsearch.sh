#!/usr/bin/env bash
# A real Elasticsearch for tests, a single node without security.
#   elasticsearch.sh install VERSION          fetches the distribution once, prints its folder
#   elasticsearch.sh start VERSION PORT DIR   starts one with its files in DIR, returns when it can be searched
#   elasticsearch.sh stop DIR                 ends it
# Downloads are kept in ENGINES_CACHE, by default a folder under TMPDIR.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/processes.sh"
cache=${ENGINES_CACHE:-${TMPDIR:-/tmp}/upnext-engines}
account=upnext-engines

install() {
  local version=$1 home="$cache/elasticsearch-$1"
  if [ ! -e "$home/.complete" ]; then
    install_package unzip unzip
    mkdir -p "$cache"
    echo "fetching Elasticsearch $version" >&2
    mvn -q --batch-mode dependency:copy -DoutputDirectory="$cache" -Dmdep.useBaseVersion=true \
      -Dartifact="org.elasticsearch.distribution.integ-test-zip:elasticsearch:$version:zip" >&2
    unzip -q -o "$cache/elasticsearch-$version.zip" -d "$cache"
    rm -f "$cache/elasticsearch-$version.zip"
    touch "$home/.complete"
  fi
  echo "$home"
}

# Elasticsearch refuses to run as root.
unprivileged() {
  if [ "$(id -u)" -ne 0 ]; then "$@"; else setpriv --reuid="$account" --regid="$account" --clear-groups "$@"; fi
}

configure() {
  local home=$1 port=$2 dir=$3
  mkdir -p "$dir"/{data,logs,tmp}
  [ -d "$dir/config" ] || cp -r "$home/config" "$dir/config"
  cat >"$dir/config/elasticsearch.yml" <<YAML
cluster.name: upnext-$port
network.host: 127.0.0.1
http.port: $port
transport.port: $("$here/free-port.sh")
discovery.type: single-node
path.data: $dir/data
path.logs: $dir/logs
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
YAML
  if [ "$(id -u)" -eq 0 ]; then
    id -u "$account" >/dev/null 2>&1 || useradd --system --user-group --no-create-home "$account"
    chown -R "$account:$account" "$dir"
  fi
}

start() {
  local version=$1 port=$2 dir=$3 home java
  require_free_port "$port"
  home=$(install "$version")
  java=$("$here/jdk-home.sh" "$(java_for "$version")")
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  configure "$home" "$port" "$dir"
  rm -f "$dir/pid"
  # The temporary folder stands in the command line: by it the process is known as the one of this folder.
  if unprivileged env -C "$dir" ES_JAVA_HOME="$java" ES_PATH_CONF="$dir/config" ES_TMPDIR="$dir/tmp" \
    ES_JAVA_OPTS="-Xms512m -Xmx512m -XX:-UsePerfData" "$home/bin/elasticsearch" -d -p "$dir/pid" >"$dir/start.log" 2>&1; then
    for _ in $(seq 120); do
      if healthy "$port"; then return 0; fi
      sleep 0.5
    done
  fi
  echo "Elasticsearch $version did not start on port $port:" >&2
  grep -E 'ERROR|WARN|Exception' "$dir/start.log" | tail -n 20 | cut -c1-500 >&2 || true
  return 1
}

healthy() {
  local health="http://127.0.0.1:$1/_cluster/health?wait_for_status=yellow&timeout=1s"
  curl -fsS --max-time 3 -o /dev/null "$health" 2>/dev/null
}

java_for() { if [ "${1%%.*}" -ge 9 ]; then echo 21; else echo 17; fi; }

case "${1:-}" in
  install) install "$2" ;;
  start) start "$2" "$3" "$4" ;;
  stop) stop_server "$2" "$(cd "$2" 2>/dev/null && pwd)/tmp" ;;
  *) sed -n '2,6p' "$0" >&2; exit 2 ;;
esac
