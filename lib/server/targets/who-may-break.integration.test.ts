import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Environment } from '@/lib/contracts/target';
import { measure } from '@/sandbox/testing/measure';
import { db } from '../db';
import { breakableTarget } from '../testing/drill';
import { refusalOf } from '../testing/refusal';
import { openShippedConsole, type ShippedConsole } from '../testing/shipped';
import type { People } from '../testing/test-console';
import { listTargets } from './list-targets';
import { performFaultSwitch, switchFault } from './switch-fault';

// A fault restarts services of the sandbox.
vi.setConfig({ testTimeout: 120_000 });

let at: ShippedConsole;
beforeAll(async () => {
  at = await openShippedConsole();
}, 300_000);
afterAll(() => at?.close());

/** What is asked of workers, and what is told of it. */
async function asked() {
  const { rows } = await at.store.query("select 1 from graphile_worker.jobs where task_identifier = 'switch_fault'");
  return { jobs: rows.length, events: await db().event.count({ where: { type: 'fault.switched' } }) };
}

describe('nothing is switched, and nothing asked of a worker', () => {
  it.each<Environment>(['production', 'staging'])('on a target of %s that has such a fault', async (environment) => {
    const { key, folder } = await breakableTarget(at, environment);
    const before = await asked();
    const wanted = { targetKey: key, fault: 'broken', isOn: true };
    expect(await refusalOf(switchFault(at.people.engineer, wanted))).toMatchObject({
      code: 'forbidden',
      message: 'Faults can be switched on sandboxes only; nothing was changed.',
    });
    const { id: targetId } = await db().target.findUniqueOrThrow({ where: { key } });
    // A worker that finds such a job all the same does not run it either; how it tells is not the point here.
    await performFaultSwitch({ targetId, fault: 'broken', isOn: true }).catch(() => undefined);
    expect(existsSync(join(folder, 'broken'))).toBe(false);
    expect(await asked()).toEqual(before);
  });

  it.each<keyof People>(['manager', 'executive'])('by a person who is %s', async (who) => {
    const before = await asked();
    const wanted = { targetKey: at.target.key, fault: 'bad-deploy', isOn: true };
    expect(await refusalOf(switchFault(at.people[who], wanted))).toMatchObject({ code: 'forbidden' });
    expect(await asked()).toEqual(before);
  });
});

it('on a real sandbox a fault breaks what users call, is seen to be on, and is gone once it is switched off', async () => {
  const { id: targetId } = await db().target.findUniqueOrThrow({ where: { key: at.target.key } });
  const fault = 'failing-telegram';
  const change = async (isOn: boolean) => {
    const before = await asked();
    await switchFault(at.people.engineer, { targetKey: at.target.key, fault, isOn });
    expect(await asked()).toEqual({ jobs: before.jobs + 1, events: before.events + 1 });
    await performFaultSwitch({ targetId, fault, isOn });
    const { targets } = await listTargets(at.people.manager);
    const sandbox = targets.find(({ key }) => key === at.target.key);
    return sandbox?.faults.find(({ key }) => key === fault)?.isOn;
  };
  const failing = async () => (await measure(at.target.inventory.endpoints, 2)).failing;
  const well = await failing();
  expect(await change(true)).toBe(true);
  expect(await failing()).not.toEqual(well);
  expect(await change(false)).toBe(false);
  await expect.poll(failing, { timeout: 20_000 }).toEqual(well);
});
