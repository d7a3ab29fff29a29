#!/bin/sh
# What the console needs on a database host while PostgreSQL does not run, when no SQL can be asked.
#
#   postgres-host.sh state FOLDER                  prints "up" or "down" for the server of this data folder
#   postgres-host.sh start-with FOLDER COMMAND...  writes the settings on standard input, one a line as
#                                                  name = 'value', into the folder's postgresql.auto.conf in place of
#                                                  what it says of them, and runs COMMAND, which starts the server
#
# To be run as a user who may write the folder. While the server is up nothing is written: then ALTER SYSTEM is the way.
set -eu
umask 077

fail() {
  echo "$1" >&2
  exit 1
}

state() {
  [ -f "$1/PG_VERSION" ] || fail "$1 is no data folder of PostgreSQL"
  pid=$(head -n 1 "$1/postmaster.pid" 2>/dev/null || true)
  if [ -n "$pid" ] && [ "$pid" -gt 0 ] && [ -d "/proc/$pid" ]; then echo up; else echo down; fi
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
  file=$folder/postgresql.auto.conf
  # The copy has the file's owner and mode, and takes its place in one step.
  cp -p "$file" "$file.new"
  {
    printf '%s\n' "$settings" | awk -v file="$file" '
      { named[$1] = 1 }
      END { while ((getline line < file) > 0) { split(line, word, /[ =]/); if (!(word[1] in named)) print line } }'
    printf '%s\n' "$settings"
  } > "$file.new"
  mv "$file.new" "$file"
  exec "$@"
}

case "${1-}" in
  state) state "$2" ;;
  start-with) shift; start_with "$@" ;;
  *) fail "say state or start-with" ;;
esac
