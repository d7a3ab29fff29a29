import type { Page } from '@playwright/test';
import pg from 'pg';
import { expect, test } from './people';
import { askForApproval, declareFailingFeature, openRequest } from './rollback';
import { query, resetSandbox, targetFile } from './sandbox';

test.beforeEach(resetSandbox);

const PHONE = { width: 360, height: 740 };
const INDEX = 'idx_knowledge_embeddings_ivfflat';

test('an approved run starts by itself, and whoever stands in its way is ended only once the lead approves exactly that', async ({
  person,
}) => {
  test.setTimeout(180_000);
  const engineer = await person('engineer');
  const lead = await person('lead', PHONE);
  await declareFailingFeature(engineer);
  await engineer
    .getByRole('group', { name: 'Procedure', exact: true })
    .getByRole('radio', { name: /^Vector indexes/ })
    .check();
  const request = await askForApproval(engineer, 'Searches fail since the indexes were made.');
  await engineer.getByRole('button', { name: 'Start as soon as it is approved' }).click();
  await expect(engineer.getByRole('button', { name: 'Do not start it by itself' })).toBeVisible();

  const report = await holdLock();
  await approve(lead, request);
  await expect(engineer.getByText(new RegExp(`Process ${report.pid}`)).first()).toBeVisible({ timeout: 30_000 });
  await askToEnd(engineer, report.pid);
  await expect(
    engineer
      .getByText('lead can approve it')
      .or(engineer.getByText(/can approve it\./))
      .first(),
  ).toBeVisible();
  expect(await isConnected(report.pid)).toBe(true);

  const beside = engineer.getByRole('region', { name: 'Beside the plan' });
  const second = await beside.getByRole('link', { name: 'See the request' }).getAttribute('href');
  await openRequest(lead, second as string);
  await expect(lead.getByText(`select pg_terminate_backend(${report.pid})`)).toBeVisible();
  expect(await lead.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  await lead.getByRole('button', { name: 'Approve', exact: false }).first().click();
  await expect.poll(() => isConnected(report.pid), { timeout: 30_000 }).toBe(false);

  await goOn(engineer);
  expect(await query(`select from pg_class where relname = '${INDEX}'`)).toHaveLength(0);
});

async function approve(lead: Page, request: string): Promise<void> {
  await openRequest(lead, request);
  await lead.getByRole('button', { name: 'Approve this plan' }).click();
  await expect(lead.getByRole('button', { name: 'Approve this plan' })).toBeHidden();
}

/** By the step that waits, or that has given up waiting. */
async function askToEnd(engineer: Page, pid: number): Promise<void> {
  const name = `Ask to end process ${pid}`;
  await engineer.getByRole('button', { name }).click();
  const dialog = engineer.getByRole('dialog');
  await dialog.getByRole('textbox').fill('It has stood there since the night.');
  await dialog.getByRole('button', { name }).click();
  await expect(dialog).toBeHidden();
}

/** Its tries may have run out before the lead had read: then the driver runs the step again. */
async function goOn(engineer: Page): Promise<void> {
  const over = engineer.getByRole('heading', { name: 'Does it work again?' });
  const again = engineer.getByRole('button', { name: 'Try again', exact: true });
  await expect(over.or(again)).toBeVisible({ timeout: 60_000 });
  if (await again.isVisible()) await again.click();
  await expect(over).toBeVisible({ timeout: 60_000 });
}

/** A report that keeps a lock with which a drop has to wait; searches go on. */
async function holdLock(): Promise<{ pid: number }> {
  const client = new pg.Client({ connectionString: targetFile().databaseUrl, application_name: 'nightly report' });
  // It is to be ended from outside.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('begin; lock table knowledge_embeddings in share update exclusive mode');
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0] as { pid: number };
}

const isConnected = async (pid: number) => (await query(`select from pg_stat_activity where pid = ${pid}`)).length > 0;
