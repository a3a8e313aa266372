#!/usr/bin/env bash
# free-port.sh [COUNT]: prints COUNT different free loopback ports, one a line.
# They lie below the ephemeral range: a client that keeps dialling a stopped server cannot take its port.
set -euo pipefail

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

for port in $(shuf -i 20000-29999); do
  listening "$port" && continue
  echo "$port"
  found=$((${found:-0} + 1))
  [ "$found" -ge "${1:-1}" ] && exit 0
done
echo 'no free port between 20000 and 29999' >&2
exit 1
