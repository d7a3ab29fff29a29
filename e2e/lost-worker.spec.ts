import type { Page } from '@playwright/test';
import pg from 'pg';
import { readRevision } from './facts';
import { expect, test } from './people';
import { askForApproval, declareFailingFeature, openRequest } from './rollback';
import { resetSandbox, targetFile } from './sandbox';
import { endWorker } from './worker';

test.beforeEach(resetSandbox);

test('a step whose worker is killed is shown as unknown, is never run again by the machine, and a person decides', async ({
  person,
}) => {
  test.setTimeout(180_000);
  const engineer = await person('engineer');
  const lead = await person('lead');
  const code = await declareFailingFeature(engineer);
  await engineer.getByRole('radio', { name: /Index removal/ }).check();
  await engineer.getByRole('radio', { name: /Alembic downgrade/ }).check();
  const request = await askForApproval(engineer, 'The recommended way.');
  await openRequest(lead, request);
  await lead.getByRole('button', { name: 'Approve this plan' }).click();
  await engineer.getByRole('button', { name: 'Start, step by step' }).click();

  const blocker = await holdLock();
  await engineer.getByRole('button', { name: 'Downgrade schema' }).click();
  await expect(engineer.getByRole('region', { name: 'Progress' })).toBeVisible();
  endWorker();

  await expect(engineer.getByRole('heading', { name: 'We lost sight of this step' })).toBeVisible({ timeout: 60_000 });
  await expect(
    engineer
      .getByText(/The probe says/)
      .filter({ visible: true })
      .first(),
  ).toBeVisible({ timeout: 30_000 });
  expect(await readRevision()).toBe('803b93aca2d2');
  await blocker.end();
  // The lock is gone and a new worker is there: were the machine to start the step again, it would be now.
  await expect.poll(async () => (await (await engineer.request.get('/api/health')).json()).worker).toBe('ok');
  expect(await startsOf(engineer, code)).toBe(1);
  expect(await readRevision()).toBe('803b93aca2d2');

  await engineer.getByRole('radio', { name: /run it again/ }).check();
  await engineer.getByRole('button', { name: /run it again/ }).click();
  await engineer.getByRole('dialog').getByRole('textbox').fill('The revision is unchanged.');
  await engineer
    .getByRole('dialog')
    .getByRole('button', { name: /run it again/ })
    .click();
  await expect(engineer.getByRole('button', { name: 'List indexes' })).toBeVisible({ timeout: 60_000 });
  expect(await readRevision()).toBe('202508230001');
  expect(await startsOf(engineer, code)).toBe(2);
  await engineer.getByRole('button', { name: 'List indexes' }).click();
  await expect(engineer.getByRole('heading', { name: 'Does it work again?' })).toBeVisible();
});

/** A reader's lock, which an index's removal has to wait for. */
async function holdLock(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: targetFile().databaseUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query('LOCK TABLE users IN ACCESS SHARE MODE');
  return client;
}

async function startsOf(page: Page, code: string): Promise<number> {
  const room = await (await page.request.get(`/api/incidents/${code}`)).json();
  return room.timeline.filter((item: { strong: string }) => item.strong.startsWith('Started “Downgrade')).length;
}
