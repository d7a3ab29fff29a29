import { type Pm2Process, parsePm2List } from './pm2-list';

/** What a service manager lists, as pm2 words it: a check reads the list of whichever manager the target's binding asks. */
export function parseServices(stdout: string): Pm2Process[] {
  return /^ActiveState=/m.test(stdout) ? parseUnits(stdout) : parsePm2List(stdout);
}

/** Reads `systemctl show` of one unit or several, with the properties that the set systemd asks for. */
function parseUnits(stdout: string): Pm2Process[] {
  const units = stdout.trim().split(/\n\s*\n/);
  return units.map((unit) => {
    const entries = unit
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
    const of: Record<string, string | undefined> = Object.fromEntries(entries);
    return {
      name: (of.Id ?? '').replace(/\.service$/, ''),
      instance: 0,
      pid: Number(of.MainPID ?? 0),
      status: statusOf(of.ActiveState ?? '', of.SubState ?? ''),
      // Of the host's own uptime: it is only ever compared with another one of the same host.
      startedAtMs: Number(of.ExecMainStartTimestampMonotonic ?? 0) / 1000,
      restarts: Number(of.NRestarts ?? 0),
    };
  });
}

/** A unit that is activating, or active without a process that runs, is not what people mean by “up”. */
function statusOf(active: string, sub: string): string {
  if (active === 'active') return sub === 'running' ? 'online' : `active (${sub})`;
  if (active === 'inactive') return 'stopped';
  return active === 'failed' ? 'errored' : `${active} (${sub})`;
}
