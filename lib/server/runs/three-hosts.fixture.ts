import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { StepOutcome } from '@/lib/contracts/plan';
import { db } from '../db';
import { storeTarget } from '../targets/register-target';
import { findTagged } from '../targets/spawner-processes.mjs';
import { startSshServer, type TestSshServer } from '../targets/ssh-server.fixture';
import { countLines, type Rollback, registerTestTarget, startedRun, targetFile } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { endWorkers } from '../testing/worker-process';
import { hostTag } from './ask-hosts';

// Breaks where its host says so, waits where it is held, and leaves a line for every time that it ran to its end.
const SCRIPT =
  'echo begun; [ -e "$HOME/broken" ] && exit 3; while [ -e "$HOME/hold" ]; do sleep 0.05; done; echo done >> "$HOME/effect"';
const COUNT = 'cat "$HOME/effect" 2>/dev/null | wc -l';
export const EVERY_HOST = ['app-1', 'app-2', 'app-3'] as const;
type HostKey = (typeof EVERY_HOST)[number];

/** A console and three real SSH servers, for the tests of the `describe` that calls it; what they left is removed before each. */
export function openThreeHosts() {
  let at: TestConsole;
  let servers: Record<HostKey, TestSshServer>;
  beforeAll(async () => {
    at = await openTestConsole();
    const [one, two, three] = await Promise.all([startSshServer(), startSshServer(), startSshServer()]);
    servers = { 'app-1': one, 'app-2': two, 'app-3': three };
    for (const other of [two, three]) other.letIn(one.publicKey);
  });
  afterAll(async () => {
    await endWorkers();
    await at?.close();
    await Promise.all(Object.values(servers ?? {}).map((server) => server.stop()));
  });
  beforeEach(() => {
    for (const { home } of Object.values(servers))
      for (const name of ['broken', 'hold', 'effect']) rmSync(join(home, name), { force: true });
  });

  const put = (host: HostKey, name: 'broken' | 'hold') => writeFileSync(join(servers[host].home, name), '');
  const take = (host: HostKey, name: 'broken' | 'hold') => rmSync(join(servers[host].home, name));
  const effects = () => EVERY_HOST.map((host) => countLines(join(servers[host].home, 'effect')));

  /** To the end of what still runs there, so that nothing of it is left for the next test. */
  const letEnd = (host: HostKey) => {
    take(host, 'hold');
    return until('the command to end by itself', () => countLines(join(servers[host].home, 'effect')) === 1);
  };

  async function start(procedure: '1.1' | '1.14' = '1.1'): Promise<Rollback> {
    const target = await registerTestTarget(at);
    const hosts = EVERY_HOST.map((key) => ({
      ...servers[key].host,
      key,
      roles: ['app'],
    }));
    const file = targetFile(at, target);
    // Programs of the hosts: a list that hands a line to a shell is refused.
    for (const { home } of Object.values(servers)) {
      writeFileSync(join(home, 'act.sh'), SCRIPT);
      writeFileSync(join(home, 'count.sh'), COUNT);
    }
    const shell = (name: string) => ({ host: 'app', argv: ['sh', name] });
    const commands = { ...file.inventory.commands, append: shell('act.sh'), count: shell('count.sh') };
    const inventory = { ...file.inventory, hosts: [...file.inventory.hosts, ...hosts], commands };
    await storeTarget({ ...file, inventory, sshKey: servers['app-1'].credentials.privateKey }, null);
    return startedRun(at, { target, procedure });
  }
  async function facts(run: Rollback) {
    const { id } = await run.step('append');
    const rows = await db().stepHost.findMany({ where: { stepId: id }, orderBy: { ordinal: 'asc' } });
    return rows.map(({ state, epoch }) => `${state} ${epoch}`);
  }
  const running = (run: Rollback, count: number) =>
    until('the hosts to run it', async () => {
      const { id, epoch } = await run.step('append');
      const known = await db().stepHost.count({ where: { stepId: id, state: 'running' } });
      const tags = EVERY_HOST.map((_, ordinal) => hostTag({ id, epoch }, ordinal));
      return known === count && tags.filter((tag) => findTagged(tag).length > 0).length === count;
    });
  const happened = async (run: Rollback) =>
    (
      await db().event.findMany({
        where: { runId: run.runId, type: { startsWith: 'step.host' } },
        orderBy: { id: 'asc' },
      })
    ).map(({ type, data }) => `${type.slice('step.host_'.length)} ${(data as { host: string }).host}`);
  const outcome = async (run: Rollback) => (await run.step('append')).outcome as unknown as StepOutcome;
  const ref = async (run: Rollback) => {
    const { id, epoch } = await run.step('append');
    return { stepId: id, epoch };
  };
  return {
    /** Only inside of a test: it is opened before the first one. */
    get at() {
      return at;
    },
    get servers() {
      return servers;
    },
    ...{ put, take, effects, letEnd, start, facts, running, happened, outcome, ref },
  };
}
