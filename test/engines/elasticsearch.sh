#!/usr/bin/env bash
# A real Elasticsearch or OpenSearch for tests, by default a single node without security.
#   elasticsearch.sh install VERSION                           fetches the distribution once and makes the account that
#                                                              it runs under, prints its folder
#   elasticsearch.sh start VERSION PORT DIR [SETTING=VALUE…]   starts one with its files in DIR, returns when it can
#                                                              be searched; settings add to those of elasticsearch.yml
#   elasticsearch.sh stop DIR                                  ends it
# VERSION is 8.19.16, or opensearch-2.19.6. SECURED=true: https and users, see elasticsearch-security.sh.
# HEAP=512m is the memory of one. Downloads are kept in ENGINES_CACHE, by default a folder under TMPDIR.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/processes.sh"
source "$here/elasticsearch-security.sh"
cache=${ENGINES_CACHE:-${TMPDIR:-/tmp}/upnext-engines}
account=upnext-engines

product() { if [[ $1 == opensearch-* ]]; then echo opensearch; else echo elasticsearch; fi; }

install() {
  local product number home
  product=$(product "$1") number=${1#opensearch-}
  home="$cache/$product-$number"
  if [ ! -e "$home/.complete" ]; then
    install_package unzip unzip
    mkdir -p "$cache"
    echo "fetching $product $number" >&2
    mvn -q --batch-mode dependency:copy -DoutputDirectory="$cache" -Dmdep.useBaseVersion=true \
      -Dartifact="org.$product.distribution.integ-test-zip:$product:$number:zip" >&2
    unzip -q -o "$cache/$product-$number.zip" -d "$cache"
    rm -f "$cache/$product-$number.zip"
    touch "$home/.complete"
  fi
  # Here and not at a start: of two that are made at the same time, the later takes the other's files from it.
  if [ "$(id -u)" -eq 0 ] && ! id -u "$account" >/dev/null 2>&1; then
    useradd --system --user-group --no-create-home "$account"
  fi
  echo "$home"
}

# These servers refuse to run as root.
unprivileged() {
  if [ "$(id -u)" -ne 0 ]; then "$@"; else setpriv --reuid="$account" --regid="$account" --clear-groups "$@"; fi
}

configure() {
  local product=$1 home=$2 port=$3 dir=$4
  local -A settings=(
    [cluster.name]="upnext-$port"
    [network.host]=127.0.0.1
    [http.port]=$port
    [path.data]="$dir/data"
    [path.logs]="$dir/logs"
    [cluster.routing.allocation.disk.threshold_enabled]=false
  )
  local setting
  for setting in "${@:5}"; do settings[${setting%%=*}]=${setting#*=}; done
  # Chosen anew at each start, unless a cluster has to find it again.
  : "${settings[transport.port]:=$("$here/free-port.sh")}"
  [ -n "${settings[discovery.seed_hosts]:-}" ] || settings[discovery.type]=single-node
  [ "$product" = opensearch ] || settings[xpack.security.enabled]=${SECURED:-false}

  mkdir -p "$dir"/{data,logs,tmp}
  if [ ! -d "$dir/config" ]; then
    cp -r "$home/config" "$dir/config"
    if [ "$product" = opensearch ]; then # writes beside its program otherwise
      sed -i "s#=logs/#=$dir/logs/#; s#=data\$#=$dir/data#" "$dir/config/jvm.options"
    fi
  fi
  {
    for setting in "${!settings[@]}"; do echo "$setting: ${settings[$setting]}"; done
    if [ -n "${SECURED:-}" ]; then secure "$dir"; fi
  } >"$dir/config/$product.yml"
  if [ "$(id -u)" -eq 0 ]; then chown -R "$account:$account" "$dir"; fi
}

start() {
  local version=$1 port=$2 dir=$3 product home java upper heap=${HEAP:-512m}
  require_free_port "$port"
  product=$(product "$version")
  home=$(install "$version")
  java=$("$here/jdk-home.sh" "$(java_for "$version")")
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  configure "$product" "$home" "$port" "$dir" "${@:4}"
  rm -f "$dir/pid"
  if [ "$product" = opensearch ]; then upper=OPENSEARCH; else upper=ES; fi
  # The temporary folder stands in the command line: by it the process is known as the one of this folder.
  if unprivileged env -C "$dir" "${upper}_JAVA_HOME=$java" "${upper}_PATH_CONF=$dir/config" \
    "${upper}_TMPDIR=$dir/tmp" "${upper}_JAVA_OPTS=-Xms$heap -Xmx$heap -XX:-UsePerfData" \
    "$home/bin/$product" -d -p "$dir/pid" >"$dir/start.log" 2>&1; then
    for _ in $(seq 240); do
      if healthy "$port" "$dir"; then return 0; fi
      sleep 0.5
    done
  fi
  echo "$product $version did not start on port $port:" >&2
  grep -hE 'ERROR|WARN|Exception' "$dir/start.log" "$dir"/logs/*.log 2>/dev/null | tail -n 20 | cut -c1-500 >&2 || true
  return 1
}

healthy() {
  local health="_cluster/health?wait_for_status=yellow&timeout=1s"
  if [ -n "${SECURED:-}" ]; then
    curl -fsS --max-time 3 -o /dev/null --cacert "$2/ca.pem" -u "$SECURED_ADMIN" "https://localhost:$1/$health" 2>/dev/null
  else
    curl -fsS --max-time 3 -o /dev/null "http://127.0.0.1:$1/$health" 2>/dev/null
  fi
}

java_for() {
  case "$1" in opensearch-* | 8.*) echo 17 ;; *) echo 21 ;; esac
}

case "${1:-}" in
  install) install "$2" ;;
  start) start "${@:2}" ;;
  stop) stop_server "$2" "$(cd "$2" 2>/dev/null && pwd)/tmp" ;;
  *) sed -n '2,9p' "$0" >&2; exit 2 ;;
esac
