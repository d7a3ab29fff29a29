import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CommandBinding, Inventory } from '@/lib/contracts/target';
import { db } from '@/lib/server/db';
import { abortDrill } from '@/lib/server/drills/end-drill';
import { closeNews } from '@/lib/server/news-hub';
import { breakableTarget, scheduledDrill } from '@/lib/server/testing/drill';
import { type TestTarget, targetFile } from '@/lib/server/testing/rollback';
import { openTestConsole, type TestConsole } from '@/lib/server/testing/test-console';
import { until } from '@/lib/server/testing/until';
import { endWorkers, startWorker } from '@/lib/server/testing/worker-process';
import { runHere } from './testing/run-terminal';
import { type SignedIn, signInAtTerminals } from './testing/signed-in';

// A process of its own works off what is asked for.
const PATIENCE = { timeout: 60_000 };

let at: TestConsole;
let terminals: SignedIn;
beforeAll(async () => {
  at = await openTestConsole();
  terminals = await signInAtTerminals(at, 'engineer');
  // A worker that a busy machine holds up for a second would end itself, and nothing here is about that.
  process.env.CONSOLE_WORKER_STALE_MS = '20000';
  await startWorker();
});
afterAll(async () => {
  await endWorkers();
  await closeNews();
  await at.close();
});

const node = (code: string): CommandBinding =>
  ({ host: 'here', argv: [process.execPath, '-e', code] }) as CommandBinding;

function sandboxWithReset(code: string): Promise<TestTarget> {
  const { commands } = targetFile(at, { key: '', folder: at.folder }).inventory;
  return breakableTarget(at, 'sandbox', { commands: { ...commands, 'sandbox-reset': node(code) } });
}

describe('sandbox reset ends well', () => {
  const reset = (target: TestTarget) => ['sandbox', 'reset', '--target', target.key];

  it('only once the worker has put it back', PATIENCE, async () => {
    const target = await sandboxWithReset('0');
    const shape = z.looseObject({ target: z.string(), faults: z.array(z.looseObject({ isOn: z.boolean() })) });
    const value = await terminals.ask(runHere, 'engineer', shape, ...reset(target));
    expect(value.target).toBe(target.key);
    const told = await db().event.findMany({ where: { type: { startsWith: 'sandbox.' } }, orderBy: { id: 'asc' } });
    expect(told.map(({ type, actorName }) => [type, actorName])).toEqual([
      ['sandbox.reset', 'engineer'],
      ['sandbox.was_reset', 'Console'],
    ]);
  });

  it('not where its command failed, and says what it said', PATIENCE, async () => {
    const target = await sandboxWithReset("console.error('the cluster is away'); process.exit(3)");
    expect(await terminals.refusal(1, 'engineer', ...reset(target))).toMatchObject({
      code: 'target_unavailable',
      message: expect.stringContaining('ended with exit code 3: the cluster is away. Parts of it may be back'),
      remedy: expect.stringContaining('put it back once more'),
    });
  });
});

describe('a drill is started well', () => {
  const shape = z.looseObject({ id: z.string(), status: z.string(), incident: z.string().nullable() });

  async function breakableBy(on: CommandBinding): Promise<TestTarget> {
    const target = await breakableTarget(at);
    const { inventory } = await db().target.findUniqueOrThrow({ where: { key: target.key } });
    const { faults, ...rest } = inventory as unknown as Inventory;
    const other = { ...rest, faults: faults.map((fault) => ({ ...fault, on })) };
    await db().target.update({ where: { key: target.key }, data: { inventory: other as never } });
    return target;
  }
  const hold = (target: TestTarget) => ['drill', 'hold', '--procedure', '1.1', '--target', target.key];

  async function abortWhenItRuns(target: TestTarget): Promise<void> {
    const running = () => db().drill.findFirst({ where: { target: { key: target.key }, state: 'running' } });
    await until('the drill runs', async () => (await running()) !== null, 30_000);
    const drillId = (await running())?.id as string;
    await abortDrill(at.people.lead, { drillId, reason: 'A real incident came in.' });
  }

  it('once its incident is declared', PATIENCE, async () => {
    const value = await terminals.ask(runHere, 'engineer', shape, ...hold(await breakableTarget(at)));
    expect(value).toMatchObject({ status: 'running', incident: expect.stringMatching(/^DB-ROLLBACK-/) });
  });

  it('not where its fault cannot be switched on, and says why', PATIENCE, async () => {
    const target = await breakableBy(node("console.error('the cluster is away'); process.exit(3)"));
    expect((await terminals.refusal(1, 'engineer', ...hold(target))).message).toContain('the cluster is away');
  });

  it('not where somebody aborts it while it is prepared', PATIENCE, async () => {
    const endless = node('setInterval(() => undefined, 1000)');
    const [held, planned] = [await breakableBy(endless), await breakableBy(endless)];
    const { drillId } = await scheduledDrill(at, planned);
    for (const [target, words] of [
      [held, hold(held)],
      [planned, ['drill', 'start', drillId]],
    ] as const) {
      const [value] = await Promise.all([terminals.askInVain(7, 'engineer', shape, ...words), abortWhenItRuns(target)]);
      expect(value).toMatchObject({ status: 'cancelled', incident: null });
    }
  });
});

describe('without a worker', () => {
  it('nothing is waited for in vain: what waits, and what to do, is said', PATIENCE, async () => {
    await endWorkers();
    await db().workerInstance.updateMany({ data: { stoppedAt: new Date() } });
    const target = await breakableTarget(at);
    const refused = await terminals.refusal(1, 'engineer', 'validate', '--quick', '--target', target.key);
    expect(refused).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('no worker is running'),
      remedy: expect.stringContaining('npm start'),
    });
  });
});
