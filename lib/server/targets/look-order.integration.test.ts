import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { db } from '../db';
import { registerTestTarget, type TestTarget, targetFile } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { performFaultLook } from './look-at-faults';
import { observeTarget } from './observe-target';
import { storeTarget } from './register-target';

let at: TestConsole;
let target: TestTarget;
let targetId: string;
beforeAll(async () => {
  at = await openTestConsole();
});
beforeEach(async () => {
  target = await hesitatingTarget();
  targetId = (await db().target.findUniqueOrThrow({ where: { key: target.key } })).id;
  await observeTarget({ targetId });
});
afterAll(() => at.close());

/** Its fault is on while a file is there. A look that finds the file "hold" takes it away, and says what it saw only after "go". */
const STATUS = `const fs = require('node:fs'); const at = (name) => process.argv[1] + '/' + name;
const seen = fs.existsSync(at('broken')) ? 'on' : 'off';
if (!fs.existsSync(at('hold'))) console.log(seen);
else { fs.renameSync(at('hold'), at('held')); const wait = () => fs.existsSync(at('go')) ? console.log(seen) : setTimeout(wait, 20); wait(); }`;

async function hesitatingTarget(): Promise<TestTarget> {
  const made = await registerTestTarget(at);
  const here = (...argv: string[]) => ({ host: 'here', argv });
  const fault = {
    key: 'broken',
    title: 'Broken',
    effect: 'Nothing works.',
    on: here('touch', join(made.folder, 'broken')),
    off: here('rm', '-f', join(made.folder, 'broken')),
    status: here(process.execPath, '-e', STATUS, made.folder),
  };
  await storeTarget(targetFile(at, made, { faults: [fault] }), null);
  return made;
}

const file = (name: string) => join(target.folder, name);
const isSeenBroken = async () => {
  const { observed } = await db().target.findUniqueOrThrow({ where: { id: targetId } });
  return (observed as { faults: Record<string, boolean> }).faults.broken;
};

/** A look of another worker, which has seen the target and not yet said what it saw. */
async function heldLook(what: 'faults' | 'everything'): Promise<{ letGo: () => Promise<void> }> {
  writeFileSync(file('hold'), '');
  const words = ['--conditions=react-server', '--import', 'tsx', 'lib/server/targets/look-order.fixture.ts'];
  const other = spawn(process.execPath, [...words, what, targetId], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(other, 'exit');
  await until('the other worker has looked', () => existsSync(file('held')), 20_000);
  return {
    letGo: async () => {
      writeFileSync(file('go'), '');
      expect((await ended)[0]).toBe(0);
    },
  };
}

it('what another worker saw first, and said last, does not hide what was seen after it', async () => {
  for (const what of ['faults', 'everything'] as const) {
    for (const name of ['go', 'held', 'broken']) rmSync(file(name), { force: true });
    await performFaultLook({ targetId });
    expect(await isSeenBroken()).toBe(false);
    const { letGo } = await heldLook(what);
    writeFileSync(file('broken'), '');
    await performFaultLook({ targetId });
    expect(await isSeenBroken()).toBe(true);
    await letGo();
    expect(await isSeenBroken()).toBe(true);
  }
});

it('what an older look saw of everything but the faults is kept, where a newer one looked at faults alone', async () => {
  const before = await db().target.findUniqueOrThrow({ where: { id: targetId } });
  const { letGo } = await heldLook('everything');
  writeFileSync(file('broken'), '');
  await performFaultLook({ targetId });
  await letGo();
  const after = await db().target.findUniqueOrThrow({ where: { id: targetId } });
  expect(after.observedAt?.getTime()).toBeGreaterThan(before.observedAt?.getTime() ?? 0);
  expect(await isSeenBroken()).toBe(true);
});
