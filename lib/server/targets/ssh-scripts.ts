import 'server-only';
import { quoteForShell } from '@/lib/domain/command-policy';

/**
 * What runs on the far side. Both scripts are fixed text: what varies (tag, folder, environment, arguments) comes in
 * through standard input, one value a line, so that no shell ever reads it as code and `ps` never shows a secret.
 *
 * A launch owns the folder ~/.rollback-console/<tag>: `mkdir` is the guard that makes a tag start once. In it: `pid`
 * (of the group, and when it was born), `go` (made by whoever comes first, the launch or somebody who asks whether it
 * was launched: after a "never" it cannot start any more), `status` (the exit code).
 */
export const STARTED_LINE = 'rollback-console:started';
export const REFUSED_LINE = 'rollback-console:refused';

// The login shell sees only this wrapping. The environment is wiped except for the four names every command gets.
function fixedCommand(script: string): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it, with the login's values.
  const clean = 'exec env -i PATH="$PATH" HOME="$HOME" ${LANG+"LANG=$LANG"} ${TZ+"TZ=$TZ"} /bin/sh -c "$0"';
  return `exec /bin/sh -c ${quoteForShell(clean)} ${quoteForShell(script)}`;
}

// Runs in the new group, directly before the command takes its place.
const BECOME_COMMAND = `
cd -- "\${1:-$HOME}" 2>/dev/null || { echo "${REFUSED_LINE} cwd" >&2; exit 97; }
shift
command -v -- "$1" >/dev/null 2>&1 || { echo "${REFUSED_LINE} program" >&2; exit 97; }
{ echo "$$"; LC_ALL=C TZ=UTC0 ps -o lstart= -p "$$" 2>/dev/null; } >"$0/pid"
( set -C; : >"$0/go" ) 2>/dev/null || { rm -f "$0/pid"; echo "${REFUSED_LINE} void" >&2; exit 97; }
echo "${STARTED_LINE}" >&2
exec "$@"`;

// Ends the group when the console cannot: it may have lost the connection for good.
const GUARD = 'sleep "$1"; [ -e "$0/status" ] || { kill -TERM "-$2"; sleep 2; kill -KILL "-$2"; }';

// The first `cat` dies with the connection and the second goes on reading, so that losing the console does not kill the
// command; for the same reason the wrapper lets go of the connection (a shell says "Killed" of a child, and a broken pipe
// would kill the shell for it). Names with _rc_ are the script's: the command's environment may bring any other.
const LAUNCH = `
umask 077
refuse() { echo "${REFUSED_LINE} $1" >&2; exit 97; }
IFS= read -r tag && IFS= read -r limit && IFS= read -r cwd && IFS= read -r left && IFS= read -r count && IFS= read -r lines || refuse input
set --
while [ "$#" -lt "$count" ]; do IFS= read -r text || refuse input; set -- "$@" "$text"; done
setsid=$(command -v setsid) || refuse setsid
base=$HOME/.rollback-console
dir=$base/$tag
mkdir -p "$base" 2>/dev/null || refuse folder
find "$base" -mindepth 1 -maxdepth 1 -type d -mtime +30 -exec rm -rf {} + 2>/dev/null
mkdir "$dir" 2>/dev/null || refuse tag
mkfifo "$dir/out" "$dir/err" 2>/dev/null || refuse folder
n=0
while [ "$n" -lt "$lines" ]; do IFS= read -r text || refuse input; printf '%s\\n' "$text"; n=$((n + 1)); done >"$dir/in"
IFS= read -r end && [ "$end" = end ] || refuse input
{ cat; cat >/dev/null; } <"$dir/out" &
{ cat >&2; cat >/dev/null; } <"$dir/err" &
(
  export ROLLBACK_CONSOLE_TAG="$tag"
  _rc_left=$left _rc_setsid=$setsid _rc_dir=$dir _rc_cwd=$cwd
  while [ "$_rc_left" -gt 0 ]; do export "$1"; shift; _rc_left=$((_rc_left - 1)); done
  exec "$_rc_setsid" /bin/sh -c ${quoteForShell(BECOME_COMMAND)} "$_rc_dir" "$_rc_cwd" "$@"
) <"$dir/in" >"$dir/out" 2>"$dir/err" &
group=$!
"$setsid" /bin/sh -c ${quoteForShell(GUARD)} "$dir" "$limit" "$group" </dev/null >/dev/null 2>&1 &
guard=$!
exec </dev/null >/dev/null 2>&1
wait "$group"
code=$?
echo "$code" >"$dir/status.new"
mv "$dir/status.new" "$dir/status"
kill -KILL "-$guard" 2>/dev/null
rm -f "$dir/in" "$dir/out" "$dir/err"
exit "$code"`;

// Gone has to be proven: the kernel says "No such process" of the group, where all that lives in it is another user's (sudo)
// it says "not permitted" instead. A zombie counts as gone, by ps, which is believed only where it sees process 1 as well (a
// host may hide other users' processes). A leader born at another time is another process; the
// time is written in UTC, as the command's own environment may name any zone.
const LOOK = `
IFS= read -r tag && IFS= read -r act || exit 97
base=$HOME/.rollback-console
dir=$base/$tag
alive() {
  said=$(LC_ALL=C; export LC_ALL; kill -0 "-$group" 2>&1) || case $said in *"No such process"*) return 1 ;; esac
  now=$(ps -o lstart= -p "$group" 2>/dev/null)
  [ -n "$now" ] && [ -n "$born" ] && [ "$now" != "$born" ] && [ "$(LC_ALL=C TZ=UTC0 ps -o lstart= -p "$group" 2>/dev/null)" != "$born" ] && return 1
  seen=$(ps -eo pid=,pgid=,stat= 2>/dev/null | while read -r p g state; do
    [ "$p" = 1 ] && echo all
    case "$g $state" in "$group Z"*) ;; "$group "*) echo living; break ;; esac
  done)
  [ "$seen" != all ]
}
gone_within() { n=0; while alive; do [ "$n" -ge "$1" ] && return 1; n=$((n + 1)); sleep 0.1 2>/dev/null || sleep 1; done; }
mkdir -p "$dir" 2>/dev/null
[ -d "$dir" ] || { echo unclear; exit 0; }
( set -C; : >"$dir/go" ) 2>/dev/null && { echo never; exit 0; }
{ read -r group; IFS= read -r born; } 2>/dev/null <"$dir/pid"
[ -n "$group" ] || { echo never; exit 0; }
if [ "$act" = end ] && alive; then
  kill -TERM "-$group"
  gone_within 20 || { kill -KILL "-$group" && gone_within 20; }
fi
if alive; then echo "running $group since \${now:-$born}"; exit 0; fi
n=0
while [ ! -s "$dir/status" ] && [ "$n" -lt 10 ]; do n=$((n + 1)); sleep 0.1 2>/dev/null || sleep 1; done
if [ -s "$dir/status" ]; then echo "exited $(cat "$dir/status")"; else echo gone; fi`;

export const LAUNCH_COMMAND = fixedCommand(LAUNCH);
export const LOOK_COMMAND = fixedCommand(LOOK);
