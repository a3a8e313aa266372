# Sourced by the engine scripts: processes known by the pid file in the folder they run in.

# The pid of the server running in folder $1, or nothing. A pid that now belongs to another program is not ours.
server_pid() {
  local pid
  pid=$(cat "$1/pid" 2>/dev/null) || return 0
  if tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "$2"; then echo "$pid"; fi
}

# stop_server DIR MARK: asks the server of this folder to end, and after 20 s ends it. MARK is in its command line.
stop_server() {
  local pid
  pid=$(server_pid "$1" "$2")
  [ -n "$pid" ] || return 0
  kill -CONT "$pid" 2>/dev/null || true
  kill "$pid" 2>/dev/null || return 0
  for _ in $(seq 200); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
}

# install_package COMMAND PACKAGE: installs the Debian package that brings the command, where it is missing.
install_package() {
  command -v "$1" >/dev/null && return 0
  echo "installing $2" >&2
  apt-get update -qq >&2
  # A package's service is not wanted, only its program.
  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "$2" >/dev/null
}

require_free_port() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
    echo "port $1 is taken" >&2
    return 1
  fi
}
