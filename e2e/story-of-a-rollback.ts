import { expect, type Page } from '@playwright/test';
import pg from 'pg';
import { confirmIfAsked } from './people';
import { declareFailingFeature, openRequest } from './rollback';
import { resetSandbox, switchFault, targetFile } from './sandbox';
import type { ScreenName } from './screens';
import { besides, type Look, lookOffline, type Stage, type Story } from './stage';
import { expireRequest, withLocked } from './store';
import { endWorker, holdDowngrade } from './worker';

const PHONE = { width: 360, height: 740 };
/** What the worker does first: it looks at the target, runs a step, measures. */
const SLOW = { timeout: 30_000 };

const ROLLBACK = [
  'room.procedure',
  'room.loading',
  'room.blocked',
  'now.waiting',
  'approvals.full',
  'approve.override',
  'approve.denied',
  'room.denied',
  'room.preflight',
  'room.awaiting',
  'room.people',
  'break-glass.full',
  'approve.own',
  'break-glass.denied',
  'approve.expired',
  'room.expired',
  'approve.full',
  'approve.approved',
  'room.approved',
  'room.step',
  'room.failed',
  'room.dialog',
  'room.running',
  'room.offline',
  'room.unknown',
  'room.validation',
  'room.criteria',
  'report.unfinished',
] as const satisfies readonly ScreenName[];

/** A plan that is denied, made anew, forgotten and asked for once more; a run that fails, loses its worker, and mends it. */
export const TROUBLED_ROLLBACK: Story = { gives: ROLLBACK, play: rollBack };

async function rollBack({ person, look }: Stage): Promise<void> {
  await resetSandbox();
  const [engineer, lead] = [await person('engineer'), await person('lead')];
  const code = await declareFailingFeature(engineer);
  await look(engineer, 'room.procedure');
  await lookWhileLoading(engineer, code, look);

  await choose(engineer, 'Index removal', 'Drop eight indexes one at a time');
  await engineer.getByRole('button', { name: 'Look at it first: preflight' }).click();
  await expect(engineer.getByRole('heading', { name: 'Something has to be mended first' })).toBeVisible(SLOW);
  await look(engineer, 'room.blocked');
  const inSpite = await askInSpite(engineer, 'Alembic hangs, so it goes without it.');
  await lead.goto('/');
  await look(lead, 'now.waiting');
  await lead.goto('/approvals');
  await look(lead, 'approvals.full');
  await openRequest(lead, inSpite);
  await look(lead, 'approve.override');
  await lead.getByLabel('Your reason').fill('The importer is running until four; wait for it.');
  await lead.getByRole('button', { name: 'Deny' }).click();
  await expect(lead.getByText('Demo Lead denied this plan').filter({ visible: true })).toBeVisible();
  await look(lead, 'approve.denied');
  await expect(engineer.getByText('Demo Lead denied this plan').filter({ visible: true })).toBeVisible();
  await look(engineer, 'room.denied');

  await engineer.getByRole('button', { name: 'Change the plan' }).click();
  await choose(engineer, 'Index removal', 'Alembic downgrade');
  await engineer.getByRole('button', { name: /preflight/ }).click();
  await expect(engineer.getByRole('heading', { name: 'This is what would run' })).toBeVisible(SLOW);
  await look(engineer, 'room.preflight');
  const late = await ask(engineer, 'The recommended way.');
  await look(engineer, 'room.awaiting');
  await lookBeside(engineer, lead, late, look);

  const request = await expireAndAskAgain(engineer, lead, late, look);
  await openRequest(lead, request);
  await look(lead, 'approve.full');
  await lead.getByRole('button', { name: 'Approve this plan' }).click();
  const approved = lead.getByText('Demo Lead approved this plan').filter({ visible: true });
  await confirmIfAsked(lead, approved);
  await expect(approved).toBeVisible();
  await look(lead, 'approve.approved');
  await expect(engineer.getByRole('button', { name: 'Start, step by step' })).toBeVisible();
  await look(engineer, 'room.approved');
  await runWithTrouble(engineer, look);
  await lookAfterwards(engineer, code, look);
}

/** The store keeps the room waiting: the page that holds its place is there, and the room's own is on its way. */
async function lookWhileLoading(engineer: Page, code: string, look: Look): Promise<void> {
  const page = await besides(engineer);
  await withLocked('IncidentCheck', async () => {
    await page.goto(`/incidents/${code}`, { waitUntil: 'commit' });
    await expect(page.getByRole('status', { name: 'The room is loading' })).toBeVisible();
    await look(page, 'room.loading');
  });
  await expect(page.getByRole('heading', { name: 'Which way back?' })).toBeVisible();
  await page.context().close();
}

/** What else can be opened while a plan waits: who is here, the last resort, the request as its asker sees it. */
async function lookBeside(engineer: Page, lead: Page, request: string, look: Look): Promise<void> {
  const path = new URL(engineer.url()).pathname;
  const other = await besides(engineer);
  await other.setViewportSize(PHONE);
  await other.goto(path);
  await other.getByRole('button', { name: 'Timeline, people, messages' }).click();
  await other.getByRole('radio', { name: /People/ }).click();
  await look(other, 'room.people');
  await other.goto(`${path}/break-glass`);
  await look(other, 'break-glass.full');
  await other.goto(request);
  await look(other, 'approve.own');
  await other.context().close();
  await lead.goto(`${path}/break-glass`);
  await look(lead, 'break-glass.denied');
}

/** The request's hour is over; it is asked for once more. Returns the new request's path. */
async function expireAndAskAgain(engineer: Page, lead: Page, request: string, look: Look): Promise<string> {
  await lead.goto(request);
  await expireRequest(request.split('/').at(-1) as string);
  await expect(lead.getByRole('button', { name: 'Approve this plan' })).toBeHidden({ timeout: 40_000 });
  await look(lead, 'approve.expired');
  await expect(engineer.getByRole('heading', { name: /^Waiting for/ })).toBeHidden({ timeout: 20_000 });
  await look(engineer, 'room.expired');
  return ask(engineer, 'Once more.');
}

async function runWithTrouble(engineer: Page, look: Look): Promise<void> {
  await engineer.getByRole('button', { name: 'Start, step by step' }).click();
  await expect(engineer.getByRole('button', { name: 'Downgrade schema' })).toBeVisible();
  await look(engineer, 'room.step');
  await switchFault('alembic-missing', true);
  await engineer.getByRole('button', { name: 'Downgrade schema' }).click();
  await expect(engineer.getByRole('radio', { name: /^Try again(?! with)/ })).toBeVisible(SLOW);
  await look(engineer, 'room.failed');
  await engineer.getByRole('button', { name: 'Abort the rollback' }).click();
  await expect(engineer.getByRole('dialog')).toBeVisible();
  await look(engineer, 'room.dialog');
  await engineer.keyboard.press('Escape');
  await switchFault('alembic-missing', false);

  const blocker = await holdLock();
  await engineer.getByRole('radio', { name: /^Try again(?! with)/ }).check();
  await engineer.getByRole('button', { name: 'Try again', exact: true }).click();
  const endDowngrade = await holdDowngrade();
  await expect(engineer.getByRole('region', { name: 'Progress' })).toBeVisible(SLOW);
  await look(engineer, 'room.running');
  const unheard = await besides(engineer);
  await lookOffline(unheard, new URL(engineer.url()).pathname, () => look(unheard, 'room.offline'));
  await unheard.context().close();
  endWorker();
  endDowngrade();
  await expect(engineer.getByRole('heading', { name: 'We lost sight of this step' })).toBeVisible({ timeout: 60_000 });
  await expect(
    engineer
      .getByText(/The probe says/)
      .filter({ visible: true })
      .first(),
  ).toBeVisible(SLOW);
  await look(engineer, 'room.unknown');
  await blocker.end();
  await engineer.getByRole('radio', { name: /run it again/ }).check();
  await engineer.getByRole('button', { name: /run it again/ }).click();
  const dialog = engineer.getByRole('dialog');
  await dialog.getByRole('textbox').fill('The revision is unchanged.');
  await dialog.getByRole('button', { name: /run it again/ }).click();
  await engineer.getByRole('button', { name: 'List indexes' }).click({ timeout: 60_000 });
  await expect(engineer.getByRole('heading', { name: 'Does it work again?' })).toBeVisible();
}

/** What comes after the run; the other story closes. */
async function lookAfterwards(engineer: Page, code: string, look: Look): Promise<void> {
  await engineer.getByRole('button', { name: 'Run immediate checks' }).click();
  await expect(engineer.getByText('5/5').filter({ visible: true })).toBeVisible(SLOW);
  await look(engineer, 'room.validation');
  const steps = engineer.getByRole('navigation', { name: 'Steps' });
  await steps.getByRole('button', { name: /Success criteria/ }).click();
  await look(engineer, 'room.criteria');
  await engineer.goto(`/reports/${code}`);
  await look(engineer, 'report.unfinished');
}

async function choose(page: Page, procedure: string, way: string): Promise<void> {
  await page.getByRole('radio', { name: new RegExp(procedure) }).check();
  await page.getByRole('radio', { name: new RegExp(way) }).check();
}

/** Asks for approval of the plan that is shown. Returns the request's path. */
async function ask(page: Page, note: string): Promise<string> {
  await page.getByLabel('A note to the approver').fill(note);
  await page.getByRole('button', { name: 'Ask for approval' }).click();
  return readRequest(page);
}

async function askInSpite(page: Page, reason: string): Promise<string> {
  const name = 'Ask for approval in spite of it';
  await page.getByRole('button', { name }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(reason);
  await dialog.getByRole('button', { name }).click();
  return readRequest(page);
}

async function readRequest(page: Page): Promise<string> {
  await expect(page.getByRole('heading', { name: /^Waiting for/ })).toBeVisible();
  const link = page.getByText(/\/approvals\/[0-9a-f-]{36}/).filter({ visible: true });
  return new URL((await link.textContent()) as string).pathname;
}

/** A reader's lock, which an index's removal has to wait for. */
async function holdLock(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: targetFile().databaseUrl, application_name: 'nightly report' });
  await client.connect();
  await client.query('begin; lock table users in access share mode');
  return client;
}
