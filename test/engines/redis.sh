#!/usr/bin/env bash
# A real Redis for tests.
#   redis.sh install           brings redis-server and redis-sentinel where they are missing (apt)
#   redis.sh start PORT DIR    starts one with its files in DIR, returns when it answers
#   redis.sh stop DIR          ends it
set -euo pipefail
source "$(dirname "$0")/processes.sh"

start() {
  local port=$1 dir=$2
  require_free_port "$port"
  mkdir -p "$dir"
  redis-server --port "$port" --bind 127.0.0.1 --dir "$dir" --pidfile "$dir/pid" --logfile "$dir/redis.log" \
    --appendonly yes --save '' --daemonize yes
  for _ in $(seq 100); do
    if [ -n "$(server_pid "$dir" ":$port")" ] && [ "$(redis-cli -p "$port" ping 2>/dev/null)" = PONG ]; then
      echo "$port" >"$dir/port"
      return 0
    fi
    sleep 0.1
  done
  echo "Redis did not start on port $port:" >&2
  tail -n 20 "$dir/redis.log" >&2 || true
  return 1
}

case "${1:-}" in
  install)
    install_package redis-server redis-server
    install_package redis-sentinel redis-sentinel
    ;;
  start) start "$2" "$3" ;;
  stop) stop_server "$2" ":$(cat "$2/port" 2>/dev/null || echo none)" ;;
  *) sed -n '2,5p' "$0" >&2; exit 2 ;;
esac
