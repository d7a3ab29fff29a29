import { listIndexes, readRevision } from './facts';
import { expect, test } from './people';
import { EMERGENCY_INDEXES } from './procedures';
import { askForApproval, declareIncident, openRequest, waitForProbes } from './rollback';
import { measureSlowest, resetSandbox, switchFault } from './sandbox';

test.beforeEach(resetSandbox);

test('with Alembic gone, the emergency path drops exactly its eight indexes, in their order, and users get their speed back', async ({
  person,
}) => {
  test.setTimeout(180_000);
  await switchFault('alembic-missing', true);
  await switchFault('slow-database', true);
  const [before, slowest] = [await listIndexes(), await measureSlowest()];
  expect(before).toEqual(expect.arrayContaining(EMERGENCY_INDEXES));

  const engineer = await person('engineer');
  const lead = await person('lead', { width: 360, height: 780 });
  await waitForProbes(engineer, (health) => health.slowdownPercent > 300);
  const code = await declareIncident(engineer, 'High');
  await engineer.getByRole('radio', { name: /Index removal/ }).check();
  await engineer.getByRole('radio', { name: /Drop eight indexes one at a time/ }).check();
  const request = await askForApproval(engineer, 'Alembic is not there.');

  await openRequest(lead, request);
  for (const sentence of [
    /^Alembic is not on this target; this way does without it/,
    /^"Alembic downgrade" is no way here/,
  ])
    await expect(lead.getByText(sentence).filter({ visible: true })).toBeVisible();
  const changes = lead.getByRole('list', { name: /^Changes the system/ });
  const drop = changes.getByRole('listitem').filter({ hasText: 'Drop idx_users_email_active' });
  await expect(drop.getByText('Signing in gets slower at once; nothing stops.').first()).toBeVisible();
  const lock = drop.getByText(/^Reading and writing users go on/);
  await expect(lock, 'what exactly is one press away').toBeHidden();
  await drop.getByText(/the exact command/).click();
  await expect(lock).toBeVisible();
  await expect(drop.getByText(/^drop index concurrently/i)).toBeVisible();
  await lead.getByRole('button', { name: 'Approve this plan' }).click();
  await expect(lead.getByText('Demo Lead approved this plan').filter({ visible: true })).toBeVisible();

  await engineer.getByRole('button', { name: 'Run to the next decision' }).click();
  await expect(engineer.getByRole('heading', { name: 'Does it work again?' })).toBeVisible({ timeout: 90_000 });

  const after = await listIndexes();
  expect(before.filter((name) => !after.includes(name)).sort()).toEqual([...EMERGENCY_INDEXES].sort());
  expect(after.filter((name) => !before.includes(name))).toEqual([]);
  expect(await readRevision(), 'Alembic was not touched').toBe('803b93aca2d2');
  expect(await measureSlowest(), 'users have their speed back').toBeLessThan(slowest / 3);

  const report = await (await lead.request.get(`/api/reports/${code}/markdown`)).text();
  const dropped = [...report.matchAll(/DROP INDEX CONCURRENTLY "?(idx_\w+)"?/gi)].map((match) => match[1]);
  expect(dropped).toEqual(EMERGENCY_INDEXES);
  expect(report).toContain('Alembic still believes');
});
