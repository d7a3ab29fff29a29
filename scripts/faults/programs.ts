import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What the trials' steps run on the target. Shell scripts, since a trial starts ten of them. An effect is one line
 * appended to a file, so that how often it was had is counted and not assumed. A gate lets a process be stopped from
 * outside at an exact place: while the file `hold` is there it writes `at` and waits.
 */
const PROGRAMS: Record<string, string> = {
  // FILE
  append: 'echo "$$" >> "$1"',
  // HOLD AT: before the effect.
  gate: 'if [ -e "$1" ]; then : > "$2"; while [ -e "$1" ]; do sleep 0.02; done; fi\necho open',
  // FILE HOLD AT: how often the effect was had; waits only once it was, which is after the effect.
  count: `n=0; [ -f "$1" ] && n=$(wc -l < "$1")
if [ "$n" -gt 0 ] && [ -e "$2" ]; then : > "$3"; while [ -e "$2" ]; do sleep 0.02; done; fi
echo $((n))`,
  // FILE GO PIDS: has its effect, then stays with a child until it is told.
  stay: `echo "$$" >> "$1"
sleep 600 &
echo "$$ $!" > "$3"
while [ ! -e "$2" ]; do sleep 0.02; done
kill $!`,
  // FILE GO PIDS: the same, and neither it nor its child listens to SIGTERM.
  stubborn: `trap '' TERM
echo "$$" >> "$1"
sleep 600 &
echo "$$ $!" > "$3"
while [ ! -e "$2" ]; do sleep 0.02; done`,
  fail: 'echo "it does not work" >&2; exit 3',
  nothing: 'exit 0',
  // SECONDS FILE: has its effect, and is a while about it.
  linger: 'echo "$$" >> "$2"; sleep "$1"',
  // MEGABYTES CODE: lines, bytes that are no UTF-8, colours and one endless line; ends with the code.
  pour: `printf '\\033[31mred\\033[0m\\rprogress\\r\\n\\377\\376 no utf-8\\n'
half=$(( $1 * 512 ))
yes 'a line of output, as long as most are that a tool prints' | head -c "\${half}K"
head -c "\${half}K" /dev/zero | tr '\\0' 'x'
printf '\\n\\377the end\\n'
exit "$2"`,
  // FILE KILOBYTES: writes a backup, as one that is told where.
  backup: 'head -c "$2K" /dev/zero > "$1"',
  // FILE KILOBYTES
  'backup-size': 'if [ "$(stat -c %s "$1" 2>/dev/null)" = $(( $2 * 1024 )) ]; then echo whole; else echo part; fi',
};

/** Writes the programs as executable files. */
export function writeFaultPrograms(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(PROGRAMS)) {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
  }
}
