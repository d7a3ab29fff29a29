import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { db, SILENT_MS } from './db';
import { openTestConsole, type TestConsole } from './testing/test-console';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

it('whoever falls silent in the middle of a transaction holds nobody up for long, has written nothing, and goes on afterwards', async () => {
  const { id, name } = at.people.engineer;
  const rename = (to: string) => ({ where: { id }, data: { name: to } });
  let isHeld = () => {};
  const held = new Promise<void>((resolve) => {
    isHeld = resolve;
  });
  const silent = db().$transaction(async (tx) => {
    await tx.person.update(rename('Half written'));
    isHeld();
    await sleep(SILENT_MS + 1_500);
    await tx.person.update(rename('Late'));
  });
  const ended = silent.then(
    () => 'committed',
    () => 'refused',
  );
  await held;
  // Waits for the row until the store lets go of it.
  const seen = await at.store.query('update "Person" set "role" = "role" where id = $1 returning name', [id]);
  expect(seen.rows).toEqual([{ name }]);
  expect(await ended).toBe('refused');
  expect(await db().person.findUniqueOrThrow({ where: { id }, select: { name: true } })).toEqual({ name });
});
