#!/usr/bin/env bash
# jdk-home.sh MIN: prints the home of the oldest JDK with a major version of at least MIN.
# Looks at JAVA_HOME, JAVA_HOME_*, JDK_HOME* of the environment and at what is installed under /usr/lib/jvm.
set -euo pipefail
min=$1

candidates() {
  compgen -e | grep -E '^(JAVA_HOME|JDK_HOME|JAVA_[0-9]+_HOME)' | while read -r name; do echo "${!name}"; done
  printf '%s\n' /usr/lib/jvm/*
}

major() { # "1.8.0_x" → 8, "17.0.15" → 17
  "$1/bin/java" -version 2>&1 | sed -nE '1s/.*"(1\.)?([0-9]+)[^"]*".*/\2/p'
}

found=$(candidates | while read -r home; do
  [ -x "$home/bin/java" ] || continue
  version=$(major "$home")
  if [ "${version:-0}" -ge "$min" ]; then echo "$version $home"; fi
done | sort -n | head -n 1)

if [ -z "$found" ]; then
  echo "no JDK $min or newer: install one, or point JAVA_HOME at it" >&2
  exit 1
fi
echo "${found#* }"
