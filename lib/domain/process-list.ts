/** A process as `ps -ww -eo pid=,lstart=,stat=,user:32=,args=` prints it, in the C locale and UTC. */
export type ListedProcess = {
  pid: number;
  /** ISO, exact to about a second: the kernel's clock and the day's are compared anew at each look. */
  startedAt: string;
  isZombie: boolean;
  user: string;
  args: string;
};
export type ProcessId = Pick<ListedProcess, 'pid' | 'startedAt'>;

const LINE = /^\s*(\d+)\s+(\w{3} +\w{3} +\d+ [\d:]{8} \d{4})\s+(\S+)\s+(\S+)(?: +(.*))?$/;
/** Between two looks a start may seem to move by one second; another process needs longer to get the same id. */
const SAME_START_MS = 2000;

export function parseProcessList(output: string): ListedProcess[] {
  return output.split('\n').flatMap((line): ListedProcess[] => {
    const [, pid, start, state = '', user = '', args = ''] = LINE.exec(line) ?? [];
    const startedAt = new Date(`${start} UTC`);
    if (pid === undefined || Number.isNaN(startedAt.getTime())) return [];
    return [{ pid: Number(pid), startedAt: startedAt.toISOString(), isZombie: /^[ZX]/.test(state), user, args }];
  });
}

const INTERPRETER = /^(python[\d.]*|pypy[\d.]*|node|nodejs)$/;
/** What comes after these is code or a program's text, and no script. */
const CODE_OPTION = /^(-[a-zA-Z]*c|-e|-p|-pe|--eval|--print)$/;
const OPTION_WITH_VALUE = /^(-W|-X|-Q|-r|-C|--require|--import|--loader|--conditions|--check-hash-based-pycs)$/;

/**
 * The script that a process really runs, as its command line names it: a path, or a module after -m. Null where it runs
 * none: an editor or a search that has a script's name among its arguments does not run it. Blanks in a path cannot be
 * told from blanks between arguments, so such a script is not recognised.
 */
export function scriptOf(args: string): string | null {
  const [program = '', ...rest] = args.trim().split(/\s+/);
  const name = baseName(program);
  if (!INTERPRETER.test(name)) return /\.\w+$/.test(name) ? program : null;
  for (let at = 0; at < rest.length; at += 1) {
    const argument = rest[at] as string;
    if (CODE_OPTION.test(argument) || argument === '-') return null;
    if (argument === '-m') return moduleFile(rest[at + 1]);
    if (OPTION_WITH_VALUE.test(argument)) at += 1;
    else if (!argument.startsWith('-')) return argument;
  }
  return null;
}

function moduleFile(module: string | undefined): string | null {
  return module === undefined ? null : `${module.replaceAll('.', '/')}.py`;
}

/** The living processes that run one of the scripts, by the script's own name. */
export function processesOf(list: readonly ListedProcess[], scripts: readonly string[]): ListedProcess[] {
  return list.filter(({ args, isZombie }) => {
    const script = isZombie ? null : scriptOf(args);
    return script !== null && scripts.includes(baseName(script));
  });
}

const baseName = (path: string) => path.split('/').at(-1) ?? path;

/** Whether the very process is among those listed, and lives. */
export function isListed({ pid, startedAt }: ProcessId, list: readonly ListedProcess[]): boolean {
  return list.some((one) => one.pid === pid && !one.isZombie && isSameStart(one.startedAt, startedAt));
}

/** Whether the id belongs to another process now. */
export function isReused({ pid, startedAt }: ProcessId, list: readonly ListedProcess[]): boolean {
  return list.some((one) => one.pid === pid && !isSameStart(one.startedAt, startedAt));
}

const isSameStart = (one: string, other: string) => Math.abs(Date.parse(one) - Date.parse(other)) <= SAME_START_MS;

/** "4711@2026-11-23T01:21:05.000Z,4712@…": how a plan keeps which processes were meant. */
export function renderProcessIds(processes: readonly ProcessId[]): string {
  return processes.map(({ pid, startedAt }) => `${pid}@${startedAt}`).join(',');
}

export function parseProcessIds(text: string): ProcessId[] {
  return text.split(',').flatMap((item) => {
    const [, pid, startedAt = ''] = /^\s*(\d+)@(\S+)\s*$/.exec(item) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), startedAt }];
  });
}

/** What pwdx prints, a line a process: its id and the folder that it works in. */
export function parseFolders(output: string): Map<number, string> {
  const lines = output.split('\n').flatMap((line) => {
    const [, pid, folder] = /^(\d+): (\/.*)$/.exec(line) ?? [];
    return pid !== undefined && folder !== undefined ? [[Number(pid), folder] as const] : [];
  });
  return new Map(lines);
}

type Expectation = { running: string } | { gone: string } | { unmixed: string } | { scripts: string[] };

/** Whether the processes are as a check expects them. `mine`: those that run one of its scripts. */
export function judgeProcesses(
  expect: Expectation,
  list: readonly ListedProcess[],
  mine: readonly ListedProcess[],
): { isOk: boolean; expected: string; saw: string } {
  if ('scripts' in expect) {
    const expected = `a process that runs ${expect.scripts.join(' or ')}`;
    return { isOk: mine.length > 0, expected, saw: mine.length > 0 ? pidWords(mine) : 'none' };
  }
  const meant = parseProcessIds(Object.values(expect)[0] ?? '');
  const living = meant.filter((one) => isListed(one, list));
  const reused = meant.filter((one) => isReused(one, list));
  const saw = [
    living.length > 0 && `${pidWords(living)} as before`,
    reused.length > 0 && `${pidWords(reused)} started anew as another process`,
    living.length + reused.length < meant.length && `${meant.length - living.length - reused.length} gone`,
  ];
  const words = saw.filter(Boolean).join(', ') || 'nothing';
  if ('running' in expect)
    return {
      isOk: meant.length > 0 && living.length === meant.length,
      expected: `${pidWords(meant)} as before`,
      saw: words,
    };
  if ('gone' in expect) return { isOk: living.length === 0, expected: `${pidWords(meant)} gone`, saw: words };
  return { isOk: reused.length === 0, expected: 'no id that belongs to another process', saw: words };
}

function pidWords(processes: readonly ProcessId[]): string {
  return `process ${processes.map(({ pid }) => pid).join(', ')}`;
}
