#!/usr/bin/env bash
# Loads KuaiRand's watch logs into a real Elasticsearch and Redis with the product's own imports, trains a LightGBM
# model on them, serves with it, and compares the lists of 100 users with lists computed in Python.
# Needs a build (npm run build) and Python with requirements.txt beside this (PYTHON: its program).
# KUAIRAND_DIR: the folder of the data, never copied. Servers: TEST_ELASTICSEARCH_8_URL and TEST_REDIS_URL, for
# throw-away use; without them it starts its own.
# Data: KuaiRand-Pure (Gao et al., CIKM 2022), CC BY-SA 4.0.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

if [ -z "${TEST_ELASTICSEARCH_8_URL:-}" ] || [ -z "${TEST_REDIS_URL:-}" ]; then
  exec "$root/test/engines/with-engines.sh" "$0"
fi

data=$(cd "${KUAIRAND_DIR:-$root/../shared/data/kuairand-pure}" && pwd)
python=${PYTHON:-python3}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/upnext-kuairand.XXXXXX")
service=
finish() {
  if [ -n "$service" ]; then
    kill "$service" 2>/dev/null || true
    wait "$service" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}
trap finish EXIT

export PATH="$root/node_modules/.bin:$PATH"
export PYTHONDONTWRITEBYTECODE=1
redis=${TEST_REDIS_URL#redis://}
redis=${redis%%/*}
export ES_HOST="$TEST_ELASTICSEARCH_8_URL" REDIS_IP="${redis%:*}" REDIS_PORT="${redis##*:}"
export ES_ASSET_INDEX=kuairand-assets ES_USER_INDEX=kuairand-users
export ASSET_FS_DB=9 USER_FS_DB=9 ASSET_KEY_PREFIX=asset: USER_KEY_PREFIX=user:
export CANDIDATES_TO_RETRIEVE=3000

# Where rejected rows would go; nothing is read from a settings file of the checkout.
cd "$scratch"
upnext() { node "$root/dist/cli.js" "$@"; }

upnext import assets "$data/videos.csv.gz" --map creation_date=upload_dt --map primary_category=primary_tag \
  --map secondary_category=secondary_tag --set moderation_status=approved --set production_country=CN
upnext import users "$data/users.csv.gz" --set user_country=CN
upnext import events "$data/events.csv.gz" --map timestamp=ts_ms \
  --assets "$data/videos.csv.gz" --asset-map primary_category=primary_tag --completed-at 0.8

"$python" "$here/train.py" "$data" "$scratch/model.txt"

port=$("$root/test/engines/free-port.sh")
# Deadlines that a busy machine keeps, too: it is whole answers that are compared.
PORT=$port MODEL_PATH="$scratch/model.txt" REQUEST_TIMEOUT_MS=10000 USER_READ_TIMEOUT_MS=5000 LOG_LEVEL=warn \
  node "$root/dist/main.js" >"$scratch/service.log" 2>&1 &
service=$!
for _ in $(seq 100); do
  curl -fsS -o /dev/null "http://127.0.0.1:$port/health/ready" 2>/dev/null && break
  if ! kill -0 "$service" 2>/dev/null; then break; fi
  sleep 0.2
done
"$python" "$here/compare.py" "$data" "$scratch/model.txt" "http://127.0.0.1:$port" "$CANDIDATES_TO_RETRIEVE" || {
  code=$?
  tail -n 20 "$scratch/service.log" >&2
  exit "$code"
}
