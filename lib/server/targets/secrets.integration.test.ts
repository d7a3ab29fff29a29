import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '../db';
import { getRoomView } from '../incidents/get-room-view';
import { getReportView } from '../reports/get-report-view';
import { declare, rebind, registerTestTarget, startedRun, targetFile, workOff } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { listTargets } from './list-targets';
import { registerTarget } from './register-target';

const CANARY = 'canary-pw-7f3a91';
let at: TestConsole;

beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

/** Every value of every row of the store, the queue's jobs included. */
async function everything(): Promise<string> {
  const { rows } = await at.store.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'graphile_worker')`,
  );
  const texts = rows.map(async ({ name }) => {
    const { rows: all } = await at.store.query(
      `select coalesce(string_agg(t::text, e'\\n'), '') as all from ${name} t`,
    );
    return all[0].all as string;
  });
  return (await Promise.all(texts)).join('\n');
}

const withCanary = () => {
  const url = new URL(at.databaseUrl);
  url.password = CANARY;
  return url.href;
};

it('a target’s connection string is in no row of the store that can be read', async () => {
  const target = await registerTestTarget(at);
  const file = { ...targetFile(at, target), databaseUrl: withCanary() };
  await registerTarget(at.people.administrator, { json: JSON.stringify(file) });
  const all = await everything();
  expect(all).toContain(target.key);
  expect(all).not.toContain(CANARY);
  expect(all).not.toContain(Buffer.from(CANARY).toString('base64'));
  expect(JSON.stringify(await listTargets(at.people.engineer))).not.toContain(CANARY);
});

it.each([
  ['a failed sign-in to the database', '1.8', 'drop', 'refuses the stored password'],
  ['what a command prints, its last words and its check', '1.9', 'leak', 'could not connect to ••••••'],
])('the password in %s reaches no outcome, output, event or screen', async (_, procedure, key, words) => {
  const target = await registerTestTarget(at);
  const run = await startedRun(at, { procedure, target });
  await registerTarget(at.people.administrator, {
    json: JSON.stringify({ ...targetFile(at, target), databaseUrl: withCanary() }),
  });
  await writeFile(join(target.folder, 'connection'), withCanary());
  await workOff(run);
  expect(await run.step(key)).toMatchObject({ state: 'failed' });
  expect(await everything()).not.toContain(CANARY);
  const seen = [
    await getRoomView(at.people.engineer, run.incidentCode),
    await getReportView(at.people.engineer, run.incidentCode),
  ];
  expect(JSON.stringify(seen)).not.toContain(CANARY);
  expect(JSON.stringify(seen)).toContain(words);
});

it('a command that fails quotes its last words without the password', async () => {
  const target = await registerTestTarget(at);
  await declare(at, { target });
  await rebind(at, target, 'append', 'leak', 'connection');
  const run = await startedRun(at, { target });
  // Another connection to the same database, with all else as it was approved.
  const { inventory } = await db().target.findUniqueOrThrow({
    where: { key: target.key },
    select: { inventory: true },
  });
  await registerTarget(at.people.administrator, {
    json: JSON.stringify({ ...targetFile(at, target), inventory, databaseUrl: withCanary() }),
  });
  await writeFile(join(target.folder, 'connection'), withCanary());
  await workOff(run);
  expect(await everything()).not.toContain(CANARY);
  expect(JSON.stringify((await run.step('append')).outcome)).toContain('could not connect to ••••••');
});
