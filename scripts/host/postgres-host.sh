#!/bin/sh
# What the console needs on a database host while PostgreSQL does not run, when no SQL can be asked.
#
#   postgres-host.sh state FOLDER                  prints "up" or "down" for the server of this data folder
#   postgres-host.sh start-with FOLDER COMMAND...  writes the settings on standard input, one a line as
#                                                  name = 'value', into the folder's postgresql.auto.conf in place of
#                                                  what it says of them, and runs COMMAND, which starts the server
#
# To be run as root or as the folder's owner. While the server is up nothing is written: then ALTER SYSTEM is the way.
set -eu
umask 077

fail() {
  echo "$1" >&2
  exit 1
}

# A server works in its data folder. The process that a killed one's file names may be anybody's by now; where that
# cannot be seen, it counts as the server.
state() {
  [ -f "$1/PG_VERSION" ] || fail "$1 is no data folder of PostgreSQL"
  pid=$(head -n 1 "$1/postmaster.pid" 2>/dev/null || true)
  if [ -z "$pid" ] || [ ! -d "/proc/$pid" ]; then
    echo down
  elif works_in=$(readlink "/proc/$pid/cwd" 2>/dev/null) && [ "$works_in" != "$(readlink -f "$1")" ]; then
    echo down
  else
    echo up
  fi
}

# Run in the folder, by its owner: whoever may write there could lead another one's writing elsewhere.
WRITE='set -eu
umask 077
settings=$(cat)
file=postgresql.auto.conf
new=$(mktemp "$file.XXXXXX")
{
  printf "%s\n" "$settings" | awk -v file="$file" "
    { named[\$1] = 1 }
    END { while ((getline line < file) > 0) { split(line, word, /[ =]/); if (!(word[1] in named)) print line } }"
  printf "%s\n" "$settings"
} > "$new"
mv -f "$new" "$file"'

write_settings() {
  owner=$(stat -c %U .)
  if [ "$(id -u)" = 0 ] && [ "$owner" != root ]; then
    runuser -u "$owner" -- sh -c "$WRITE"
  else
    sh -c "$WRITE"
  fi
}

start_with() {
  folder=$1
  shift
  [ "$(state "$folder")" = down ] || fail "the server of $folder runs: nothing was written"
  settings=$(cat)
  [ -n "$settings" ] || fail "no setting came in: nothing was written"
  if printf '%s\n' "$settings" | grep -qvE "^[a-z_]+ = '[A-Za-z0-9_ ,.\"/\$-]*'\$"; then
    fail "a line is not of the form name = 'value': nothing was written"
  fi
  from=$PWD
  cd "$folder"
  printf '%s\n' "$settings" | write_settings || fail "the settings could not be written: nothing was started"
  cd "$from"
  exec "$@"
}

case "${1-}" in
  state) state "$2" ;;
  start-with) shift; start_with "$@" ;;
  *) fail "say state or start-with" ;;
esac
