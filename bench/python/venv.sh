#!/usr/bin/env bash
# venv.sh: prints the path of a Python that has what requirements.txt beside this script lists.
# It is made once in bench/.cache, and again when the list changes. PYTHON names the interpreter to begin with.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=$(dirname "$here")/.cache
venv=$cache/python-$(sha256sum "$here/requirements.txt" | cut -c1-12)

mkdir -p "$cache"
exec 9>"$cache/python.lock"
flock 9 # two parts may ask at once
if [ ! -e "$venv/.complete" ]; then
  rm -rf "$cache"/python-*
  echo "installing $(grep -c . "$here/requirements.txt") Python packages" >&2
  "${PYTHON:-python3}" -m venv "$venv" >&2
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" >&2
  touch "$venv/.complete"
fi
echo "$venv/bin/python"
