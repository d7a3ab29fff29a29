import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandBinding, Inventory } from '@/lib/contracts/target';
import { appendEvent } from '../audit/append-event';
import { db } from '../db';
import { getDrillView } from '../drills/get-drill-view';
import { startDrill, switchFaultAgain } from '../drills/start-drill';
import { breakableTarget, scheduledDrill } from '../testing/drill';
import { refusalOf } from '../testing/refusal';
import { type TestTarget, targetFile } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { listTargets } from './list-targets';
import { performReset, resetSandbox } from './reset-sandbox';
import { performFaultSwitch, switchFault } from './switch-fault';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

const node = (code: string): CommandBinding =>
  ({ host: 'here', argv: [process.execPath, '-e', code] }) as CommandBinding;
const BREAKS = node("console.error('starting'); console.error('the cluster is away'); process.exit(3)");
const DOES_NOTHING = node('0');

/** A sandbox whose one fault has other commands than those that work. */
async function sandboxWith(over: Partial<Inventory['faults'][number]>): Promise<TestTarget> {
  const target = await breakableTarget(at);
  const { inventory } = await db().target.findUniqueOrThrow({ where: { key: target.key } });
  const seen = inventory as unknown as Inventory;
  const faults = seen.faults.map((fault) => ({ ...fault, ...over }));
  await db().target.update({ where: { key: target.key }, data: { inventory: { ...seen, faults } as never } });
  return target;
}

const idOf = async ({ key }: TestTarget) => (await db().target.findUniqueOrThrow({ where: { key } })).id;
const ask = ({ key }: TestTarget, isOn: boolean) =>
  switchFault(at.people.engineer, { targetKey: key, fault: 'broken', isOn });
const perform = async (target: TestTarget, isOn: boolean) =>
  performFaultSwitch({ targetId: await idOf(target), fault: 'broken', isOn });
async function faultOf({ key }: TestTarget) {
  const { targets } = await listTargets(at.people.engineer);
  return targets.find((one) => one.key === key)?.faults[0];
}

describe('somebody who switched a fault is told', () => {
  it('nothing where it came about', async () => {
    const target = await breakableTarget(at);
    await ask(target, true);
    await perform(target, true);
    expect(await faultOf(target)).toMatchObject({ isOn: true, trouble: null });
  });

  it('what its command said, how things stand and the next move, where it failed', async () => {
    const target = await sandboxWith({ on: BREAKS });
    await ask(target, true);
    await perform(target, true);
    expect(await faultOf(target)).toMatchObject({
      isOn: false,
      trouble: {
        error: {
          code: 'target_unavailable',
          message:
            '“Broken” could not be switched on: node ended with exit code 3: the cluster is away. The sandbox says that it is off.',
          remedy: expect.stringContaining('switch it once more'),
        },
      },
    });
    const event = await db().event.findFirstOrThrow({ where: { type: 'fault.not_switched' }, orderBy: { id: 'desc' } });
    expect(event).toMatchObject({ actorName: 'Console', incidentId: null, data: { target: target.key, seen: false } });
  });

  it('that a command which ended well has changed nothing', async () => {
    const target = await sandboxWith({ on: DOES_NOTHING });
    await perform(target, true);
    expect((await faultOf(target))?.trouble?.error.message).toContain('ended well, and changed nothing');
  });

  it('that nobody can see how things stand, where the sandbox does not say so', async () => {
    const target = await sandboxWith({ on: BREAKS, status: BREAKS });
    await perform(target, true);
    expect(await faultOf(target)).toMatchObject({
      isOn: null,
      trouble: { error: { message: expect.stringContaining('Whether it is on cannot be seen now.') } },
    });
  });

  it('a reference, and no detail, where the console itself failed', async () => {
    const target = await sandboxWith({ on: { host: 'moon', argv: ['true'] } as CommandBinding });
    await perform(target, true);
    const error = (await faultOf(target))?.trouble?.error;
    expect(error).toMatchObject({ code: 'unexpected', referenceId: expect.stringMatching(/^[0-9a-f]{8}$/) });
    expect(error?.message).not.toContain('moon');
  });

  it('that it is refused, where the target is a sandbox no longer when the worker comes to it', async () => {
    const target = await breakableTarget(at);
    await ask(target, true);
    await db().target.update({ where: { key: target.key }, data: { environment: 'staging' } });
    await perform(target, true);
    const event = await db().event.findFirstOrThrow({ where: { type: 'fault.not_switched' }, orderBy: { id: 'desc' } });
    expect(event.data).toMatchObject({ target: target.key, error: { code: 'forbidden' } });
  });
});

describe('a trouble ends', () => {
  async function troubled(): Promise<TestTarget> {
    const target = await sandboxWith({ on: BREAKS });
    await perform(target, true);
    expect((await faultOf(target))?.trouble).not.toBeNull();
    return target;
  }

  it('with the next press, and each failure is told anew', async () => {
    const target = await troubled();
    const first = (await faultOf(target))?.trouble?.id;
    await ask(target, true);
    expect((await faultOf(target))?.trouble).toBeNull();
    await perform(target, true);
    expect((await faultOf(target))?.trouble?.id).not.toBe(first);
  });

  it('with the sandbox put back as it was prepared', async () => {
    const target = await troubled();
    const event = { type: 'sandbox.reset' as const, data: { target: target.key }, actor: null };
    await db().$transaction((tx) => appendEvent(tx, event));
    expect((await faultOf(target))?.trouble).toBeNull();
  });

  it('once the fault is seen as it was asked for', async () => {
    const target = await troubled();
    await db().target.update({ where: { key: target.key }, data: { observed: { faults: { broken: true } } } });
    expect(await faultOf(target)).toMatchObject({ isOn: true, trouble: null });
  });

  it('not with what happens to another sandbox', async () => {
    const target = await troubled();
    const other = await breakableTarget(at);
    await ask(other, true);
    await perform(other, true);
    expect((await faultOf(target))?.trouble).not.toBeNull();
    expect((await faultOf(other))?.trouble).toBeNull();
  });
});

describe('a drill whose fault could not be switched on', () => {
  it('says why, and offers at once to switch it again', async () => {
    const target = await sandboxWith({ on: BREAKS });
    const { drillId } = await scheduledDrill(at, target);
    await startDrill(at.people.engineer, { drillId });
    const look = async () => {
      const view = await getDrillView(at.people.engineer, drillId);
      return { trouble: view?.faultTrouble?.message, actions: view?.actions.map(({ key }) => key) };
    };
    expect(await look()).toEqual({ trouble: undefined, actions: ['abort'] });
    await perform(target, true);
    expect(await look()).toEqual({
      trouble: expect.stringContaining('the cluster is away'),
      actions: ['switch-again', 'abort'],
    });
    await switchFaultAgain(at.people.engineer, { drillId });
    expect(await look()).toEqual({ trouble: undefined, actions: ['abort'] });
  });
});

describe('a sandbox that could not be put back', () => {
  it('says why on the page of its drill, until it is asked for again', async () => {
    const { inventory } = targetFile(at, { key: '', folder: at.folder });
    const commands = { ...inventory.commands, 'sandbox-reset': BREAKS };
    const target = await breakableTarget(at, 'sandbox', { commands });
    const { drillId } = await scheduledDrill(at, target);
    const told = async () => (await getDrillView(at.people.engineer, drillId))?.resetTrouble;
    await resetSandbox(at.people.engineer, { targetKey: target.key });
    expect(await told()).toBeNull();
    await performReset({ targetId: await idOf(target) });
    expect(await told()).toMatchObject({
      code: 'target_unavailable',
      message: expect.stringContaining('the cluster is away. Parts of it may be back'),
      remedy: expect.stringContaining('put it back once more'),
    });
    await resetSandbox(at.people.engineer, { targetKey: target.key });
    expect(await told()).toBeNull();
  });
});

it('a fault that the sandbox does not have is not asked for', async () => {
  const target = await breakableTarget(at);
  const unknown = { targetKey: target.key, fault: `no-${randomUUID()}`, isOn: true };
  expect((await refusalOf(switchFault(at.people.engineer, unknown))).code).toBe('not_found');
});
