/** What no script and no bound command runs, each with why and what to do instead. */
type Reason = readonly [why: string, remedy: string];

const HIDES: Reason = ['it runs text that nobody has read', 'Write the commands out.'];
const DETACHES: Reason = [
  'what it starts outlives the step, and its failure is never seen',
  'Run it in the foreground, or let the service manager start it.',
];
const BY_PATTERN: Reason = [
  'it ends every process whose name or command line fits, somebody else’s too',
  'Restart the unit with systemctl, or end one process by its number.',
];
const AS_ANOTHER: Reason = ['it may wait for a password that nobody types', 'Use sudo -n -u USER.'];
const ELSEWHERE: Reason = [
  'it reaches another machine past the pinned keys of the target’s hosts',
  'Make that machine a host of the target and run the step there.',
];
const ASKS: Reason = ['it waits for somebody at a keyboard', 'Leave it out; a choice is a parameter of the procedure.'];
const STOPS: Reason = ['it stops the machine', 'A person does that, as a manual step.'];
const DISKS: Reason = ['it writes to disks and not to files', 'A person does that, as a manual step.'];
const STATEMENTS: Reason = [
  'its statements are read by no policy',
  'Use a step of kind sql, or the target’s own bound command.',
];
const RULES_THE_SHELL: Reason = ['it changes what the words after it mean', 'Leave it out.'];

const BY_REASON: readonly [names: string, reason: Reason][] = [
  ['eval source . exec builtin coproc fc', HIDES],
  ['trap alias unalias shopt enable hash typeset declare mapfile readarray let getopts', RULES_THE_SHELL],
  ['nohup setsid disown bg fg daemonize start-stop-daemon screen tmux at batch systemd-run watch', DETACHES],
  ['pkill killall killall5 skill snice', BY_PATTERN],
  ['su runuser doas pkexec chroot', AS_ANOTHER],
  ['ssh scp sftp telnet nc ncat netcat socat ftp', ELSEWHERE],
  ['vi vim nano emacs ed less more most man top htop passwd visudo crontab chsh', ASKS],
  ['reboot shutdown halt poweroff init telinit', STOPS],
  ['dd mkfs fdisk sfdisk parted wipefs shred blkdiscard mkswap losetup', DISKS],
  ['mysql mariadb sqlite3 mongo mongosh redis-cli', STATEMENTS],
  ['busybox parallel expect script unshare nsenter', HIDES],
];

export const NEVER_RUN: ReadonlyMap<string, Reason> = new Map(
  BY_REASON.flatMap(([names, reason]) => names.split(' ').map((name) => [name, reason] as const)),
);

/** Why a program is never run, by its bare name; null where nothing speaks against the name. */
export function whyNeverRun(program: string): Reason | null {
  return NEVER_RUN.get(program) ?? (/^mkfs\./.test(program) ? DISKS : null);
}
