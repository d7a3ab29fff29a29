/** What `pm2 jlist` says of one process instance; `startedAtMs` is on that host's clock. */
export type Pm2Process = {
  name: string;
  instance: number;
  pid: number;
  status: string;
  startedAtMs: number;
  restarts: number;
};

/** Reads pm2's JSON list; pm2 may print notices before it, so the list begins at the first line that is one. */
export function parsePm2List(stdout: string): Pm2Process[] {
  const line = stdout.split('\n').find((l) => l.startsWith('[{') || l.trim() === '[]');
  if (!line) return [];
  const list = JSON.parse(line) as {
    name: string;
    pm_id: number;
    pid: number;
    pm2_env: { status: string; pm_uptime: number; restart_time: number };
  }[];
  return list.map(({ name, pm_id, pid, pm2_env }) => ({
    name,
    instance: pm_id,
    pid,
    status: pm2_env.status,
    startedAtMs: pm2_env.pm_uptime,
    restarts: pm2_env.restart_time,
  }));
}

/**
 * Whether every instance is online and not the one from before. With the list from before, by process id and start
 * (one host's clock); without it, by the start against the step's own, with a second for two clocks.
 */
export function wasRestarted(
  now: readonly Pm2Process[],
  name: string,
  since: { before?: readonly Pm2Process[]; startedAt?: Date },
): { isOk: boolean; saw: string } {
  const instances = now.filter((p) => p.name === name);
  if (instances.length === 0) return { isOk: false, saw: `no process ${name}` };
  const notOnline = instances.find((p) => p.status !== 'online');
  if (notOnline) return { isOk: false, saw: `${name} is ${notOnline.status} after ${notOnline.restarts} restarts` };
  const old = instances.find((p) => !isNew(p, since));
  if (old) return { isOk: false, saw: `process ${old.pid} has been running since before this step` };
  return { isOk: true, saw: `online, process ${instances.map((p) => p.pid).join(', ')}` };
}

function isNew(
  process: Pm2Process,
  { before, startedAt }: { before?: readonly Pm2Process[]; startedAt?: Date },
): boolean {
  const earlier = before?.find((p) => p.name === process.name && p.instance === process.instance);
  if (earlier) return process.pid !== earlier.pid && process.startedAtMs >= earlier.startedAtMs;
  return startedAt === undefined || process.startedAtMs >= startedAt.getTime() - 1000;
}

/** Whether all that pm2 lists is online, or nothing of it. A list without a process is neither. */
export function areAll(
  now: readonly Pm2Process[],
  expect: 'all-online' | 'all-stopped',
): { isOk: boolean; saw: string } {
  if (now.length === 0) return { isOk: false, saw: 'pm2 lists no process' };
  const wanted = expect === 'all-online' ? ['online'] : ['stopped', 'errored'];
  const isOk = now.every((p) => wanted.includes(p.status));
  return { isOk, saw: now.map((p) => `${p.name} is ${p.status}`).join(', ') };
}
