import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { News } from '../audit/append-event';
import { db } from '../db';
import { closeNews, listenToNews } from '../news-hub';
import { breakableTarget } from '../testing/drill';
import type { TestTarget } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { lookAtFaults, performFaultLook } from './look-at-faults';
import { observeTarget } from './observe-target';

let at: TestConsole;
let target: TestTarget;
let targetId: string;
const heard: News[] = [];

beforeAll(async () => {
  at = await openTestConsole();
  await new Promise<void>((resolve) => listenToNews((news) => heard.push(news), resolve));
});
beforeEach(async () => {
  target = await breakableTarget(at);
  targetId = (await db().target.findUniqueOrThrow({ where: { key: target.key } })).id;
});
afterAll(async () => {
  await closeNews();
  await at.close();
});

const observed = async () =>
  (await db().target.findUniqueOrThrow({ where: { id: targetId } })).observed as { faults: Record<string, boolean> };
const told = () => heard.filter((news) => news.kind === 'target' && news.targetKey === target.key).length;
const waiting = async () =>
  Number(
    (await at.store.query("SELECT count(*) AS n FROM graphile_worker.jobs WHERE task_identifier = 'look_at_faults'"))
      .rows[0].n,
  );

it('a fault that was switched from outside of the console is seen by a look, and pages are told of it once', async () => {
  await observeTarget({ targetId });
  await until('the first observation is news', () => told() === 1);
  writeFileSync(join(target.folder, 'broken'), '');
  await performFaultLook({ targetId });
  expect(await observed()).toMatchObject({ faults: { broken: true }, tools: {} });
  await until('the switched fault is news', () => told() === 2);

  await performFaultLook({ targetId });
  await observeTarget({ targetId });
  rmSync(join(target.folder, 'broken'));
  await performFaultLook({ targetId });
  expect((await observed()).faults).toEqual({ broken: false });
  await until('the fault that is off again is news', () => told() === 3);
});

it('what was seen first is never written last, however long that look took', async () => {
  await observeTarget({ targetId });
  writeFileSync(join(target.folder, 'broken'), '');
  const looks = [observeTarget({ targetId }), performFaultLook({ targetId })];
  rmSync(join(target.folder, 'broken'));
  looks.push(performFaultLook({ targetId }));
  await Promise.all(looks);
  expect((await observed()).faults).toEqual({ broken: false });
});

it('one look waits at a time, however many people watch, and none for a target that has no faults', async () => {
  for (const person of [at.people.engineer, at.people.lead, at.people.manager])
    await lookAtFaults(person, { targetKey: target.key });
  expect(await waiting()).toBe(1);
  const production = await breakableTarget(at, 'production');
  await lookAtFaults(at.people.engineer, { targetKey: production.key });
  expect(await waiting()).toBe(1);
});
