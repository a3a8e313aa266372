#!/usr/bin/env bash
# venv.sh [requirements.txt]: prints the path of a Python that has what the file lists, by default the one beside this
# script. It is made once in BENCH_CACHE, by default bench/.cache, and again when the list changes. PYTHON names the
# interpreter to begin with.
# Packages that cannot be had on this machine are left out, and named on stderr: whoever needs them says so.
set -euo pipefail
requirements=$(realpath "${1:-$(dirname "$0")/requirements.txt}")
cache=$(realpath -m "${BENCH_CACHE-$(dirname "$0")/../.cache}")
name=venv-$(basename "$(dirname "$requirements")")
venv=$cache/$name-$(sha256sum "$requirements" | cut -c1-12)
install() { "$venv/bin/pip" install --quiet --disable-pip-version-check "$@" >&2; }

mkdir -p "$cache"
exec 9>"$cache/$name.lock"
flock 9 # two parts may ask at once
if [ ! -e "$venv/.complete" ]; then
  rm -rf "$cache/$name"-*
  echo "installing $(grep -c . "$requirements") Python packages" >&2
  "${PYTHON:-python3}" -m venv "$venv" >&2
  install -r "$requirements" ||
    while read -r package; do install -c "$requirements" "$package" || echo "without $package" >&2; done <"$requirements"
  touch "$venv/.complete"
fi
echo "$venv/bin/python"
